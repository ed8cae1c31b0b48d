package gabakura.checks.network_no_public_ingress

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-no-public-ingress",
	"title": {
		"ja": "全アドレスからの受信を許可しないこと（インターネット接続系のHTTPSを除く）",
		"en": "No rule allows ingress from every address, except HTTPS in the internet zone",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "送信元を庁舎や接続先のアドレス範囲、またはグループ（セキュリティグループ、ネットワークタグ）に限定してください。",
		"en": "Name the sources: address ranges of the offices and partners, or groups (security groups, network tags).",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
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
	some [address, rule] in lib.open_rules(groups, "ingress")
	not public_service(rule)
	message := sprintf("open to every address: %v", [lib.rule_shown(rule)])
}

# Residents reach a public site by HTTPS; that belongs in the internet zone and nowhere else.
public_service(rule) if {
	lib.zone == "internet"
	rule.protocol == "tcp"
	rule.from_port == 443
	rule.to_port == 443
}

unknown contains doubt if some doubt in lib.rule_doubts(groups, "ingress")

unknown contains doubt if some doubt in lib.prefix_list_doubts(groups, "ingress")
