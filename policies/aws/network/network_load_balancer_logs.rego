package gabakura.checks.network_load_balancer_logs

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-load-balancer-logs",
	"title": {
		"ja": "ロードバランサーのアクセスログが有効であること",
		"en": "Load balancers have access logs enabled",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "ロードバランサーの属性 access_logs.s3.enabled を true にし、記録先のバケットを指定してください。",
		"en": "Set the load balancer's attribute `access_logs.s3.enabled` to true and name the bucket.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "ELB.5", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": false},
	],
	"kinds": ["aws.elb.load_balancer"],
}

# A network load balancer writes down what comes in by TLS and nothing else: without such a
# listener it has no log to keep. A gateway has none at all.
balancers contains r if {
	some r in lib.resources_of("aws.elb.load_balancer")
	r.spec.sort == "application"
}

balancers contains r if {
	some r in lib.resources_of("aws.elb.load_balancer")
	r.spec.sort == "network"
	some listener in lib.list(r.spec, "listeners")
	listener.protocol == "TLS"
}

subject contains r.address if some r in balancers

fail contains {"address": r.address, "message": message} if {
	some r in balancers
	not lib.on(r.spec, "access_logs_enabled")
	message := sprintf("access_logs_enabled: %v", [lib.shown(r.spec, "access_logs_enabled")])
}

unknown contains {"address": r.address, "message": "what sort it is, is not known"} if {
	some r in lib.resources_of("aws.elb.load_balancer")
	not lib.given(r.spec, "sort")
}

unknown contains {"address": r.address, "message": "where it listens is not known"} if {
	some r in lib.resources_of("aws.elb.load_balancer")
	r.spec.sort == "network"
	not lib.known_list(r.spec, "listeners")
}
