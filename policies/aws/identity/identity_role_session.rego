package gabakura.checks.identity_role_session

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-role-session",
	"title": {
		"ja": "人やパイプラインが引き受けるロールのセッションが短いこと",
		"en": "Roles that people or pipelines assume have short sessions",
	},
	"severity": "low",
	"enforcement": "warn",
	"remediation": {
		"ja": "aws.iam.role の max_session_duration を 3600 にしてください。",
		"en": "Set `max_session_duration` of the role to 3600.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-2", "sourced": false},
	],
	"kinds": ["aws.iam.role"],
}

# An hour: AWS's default, and the least it takes.
seconds_max := 3600

roles := lib.roles_for_callers

subject contains r.address if some r in roles

fail contains {"address": r.address, "message": message} if {
	some r in roles
	lib.number(r.spec, "max_session_duration", 43200) > seconds_max
	message := sprintf("max_session_duration: %v", [lib.shown(r.spec, "max_session_duration")])
}
