package gabakura.checks.compute_os_login

import data.gabakura.google
import rego.v1

metadata := {
	"id": "compute-os-login",
	"title": {
		"ja": "VMインスタンスへのログインがOS Login（IAM）で管理されること",
		"en": "OS Login is required for VM instances",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー compute.requireOsLogin を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `compute.requireOsLogin`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "4.4", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-2", "sourced": true},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "compute.requireOsLogin"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
