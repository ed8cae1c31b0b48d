package gabakura.checks.network_load_balancer_tls

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-load-balancer-tls",
	"title": {
		"ja": "Elastic Load Balancing（バージョン2）のロードバランサーが内部向けで、TLSだけで待ち受けること",
		"en": "Elastic Load Balancing v2 load balancers are internal and use current TLS policies",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "scheme を internal にし、HTTP の待ち受けは HTTPS への転送だけにし、SslPolicy を TLS 1.2 以上のもの（ELBSecurityPolicy-TLS13-…）にしてください。",
		"en": "Make the scheme `internal`, let HTTP do nothing but send callers to HTTPS, and choose an `SslPolicy` of TLS 1.2 or newer (`ELBSecurityPolicy-TLS13-…`).",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "ELB.17", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-8", "sourced": false},
	],
	"kinds": ["aws.elb.load_balancer"],
}

balancers := lib.resources_of("aws.elb.load_balancer")

subject contains r.address if some r in balancers

fail contains {"address": r.address, "message": "it faces the internet"} if {
	some r in balancers
	r.spec.scheme == "internet-facing"
}

fail contains {"address": r.address, "message": message} if {
	some r in balancers
	some listener in lib.list(r.spec, "listeners")
	listener.protocol == "HTTP"
	not listener.redirects_to_https == true
	message := sprintf("port %v: HTTP", [listener.port])
}

fail contains {"address": r.address, "message": message} if {
	some r in balancers
	some listener in lib.list(r.spec, "listeners")
	listener.protocol in {"HTTPS", "TLS"}
	not good(listener)
	message := sprintf("port %v: %v", [listener.port, lib.shown(listener, "ssl_policy")])
}

unknown contains {"address": r.address, "message": "where it listens is not known"} if {
	some r in balancers
	not lib.known_list(r.spec, "listeners")
}

# Names of AWS's own policies; those of TLS 1.3 that also speak 1.0 or 1.1 say so.
good(listener) if {
	startswith(listener.ssl_policy, "ELBSecurityPolicy-TLS13-")
	not startswith(listener.ssl_policy, "ELBSecurityPolicy-TLS13-1-0-")
	not startswith(listener.ssl_policy, "ELBSecurityPolicy-TLS13-1-1-")
}

good(listener) if startswith(listener.ssl_policy, "ELBSecurityPolicy-TLS-1-2-")

good(listener) if startswith(listener.ssl_policy, "ELBSecurityPolicy-FS-1-2-")
