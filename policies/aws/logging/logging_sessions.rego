package gabakura.checks.logging_sessions

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-sessions",
	"title": {
		"ja": "Session Managerのセッションの内容が記録されること",
		"en": "Session Manager records sessions",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "aws.ssm.session_preferences の cloud_watch_log_group_name か s3_bucket_name に記録先を設定してください。",
		"en": "Set `cloud_watch_log_group_name` or `s3_bucket_name` of `aws.ssm.session_preferences`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-17", "sourced": false},
	],
	"kinds": ["aws.ssm.session_preferences"],
}

kind := "aws.ssm.session_preferences"

subject contains address if some address in lib.setting_subjects(kind)

fail contains fault if some fault in lib.setting_faults(kind)

unknown contains doubt if some doubt in lib.setting_doubts(kind)

fail contains {"address": r.address, "message": "sessions leave no record"} if {
	some r in lib.settings(kind)
	not lib.given(r.spec, "cloud_watch_log_group_name")
	not lib.given(r.spec, "s3_bucket_name")
}
