package gabakura.checks.detection_guardduty

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-guardduty",
	"title": {
		"ja": "GuardDutyが有効であること",
		"en": "GuardDuty is enabled",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、aws.guardduty.detector を enabled で宣言してください。",
		"en": "Use the module `detection`, or declare an `aws.guardduty.detector` that is enabled.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "GuardDuty.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SI-4", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CA-7", "sourced": true},
	],
	"kinds": ["aws.guardduty.detector"],
}

kind := "aws.guardduty.detector"

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not is_on
	not lib.elsewhere
	message := sprintf("no detector is on (%v in view)", [count(lib.present(kind))])
}

unknown contains doubt if {
	not is_on
	some doubt in lib.elsewhere_doubts("GuardDuty")
}

is_on if {
	some r in lib.present(kind)
	lib.on(r.spec, "enabled")
}
