package gabakura.checks.identity_service_accounts_no_admin

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-service-accounts-no-admin",
	"title": {
		"ja": "サービスアカウントに管理者ロールを付与しないこと",
		"en": "Service accounts have no administrative roles",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "必要な権限だけのロールに替えてください。変更を行うアカウントは期限のある例外（waiver）として届け出てください。",
		"en": "Give a role with the permissions needed; declare the account that makes changes as a waiver with an end.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.5", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": false},
	],
	"kinds": ["gcp.project.iam_binding"],
}

bindings := [r | input.tenancy.lead; some r in lib.present("gcp.project.iam_binding")]

subject contains r.address if some r in bindings

# Google's own service agents act for its services; their roles are the platform's.
fail contains {"address": r.address, "message": sprintf("`%v` is given to %v", [r.spec.role, member])} if {
	some r in bindings
	administers(r.spec.role)
	some member in r.spec.members
	startswith(member, "serviceAccount:")
	not agent(member)
}

administers(role) if role in {"roles/editor", "roles/owner"}

administers(role) if endswith(lower(role), "admin")

agent(member) if regex.match(`@(.*\.)?(gcp-sa-[a-z0-9-]+|compute-system|cloudservices|container-engine-robot|gs-project-accounts)\.(iam\.)?gserviceaccount\.com$`, member)

agent(member) if endswith(member, "@cloudservices.gserviceaccount.com")

unknown contains {"address": r.address, "message": "its members are not known"} if {
	some r in bindings
	not lib.known_list(r.spec, "members")
}
