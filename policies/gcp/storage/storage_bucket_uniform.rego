package gabakura.checks.storage_bucket_uniform

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "storage-bucket-uniform",
	"title": {
		"ja": "バケットで均一なバケットレベルのアクセスが有効であること",
		"en": "Buckets use uniform bucket-level access",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "バケットの iam_config.uniform_bucket_level_access.enabled を true にしてください。",
		"en": "Set `iam_config.uniform_bucket_level_access.enabled` of the bucket to true.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "5.2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "MP-2", "sourced": true},
	],
	"kinds": ["gcp.storage.bucket"],
}

subject contains r.address if some r in lib.resources_of("gcp.storage.bucket")

fail contains {"address": r.address, "message": "objects have access lists of their own"} if {
	some r in lib.resources_of("gcp.storage.bucket")
	not lib.on(r.spec.iam_config.uniform_bucket_level_access, "enabled")
}
