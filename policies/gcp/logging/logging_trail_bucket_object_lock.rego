package gabakura.checks.logging_trail_bucket_object_lock

import data.gabakura.google
import rego.v1

metadata := {
	"id": "logging-trail-bucket-object-lock",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-9", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-11", "sourced": false},
	],
	"kinds": ["gcp.logging.sink", "gcp.storage.bucket"],
}

subject contains b.address if some b in google.evidence

fail contains {"address": b.address, "message": "nothing keeps its objects from being deleted"} if {
	some b in google.evidence
	not retained(b)
}

retained(bucket) if {
	seconds := to_number(trim_suffix(bucket.spec.retention_policy.retention_duration, "s"))
	seconds > 0
}

unknown contains doubt if some doubt in google.evidence_doubts
