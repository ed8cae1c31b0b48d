package gabakura.checks.encryption_key_rotation

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "encryption-key-rotation",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.10", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "IA-5", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-28", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-12", "sourced": false},
	],
	"kinds": ["gcp.kms.crypto_key"],
}

# Only symmetric encryption keys can rotate by themselves.
keys := [r |
	some r in lib.resources_of("gcp.kms.crypto_key")
	object.get(r.spec, "purpose", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
]

# 90 days.
seconds_max := 7776000

subject contains r.address if some r in keys

fail contains {"address": r.address, "message": "the key does not rotate"} if {
	some r in keys
	not lib.given(r.spec, "rotation_period")
}

fail contains {"address": r.address, "message": message} if {
	some r in keys
	lib.given(r.spec, "rotation_period")
	to_number(trim_suffix(r.spec.rotation_period, "s")) > seconds_max
	message := sprintf("it rotates every %v, later than after 90 days", [r.spec.rotation_period])
}
