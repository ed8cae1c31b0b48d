package gabakura.checks.logging_trail_bucket_versioning

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-bucket-versioning",
	"title": {
		"ja": "証跡を保存するバケットのバージョニングが有効であること",
		"en": "Buckets that store trails have versioning enabled",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "バケットの versioning を Enabled にしてください。",
		"en": "Set `versioning` of the bucket to `Enabled`.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "S3.14", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-9(2)", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CP-10", "sourced": true},
	],
	"kinds": ["aws.cloudtrail.trail", "aws.s3.bucket"],
}

subject contains b.address if some b in lib.trail_buckets

fail contains {"address": b.address, "message": message} if {
	some b in lib.trail_buckets
	not b.spec.versioning == "Enabled"
	message := sprintf("versioning: %v", [lib.shown(b.spec, "versioning")])
}

unknown contains doubt if some doubt in lib.trail_bucket_doubts
