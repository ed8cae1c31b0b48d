package gabakura.checks.detection_alarm_route

import data.gabakura.google
import rego.v1

metadata := {
	"id": "detection-alarm-route",
	"title": {
		"ja": "ルートの変更がアラートで通知されること",
		"en": "An alert reports changes to routes",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール detection を加えるか、監査ログを数えるメトリクスと警報を宣言してください。",
		"en": "Add the module `detection`, or declare a metric over the audit log and an alert that counts it.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.8", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-3", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.logging.metric", "gcp.monitoring.alert_policy"],
}

words := ["gce_route", "compute.routes."]

alarms := google.alarms(words)

subject contains address if some address in google.subject({a.address | some a in alarms})

fail contains f if some f in google.fault(alarms, "no alert counts such entries")

unknown contains d if some d in google.doubt(alarms, "no alert counts such entries")
