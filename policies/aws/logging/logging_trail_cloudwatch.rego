package gabakura.checks.logging_trail_cloudwatch

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-cloudwatch",
	"title": {
		"ja": "証跡がCloudWatch Logsへ配信されること",
		"en": "Trails are delivered to CloudWatch Logs",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "証跡の cloud_watch_logs_log_group_arn と cloud_watch_logs_role_arn を設定してください。",
		"en": "Set `cloud_watch_logs_log_group_arn` and `cloud_watch_logs_role_arn` of the trail.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "CloudTrail.5", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-6(1)", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SI-4(2)", "sourced": true},
	],
	"kinds": ["aws.cloudtrail.trail"],
}

subject contains r.address if some r in lib.resources_of("aws.cloudtrail.trail")

fail contains {"address": r.address, "message": "no log group is set"} if {
	some r in lib.resources_of("aws.cloudtrail.trail")
	not lib.given(r.spec, "cloud_watch_logs_log_group_arn")
}
