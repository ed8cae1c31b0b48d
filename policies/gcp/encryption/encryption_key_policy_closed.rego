package gabakura.checks.encryption_key_policy_closed

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "encryption-key-policy-closed",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.9", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-12", "sourced": false},
	],
	"kinds": ["gcp.kms.crypto_key"],
}

subject contains r.address if some r in lib.resources_of("gcp.kms.crypto_key")

fail contains {"address": r.address, "message": message} if {
	some r in lib.resources_of("gcp.kms.crypto_key")
	some binding in r.spec.iam_bindings
	some member in binding.members
	google.everybody(member)
	message := sprintf("%v may: %v", [member, binding.role])
}

# A new key has no bindings yet; an existing one may have been opened since.
unknown contains {"address": r.address, "message": "who may use it is not known"} if {
	some r in lib.resources_of("gcp.kms.crypto_key")
	not lib.planning
	not lib.known_list(r.spec, "iam_bindings")
}
