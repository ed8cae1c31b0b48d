package gabakura.checks.detection_alarm_unauthorized_calls

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-alarm-unauthorized-calls",
	"title": {
		"ja": "拒否されたAPI呼び出しがアラームで通知されること",
		"en": "An alarm reports unauthorized API calls",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、証跡のロググループにメトリクスフィルタを置き、その値を通知先のあるアラームで監視してください。",
		"en": "Use the module `detection`, or add a metric filter for these events to the log group of the trail and an alarm on the metric that notifies somebody.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "4.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-6", "sourced": false},
	],
	"kinds": ["aws.cloudtrail.trail", "aws.cloudwatch.alarm", "aws.logs.log_group", "aws.logs.metric_filter"],
}

# What the filters must speak of, one alarm for each line.
events := [
	[`UnauthorizedOperation`, `AccessDenied`],
]

subject contains input.tenancy.id if lib.alarms_expected

fail contains fault if some fault in lib.alarm_faults(events)
