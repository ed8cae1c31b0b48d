package gabakura.checks.detection_security_hub

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-security-hub",
	"title": {
		"ja": "Security Hubが有効であること",
		"en": "Security Hub is enabled",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、aws.securityhub.hub を宣言してください。",
		"en": "Use the module `detection`, or declare an `aws.securityhub.hub`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "4.16", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CA-7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-6(1)", "sourced": true},
	],
	"kinds": ["aws.securityhub.hub"],
}

kind := "aws.securityhub.hub"

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": "there is no hub"} if {
	input.tenancy.lead
	count(lib.present(kind)) == 0
	not lib.elsewhere
}

unknown contains doubt if {
	count(lib.present(kind)) == 0
	some doubt in lib.elsewhere_doubts("Security Hub")
}
