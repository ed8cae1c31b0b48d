package gabakura.checks.network_declared_resolvers

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-declared-resolvers",
	"title": {
		"ja": "名前解決は宣言したサーバーだけに、時刻は基盤の時刻源に求めること",
		"en": "Names come from declared resolvers alone, time from the platform",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "ポート53の送信は params.resolvers のアドレスに限り、ポート123の送信ルールは削除してください。",
		"en": "Limit egress on port 53 to the addresses in `params.resolvers`; remove egress on port 123.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-20", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-8", "sourced": false},
	],
	"kinds": ["aws.ec2.security_group", "aws.ec2.default_security_group"],
}

groups := array.concat(
	lib.resources_of("aws.ec2.security_group"),
	lib.resources_of("aws.ec2.default_security_group"),
)

subject contains r.address if some r in groups

# Egress by range; another group of the tenancy is a far end of its own.
leaving := {[r.address, rule, far] |
	some r in groups
	some rule in r.spec.egress
	some field in ["cidr_ipv4", "cidr_ipv6", "prefix_list_id"]
	far := rule[field]
	is_string(far)
}

fail contains {"address": address, "message": message} if {
	some [address, rule, far] in leaving
	lib.covers(rule, 53)
	not far in resolvers
	lib.network
	message := sprintf("names may be asked of %v; declared: %v", [far, concat(" ", sort(resolvers))])
}

resolvers := {sprintf("%v/32", [address]) | some address in lib.network.resolvers}

# No security group filters the platform's clock, so a rule for time is for another one.
fail contains {"address": address, "message": message} if {
	some [address, rule, far] in leaving
	lib.covers(rule, 123)
	message := sprintf("time may be asked of %v", [far])
}

unknown contains {"address": address, "message": "the declared resolvers are not known"} if {
	not lib.network
	some [address, rule, _] in leaving
	lib.covers(rule, 53)
}

unknown contains doubt if some doubt in lib.unread_rules(groups, "egress")
