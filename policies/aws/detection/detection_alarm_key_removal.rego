package gabakura.checks.detection_alarm_key_removal

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-alarm-key-removal",
	"title": {
		"ja": "KMSキーの無効化・削除のスケジュールがアラームで通知されること",
		"en": "An alarm reports KMS keys that are disabled or scheduled for deletion",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、証跡のロググループにメトリクスフィルタを置き、その値を通知先のあるアラームで監視してください。",
		"en": "Use the module `detection`, or add a metric filter for these events to the log group of the trail and an alarm on the metric that notifies somebody.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "4.7", "sourced": true},
		{"framework": "AWS Security Hub", "id": "KMS.3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-12", "sourced": false},
	],
	"kinds": ["aws.cloudtrail.trail", "aws.cloudwatch.alarm", "aws.logs.log_group", "aws.logs.metric_filter"],
}

# What the filters must speak of, one alarm for each line.
events := [
	[`"DisableKey"`, `"ScheduleKeyDeletion"`],
]

subject contains input.tenancy.id if lib.alarms_expected

fail contains fault if some fault in lib.alarm_faults(events)
