package gabakura.checks.compute_shielded

import data.gabakura.google
import rego.v1

metadata := {
	"id": "compute-shielded",
	"title": {
		"ja": "Shielded VMだけを使うこと",
		"en": "VM instances are Shielded VMs",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー compute.requireShieldedVm を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `compute.requireShieldedVm`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "4.8", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SI-7", "sourced": false},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "compute.requireShieldedVm"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
