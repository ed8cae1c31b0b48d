package gabakura.checks.detection_alarm_storage_change

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-alarm-storage-change",
	"title": {
		"ja": "S3バケットポリシーとAWS Configの設定変更がアラームで通知されること",
		"en": "An alarm reports changes to S3 bucket policies and to AWS Config",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、証跡のロググループにメトリクスフィルタを置き、その値を通知先のあるアラームで監視してください。",
		"en": "Use the module `detection`, or add a metric filter for these events to the log group of the trail and an alarm on the metric that notifies somebody.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "4.8", "sourced": true},
		{"framework": "CIS AWS 5.0", "id": "4.9", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-3", "sourced": false},
	],
	"kinds": ["aws.cloudtrail.trail", "aws.cloudwatch.alarm", "aws.logs.log_group", "aws.logs.metric_filter"],
}

# What the filters must speak of, one alarm for each line.
events := [
	[`"PutBucketPolicy"`, `"DeleteBucketPolicy"`, `"PutBucketAcl"`],
	[`"StopConfigurationRecorder"`, `"DeleteDeliveryChannel"`, `"PutConfigurationRecorder"`],
]

subject contains input.tenancy.id if lib.alarms_expected

fail contains fault if some fault in lib.alarm_faults(events)
