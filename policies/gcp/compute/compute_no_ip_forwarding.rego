package gabakura.checks.compute_no_ip_forwarding

import data.gabakura.google
import rego.v1

metadata := {
	"id": "compute-no-ip-forwarding",
	"title": {
		"ja": "VMインスタンスのIP転送が無効であること",
		"en": "VM instances cannot forward IP packets",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー compute.managed.vmCanIpForward を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `compute.managed.vmCanIpForward`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "4.6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CA-9", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "compute.managed.vmCanIpForward"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
