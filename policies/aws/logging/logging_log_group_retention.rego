package gabakura.checks.logging_log_group_retention

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-log-group-retention",
	"title": {
		"ja": "ログの保存先（ロググループ、ログバケット）に保持期間が設定されていること",
		"en": "Log groups and log buckets have a retention period",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "retention_in_days（Google Cloudでは retention_days）に、要件に応じた日数を設定してください。",
		"en": "Set `retention_in_days` (on Google Cloud, `retention_days`) to what your rules demand.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AU-11", "sourced": false},
	],
	"kinds": ["aws.logs.log_group"],
}

subject contains r.address if some r in lib.resources_of("aws.logs.log_group")

fail contains {"address": r.address, "message": "no retention is set"} if {
	some r in lib.resources_of("aws.logs.log_group")
	not lib.number(r.spec, "retention_in_days", 0) > 0
}
