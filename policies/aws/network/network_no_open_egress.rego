package gabakura.checks.network_no_open_egress

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-no-open-egress",
	"title": {
		"ja": "全アドレス・全ポートへの送信を許可しないこと",
		"en": "No rule allows egress to every address on every port",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "通信要件ごとに、宛先・プロトコル・ポートを明記した送信ルールに置き換えてください。",
		"en": "Replace the rule by one per named flow, with destination, protocol and port.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7(5)", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
	],
	"kinds": ["aws.ec2.security_group", "aws.ec2.default_security_group"],
}

groups := array.concat(
	lib.resources_of("aws.ec2.security_group"),
	lib.resources_of("aws.ec2.default_security_group"),
)

subject contains r.address if some r in groups

fail contains {"address": address, "message": message} if {
	some [address, rule] in lib.open_rules(groups, "egress")
	every_port(rule)
	message := sprintf("everything may leave: %v", [lib.rule_shown(rule)])
}

every_port(rule) if lib.every_protocol(rule)

every_port(rule) if {
	lib.covers(rule, 1)
	lib.covers(rule, 65535)
}

unknown contains doubt if some doubt in lib.rule_doubts(groups, "egress")
