package gabakura.checks.identity_role_mfa

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-role-mfa",
	"title": {
		"ja": "人が引き受けるロールの信頼ポリシーがMFAを要求すること",
		"en": "Roles that people assume require MFA",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "信頼ポリシーに aws:MultiFactorAuthPresent = true の条件を付けてください。",
		"en": "Add the condition `aws:MultiFactorAuthPresent` = `true` to the trust policy.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "IA-2(1)", "sourced": false},
	],
	"kinds": ["aws.iam.role"],
}

# A role that another account, or a user of this one, may take on. Within the account, roles
# hand over to roles without anybody signing in.
roles := [r |
	some r in lib.resources_of("aws.iam.role")
	some statement in lib.statements(r.spec.assume_role_policy)
	lets_people_in(statement)
]

subject contains r.address if some r in roles

fail contains {"address": r.address, "message": message} if {
	some r in roles
	some statement in lib.statements(r.spec.assume_role_policy)
	lets_people_in(statement)
	not demands_mfa(statement)
	message := sprintf("without MFA: %v", [concat(" ", sort(lib.callers(statement)))])
}

unknown contains {"address": r.address, "message": "its trust policy is not known"} if {
	some r in lib.resources_of("aws.iam.role")
	not is_object(r.spec.assume_role_policy)
}

lets_people_in(statement) if {
	statement.effect == "Allow"
	some arn in lib.callers(statement)
	not of_this_account(arn)
}

lets_people_in(statement) if {
	statement.effect == "Allow"
	some arn in lib.callers(statement)
	contains(arn, ":user/")
}

of_this_account(arn) if startswith(arn, sprintf("arn:aws:iam::%s:", [input.tenancy.account]))

demands_mfa(statement) if {
	some operator, tests in statement.condition
	lower(operator) == "bool"
	some key, values in tests
	lower(key) == "aws:multifactorauthpresent"
	every value in values {
		value in {"true", true}
	}
}
