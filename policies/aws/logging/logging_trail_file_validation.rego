package gabakura.checks.logging_trail_file_validation

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-file-validation",
	"title": {
		"ja": "証跡のログファイルの整合性検証が有効であること",
		"en": "Trails have log file validation enabled",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "証跡の enable_log_file_validation を true にしてください。",
		"en": "Set `enable_log_file_validation` of the trail to true.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.2", "sourced": true},
		{"framework": "AWS Security Hub", "id": "CloudTrail.4", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-9", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SI-7", "sourced": true},
	],
	"kinds": ["aws.cloudtrail.trail"],
}

subject contains r.address if some r in lib.resources_of("aws.cloudtrail.trail")

fail contains {"address": r.address, "message": "log file validation is off"} if {
	some r in lib.resources_of("aws.cloudtrail.trail")
	not lib.on(r.spec, "enable_log_file_validation")
}
