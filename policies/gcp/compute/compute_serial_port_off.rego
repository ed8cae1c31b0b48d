package gabakura.checks.compute_serial_port_off

import data.gabakura.google
import rego.v1

metadata := {
	"id": "compute-serial-port-off",
	"title": {
		"ja": "シリアルポートへのアクセスが無効であること",
		"en": "Serial port access is disabled",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー compute.disableSerialPortAccess を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `compute.disableSerialPortAccess`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "4.5", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-7", "sourced": true},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "compute.disableSerialPortAccess"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
