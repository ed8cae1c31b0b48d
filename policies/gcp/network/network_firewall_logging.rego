package gabakura.checks.network_firewall_logging

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-firewall-logging",
	"title": {
		"ja": "ファイアウォールルールのログが有効であること",
		"en": "Firewall rules have logging enabled",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "ルールの log_config.enable を true にしてください。",
		"en": "Set `log_config.enable` of the rule to true.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.compute.firewall"],
}

rules := [r |
	some r in google.firewall
	not r.spec.disabled == true
]

subject contains r.address if some r in rules

fail contains {"address": r.address, "message": "what it lets through or refuses is not logged"} if {
	some r in rules
	not lib.on(r.spec.log_config, "enable")
}
