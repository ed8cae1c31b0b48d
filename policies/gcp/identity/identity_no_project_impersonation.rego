package gabakura.checks.identity_no_project_impersonation

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-no-project-impersonation",
	"title": {
		"ja": "プロジェクト全体のサービスアカウントの権限借用を許可しないこと",
		"en": "No member can impersonate every service account of the project",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "権限は、使うサービスアカウントに対してだけ（iam_bindings）与えてください。",
		"en": "Give the role on the one service account that is meant (`iam_bindings`).",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": false},
	],
	"kinds": ["gcp.project.iam_binding"],
}

bindings := [r | input.tenancy.lead; some r in lib.present("gcp.project.iam_binding")]

subject contains r.address if some r in bindings

acting := {
	"roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser",
	"roles/iam.workloadIdentityUser",
}

fail contains {"address": r.address, "message": message} if {
	some r in bindings
	r.spec.role in acting
	count(object.get(r.spec, "members", [""])) > 0
	message := sprintf("`%v` lets its members act as every service account of the project", [r.spec.role])
}
