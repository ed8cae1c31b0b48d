package gabakura.checks.identity_role_trust_closed

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-role-trust-closed",
	"title": {
		"ja": "ロールの信頼ポリシーが不特定の主体を信頼しないこと",
		"en": "Role trust policies do not trust everybody",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "信頼ポリシーの Principal を特定するか、条件で限定してください。",
		"en": "Name the principals in the trust policy, or limit the statement by a condition.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": false},
	],
	"kinds": ["aws.iam.role"],
}

roles := lib.resources_of("aws.iam.role")

subject contains r.address if some r in roles

fail contains {"address": r.address, "message": "everybody may assume it"} if {
	some r in roles
	some statement in lib.statements(r.spec.assume_role_policy)
	statement.effect == "Allow"
	lib.everybody(statement)
	lib.unconditional(statement)
}

fail contains {"address": r.address, "message": "everybody but a few may assume it"} if {
	some r in roles
	some statement in lib.statements(r.spec.assume_role_policy)
	statement.effect == "Allow"
	count(statement.not_principal) > 0
}

unknown contains {"address": r.address, "message": "its trust policy is not known"} if {
	some r in roles
	not is_object(r.spec.assume_role_policy)
}
