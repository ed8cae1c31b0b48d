package gabakura.checks.storage_bucket_public_block

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "storage-bucket-public-block",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "5.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "MP-2", "sourced": true},
	],
	"kinds": ["gcp.storage.bucket"],
}

buckets := lib.resources_of("gcp.storage.bucket")

subject contains r.address if some r in buckets

fail contains {"address": r.address, "message": "public_access_prevention is not enforced"} if {
	some r in buckets
	not r.spec.iam_config.public_access_prevention == "enforced"
}

fail contains {"address": r.address, "message": sprintf("%v may: %v", [member, binding.role])} if {
	some r in buckets
	some binding in r.spec.iam_bindings
	some member in binding.members
	google.everybody(member)
}
