package gabakura.checks.database_no_open_networks

import data.gabakura.google
import rego.v1

metadata := {
	"id": "database-no-open-networks",
	"title": {
		"ja": "データベースの承認済みネットワークにパブリックな範囲を設定できないこと",
		"en": "Cloud SQL instances have no public authorized networks",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー sql.restrictAuthorizedNetworks を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `sql.restrictAuthorizedNetworks`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "6.5", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": true},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "sql.restrictAuthorizedNetworks"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
