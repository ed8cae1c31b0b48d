package gabakura.checks.identity_default_grants_off

import data.gabakura.google
import rego.v1

metadata := {
	"id": "identity-default-grants-off",
	"title": {
		"ja": "デフォルトのサービスアカウントに編集者ロールが自動付与されないこと",
		"en": "Default service accounts are not granted the Editor role",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー iam.automaticIamGrantsForDefaultServiceAccounts を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `iam.automaticIamGrantsForDefaultServiceAccounts`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "4.1", "sourced": true},
		{"framework": "CIS GCP 4.0", "id": "4.2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": false},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "iam.automaticIamGrantsForDefaultServiceAccounts"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
