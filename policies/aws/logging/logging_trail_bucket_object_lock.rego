package gabakura.checks.logging_trail_bucket_object_lock

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-bucket-object-lock",
	"title": {
		"ja": "証跡を保存するバケットにオブジェクトロックの保持期間が設定されていること",
		"en": "Buckets that store trails have a default retention (Object Lock)",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "バケットの object_lock に mode と days を設定してください。既存のバケットは作り直しになる場合があります。Google Cloudでは retention_policy を設定します。",
		"en": "Set `object_lock` of the bucket with `mode` and `days`; a bucket created without it may have to be recreated. On Google Cloud, set `retention_policy`.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "S3.15", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-11", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-9", "sourced": false},
	],
	"kinds": ["aws.cloudtrail.trail", "aws.s3.bucket"],
}

subject contains b.address if some b in lib.trail_buckets

fail contains {"address": b.address, "message": "objects are not locked by default"} if {
	some b in lib.trail_buckets
	not locked(b)
}

locked(bucket) if {
	bucket.spec.object_lock.mode in {"COMPLIANCE", "GOVERNANCE"}
	bucket.spec.object_lock.days > 0
}

unknown contains doubt if some doubt in lib.trail_bucket_doubts
