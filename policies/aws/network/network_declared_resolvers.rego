package gabakura.checks.network_declared_resolvers

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-declared-resolvers",
	"title": {
		"ja": "DNSクエリは宣言したリゾルバーだけへ送り、時刻は基盤から取得すること",
		"en": "DNS queries go to declared resolvers only, and time comes from the platform",
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

# Egress by range that covers a port; another group of the tenancy is a far end of its own.
# Plain comparisons, no helper per rule. A port that is absent bounds nothing.
leaving := {[r.address, port, far] |
	some r in groups
	some rule in r.spec.egress
	rule.protocol in {"tcp", "udp", "-1"}
	some port in [53, 123]
	not rule.from_port > port
	not rule.to_port < port
	some field in ["cidr_ipv4", "cidr_ipv6", "prefix_list_id"]
	far := rule[field]
	is_string(far)
}

fail contains {"address": address, "message": message} if {
	lib.network
	some [address, 53, far] in leaving
	not far in resolvers
	message := sprintf("names may be asked of %v; declared: %v", [far, concat(" ", sort(resolvers))])
}

resolvers := {sprintf("%v/32", [address]) | some address in lib.network.resolvers}

# No security group filters the platform's clock, so a rule for time is for another one.
fail contains {"address": address, "message": sprintf("time may be asked of %v", [far])} if {
	some [address, 123, far] in leaving
}

unknown contains {"address": address, "message": "the declared resolvers are not known"} if {
	not lib.network
	some [address, 53, _] in leaving
}

unknown contains doubt if some doubt in lib.unread_rules(groups, "egress")
