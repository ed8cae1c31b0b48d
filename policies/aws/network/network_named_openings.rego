package gabakura.checks.network_named_openings

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-named-openings",
	"title": {
		"ja": "通信の許可は一つずつ、用途・相手先・プロトコル・ポートを明記すること",
		"en": "Every opening names its use, far end, protocol and ports",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "全プロトコル・全ポートのルールをやめ、通信ごとに description とポートを書いてください。",
		"en": "Replace rules for every protocol or port by one per flow, with ports and a description.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7(5)", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CM-7", "sourced": false},
	],
	"kinds": ["aws.ec2.security_group", "aws.ec2.default_security_group"],
}

groups := array.concat(
	lib.resources_of("aws.ec2.security_group"),
	lib.resources_of("aws.ec2.default_security_group"),
)

subject contains r.address if some r in groups

rules := {[r.address, direction, rule] |
	some r in groups
	some direction in ["ingress", "egress"]
	some rule in r.spec[direction]
}

fail contains {"address": address, "message": message} if {
	some [address, direction, rule] in rules
	everything(rule)
	message := sprintf("%v of every port: %v", [direction, lib.rule_shown(rule)])
}

fail contains {"address": address, "message": message} if {
	some [address, direction, rule] in rules
	not lib.given(rule, "description")
	message := sprintf("%v without a description: %v", [direction, lib.rule_shown(rule)])
}

everything(rule) if lib.every_protocol(rule)

everything(rule) if {
	lib.covers(rule, 1)
	lib.covers(rule, 65535)
}

unknown contains doubt if some doubt in lib.unread_rules(groups, "ingress")

unknown contains doubt if some doubt in lib.unread_rules(groups, "egress")
