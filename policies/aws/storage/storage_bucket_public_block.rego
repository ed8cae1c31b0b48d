package gabakura.checks.storage_bucket_public_block

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "storage-bucket-public-block",
	"title": {
		"ja": "すべてのバケットでパブリックアクセスがブロックされていること",
		"en": "Every bucket blocks public access",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "バケットの public_access_block の4項目をすべて true にしてください。Google Cloudでは public_access_prevention を enforced にします。",
		"en": "Set all four switches of `public_access_block` of the bucket to true; on Google Cloud, set `public_access_prevention` to `enforced`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "2.1.4", "sourced": true},
		{"framework": "AWS Security Hub", "id": "S3.8", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "MP-2", "sourced": true},
	],
	"kinds": ["aws.s3.bucket"],
}

switches := [
	"block_public_acls", "ignore_public_acls",
	"block_public_policy", "restrict_public_buckets",
]

subject contains r.address if some r in lib.resources_of("aws.s3.bucket")

fail contains {"address": r.address, "message": message} if {
	some r in lib.resources_of("aws.s3.bucket")
	some switch in switches
	not lib.on(r.spec.public_access_block, switch)
	message := sprintf("%v is off", [switch])
}
