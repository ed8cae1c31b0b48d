package gabakura.checks.logging_trail_cmk

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-cmk",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-28", "sourced": true},
	],
	"kinds": ["gcp.logging.sink", "gcp.storage.bucket"],
}

subject contains b.address if some b in google.evidence

fail contains {"address": b.address, "message": "no key is set"} if {
	some b in google.evidence
	not lib.given(b.spec.encryption, "default_kms_key")
}

unknown contains doubt if some doubt in google.evidence_doubts
