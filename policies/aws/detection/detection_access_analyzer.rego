package gabakura.checks.detection_access_analyzer

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-access-analyzer",
	"title": {
		"ja": "IAM Access Analyzerが有効であること",
		"en": "IAM Access Analyzer is enabled",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、種別 ACCOUNT の aws.accessanalyzer.analyzer を宣言してください。",
		"en": "Use the module `detection`, or declare an `aws.accessanalyzer.analyzer` of type `ACCOUNT`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "1.19", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CA-7", "sourced": false},
	],
	"kinds": ["aws.accessanalyzer.analyzer"],
}

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not is_on
	message := "no analyzer looks for access from outside"
}

is_on if {
	some r in lib.present("aws.accessanalyzer.analyzer")
	r.spec.type in {"ACCOUNT", "ORGANIZATION"}
}
