package gabakura.checks.logging_evidence_locked

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-evidence-locked",
	"title": {
		"ja": "証跡を保存するバケットの保持ポリシーがロックされていること",
		"en": "Buckets that store evidence have a locked retention policy",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "object_lock_mode を COMPLIANCE にしてください。固定した期間は短縮できず、過ぎるまで削除もできません。",
		"en": "Set `object_lock_mode` to `COMPLIANCE`. A locked retention can never be shortened, and nothing can be deleted before it has passed.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-9", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-11", "sourced": false},
	],
	"kinds": ["gcp.logging.sink", "gcp.storage.bucket"],
}

subject contains b.address if some b in google.evidence

fail contains {"address": b.address, "message": "its retention can be shortened"} if {
	some b in google.evidence
	not lib.on(b.spec.retention_policy, "is_locked")
}

unknown contains doubt if some doubt in google.evidence_doubts
