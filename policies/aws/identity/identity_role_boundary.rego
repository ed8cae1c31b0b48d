package gabakura.checks.identity_role_boundary

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-role-boundary",
	"title": {
		"ja": "宣言したロールにアクセス許可の境界があること",
		"en": "Declared roles have a permissions boundary",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "aws.iam.role の permissions_boundary に、アクセスモジュールの境界ポリシーを指定してください。",
		"en": "Set `permissions_boundary` of the role, to the boundary of the module `access` for example.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": false},
	],
	"kinds": ["aws.iam.role"],
}

roles := lib.roles_for_callers

subject contains r.address if some r in roles

fail contains {"address": r.address, "message": "nothing bounds what it may be given"} if {
	some r in roles
	not lib.given(r.spec, "permissions_boundary")
}
