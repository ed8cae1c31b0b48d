package gabakura.checks.identity_no_account_keys

import data.gabakura.google
import rego.v1

metadata := {
	"id": "identity-no-account-keys",
	"title": {
		"ja": "サービスアカウントキーを作成できないこと",
		"en": "Service account keys cannot be created",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー iam.disableServiceAccountKeyCreation を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `iam.disableServiceAccountKeyCreation`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.4", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "IA-5", "sourced": false},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "iam.disableServiceAccountKeyCreation"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
