package gabakura.checks.encryption_key_policy_closed

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "encryption-key-policy-closed",
	"title": {
		"ja": "KMSキーのポリシーが不特定の主体に利用を許可しないこと",
		"en": "Key policies do not allow everybody to use a key",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "キーポリシーの Principal を特定するか、aws:PrincipalAccount などの条件で限定してください。Google Cloudでは iam_bindings から allUsers と allAuthenticatedUsers を外します。",
		"en": "Name the principals in the key policy, or limit the statement by a condition such as `aws:PrincipalAccount`; on Google Cloud, remove `allUsers` and `allAuthenticatedUsers` from `iam_bindings`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-12", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
	],
	"kinds": ["aws.kms.key"],
}

subject contains r.address if some r in lib.resources_of("aws.kms.key")

fail contains {"address": r.address, "message": message} if {
	some r in lib.resources_of("aws.kms.key")
	some statement in lib.statements(r.spec.policy)
	statement.effect == "Allow"
	lib.everybody(statement)
	lib.unconditional(statement)
	message := sprintf("everybody may: %v", [concat(" ", sort(lib.list(statement, "action")))])
}

unknown contains {"address": r.address, "message": "its policy is not known"} if {
	some r in lib.resources_of("aws.kms.key")
	not is_object(r.spec.policy)
}
