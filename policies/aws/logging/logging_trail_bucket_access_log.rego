package gabakura.checks.logging_trail_bucket_access_log

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-bucket-access-log",
	"title": {
		"ja": "証跡を保存するバケットのアクセスログが有効であること",
		"en": "Buckets that store trails have access logging",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "バケットの access_logging に、保管先の target_bucket と target_prefix を設定してください。",
		"en": "Set `access_logging` of the bucket with `target_bucket` and `target_prefix`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.4", "sourced": true},
		{"framework": "AWS Security Hub", "id": "CloudTrail.7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-9", "sourced": false},
	],
	"kinds": ["aws.cloudtrail.trail", "aws.s3.bucket"],
}

subject contains b.address if some b in lib.trail_buckets

fail contains {"address": b.address, "message": "access to it is not logged"} if {
	some b in lib.trail_buckets
	not lib.given(b.spec.access_logging, "target_bucket")
}

unknown contains doubt if some doubt in lib.trail_bucket_doubts
