package gabakura.checks.network_egress_denied

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-egress-denied",
	"title": {
		"ja": "宣言していない送信がネットワーク全体で拒否されること",
		"en": "Undeclared egress is denied for the whole network",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "すべての宛先・全プロトコルを拒否する送信ルール（優先度65530）を、対象を限定せずに宣言してください。",
		"en": "Declare an egress rule of priority 65530 that denies every protocol to 0.0.0.0/0, for all instances.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7(5)", "sourced": false},
	],
	"kinds": ["gcp.compute.network", "gcp.compute.firewall"],
}

networks := lib.resources_of("gcp.compute.network")

subject contains r.address if some r in networks

# Google lets everything leave unless a rule forbids it.
fail contains {"address": r.address, "message": "nothing forbids what is not declared"} if {
	some r in networks
	not forbidden(r)
}

forbidden(network) if {
	some rule in google.firewall
	lib.points_to(rule.spec.network, network)
	google.direction(rule) == "EGRESS"
	not rule.spec.disabled == true
	some entry in rule.spec.denied
	google.word(entry.ip_protocol) == "all"
	"0.0.0.0/0" in google.far_ends(rule)
	whole(rule)
}

# For some instances only is not for all.
whole(rule) if {
	count(lib.list(rule.spec, "target_tags")) == 0
	count(lib.list(rule.spec, "target_service_accounts")) == 0
}
