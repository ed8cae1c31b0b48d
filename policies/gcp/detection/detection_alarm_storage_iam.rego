package gabakura.checks.detection_alarm_storage_iam

import data.gabakura.google
import rego.v1

metadata := {
	"id": "detection-alarm-storage-iam",
	"title": {
		"ja": "バケットの権限の変更がアラートで通知されること",
		"en": "An alert reports changes to bucket permissions",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール detection を加えるか、監査ログを数えるメトリクスと警報を宣言してください。",
		"en": "Add the module `detection`, or declare a metric over the audit log and an alert that counts it.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.10", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
	],
	"kinds": ["gcp.logging.metric", "gcp.monitoring.alert_policy"],
}

words := ["gcs_bucket", "storage.setIamPermissions"]

alarms := google.alarms(words)

subject contains address if some address in google.subject({a.address | some a in alarms})

fail contains f if some f in google.fault(alarms, "no alert counts such entries")

unknown contains d if some d in google.doubt(alarms, "no alert counts such entries")
