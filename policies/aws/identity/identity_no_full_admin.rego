package gabakura.checks.identity_no_full_admin

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-no-full-admin",
	"title": {
		"ja": "ロールがすべてのリソースに対する全操作を許可しないこと",
		"en": "No role allows every action on every resource",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "必要な操作とリソースだけを許可するステートメントに置き換え、AdministratorAccess を外してください。Google Cloudでは roles/owner と roles/editor を使いません。",
		"en": "Allow only the actions and resources needed, and detach `AdministratorAccess`; on Google Cloud, give neither `roles/owner` nor `roles/editor`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "1.15", "sourced": true},
		{"framework": "AWS Security Hub", "id": "IAM.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": true},
	],
	"kinds": ["aws.iam.role"],
}

roles := lib.resources_of("aws.iam.role")

subject contains r.address if some r in roles

fail contains {"address": r.address, "message": message} if {
	some r in roles
	some name, document in r.spec.inline_policies
	some statement in lib.statements(document)
	statement.effect == "Allow"
	everything(statement)
	"*" in statement.resource
	message := sprintf("inline policy `%v` allows everything", [name])
}

fail contains {"address": r.address, "message": message} if {
	some r in roles
	some arn in lib.list(r.spec, "managed_policy_arns")
	endswith(arn, ":policy/AdministratorAccess")
	message := sprintf("`%v` is attached", [arn])
}

# What a customer-managed policy allows is not in view; the cloud's own allow no `*:*` but one.
unknown contains {"address": r.address, "message": message} if {
	some r in roles
	some arn in lib.list(r.spec, "managed_policy_arns")
	not startswith(arn, "arn:aws:iam::aws:policy/")
	message := sprintf("what `%v` allows is not in view", [arn])
}

unknown contains {"address": r.address, "message": "its policies are not known"} if {
	some r in roles
	not is_object(r.spec.inline_policies)
}

unknown contains {"address": r.address, "message": "its managed policies are not known"} if {
	some r in roles
	not lib.known_list(r.spec, "managed_policy_arns")
}

everything(statement) if {
	some action in statement.action
	action in {"*", "*:*"}
}

# All but a few is as good as all.
everything(statement) if count(statement.not_action) > 0
