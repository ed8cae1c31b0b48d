package gabakura.checks.network_named_openings

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-named-openings",
	"title": {
		"ja": "通信の許可は一つずつ、用途・相手先・プロトコル・ポートを明記すること",
		"en": "Every firewall opening names its purpose, far end, protocol and ports",
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

# Plain comparisons, no helper per rule: these are the most numerous things there are.
every_protocol := {[r.address, rule] |
	some r in groups
	some direction in ["ingress", "egress"]
	some rule in r.spec[direction]
	rule.protocol == "-1"
}

# A port that is absent bounds nothing.
every_port := {[r.address, rule] |
	some r in groups
	some direction in ["ingress", "egress"]
	some rule in r.spec[direction]
	rule.protocol in {"tcp", "udp"}
	not rule.from_port > 1
	not rule.to_port < 65535
}

nameless := {[r.address, rule] |
	some r in groups
	some direction in ["ingress", "egress"]
	some rule in r.spec[direction]
	object.get(rule, "description", null) in {null, ""}
}

fail contains {"address": address, "message": message} if {
	some [address, rule] in every_protocol | every_port
	message := sprintf("open on every port: %v", [lib.rule_shown(rule)])
}

fail contains {"address": address, "message": message} if {
	some [address, rule] in nameless
	message := sprintf("without a description: %v", [lib.rule_shown(rule)])
}

unknown contains doubt if some doubt in lib.unread_rules(groups, "ingress")

unknown contains doubt if some doubt in lib.unread_rules(groups, "egress")
