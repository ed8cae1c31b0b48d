package gabakura.checks.storage_bucket_tls_only

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "storage-bucket-tls-only",
	"title": {
		"ja": "バケットがTLSを使わないリクエストを拒否すること",
		"en": "Bucket policies deny requests without TLS",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "バケットの policy に、aws:SecureTransport が false のとき s3:* を拒否するステートメントを追加してください。",
		"en": "Add a statement to the bucket `policy` that denies `s3:*` to everybody when `aws:SecureTransport` is false.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "2.1.1", "sourced": true},
		{"framework": "AWS Security Hub", "id": "S3.5", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-8", "sourced": true},
	],
	"kinds": ["aws.s3.bucket"],
}

subject contains r.address if some r in lib.resources_of("aws.s3.bucket")

fail contains {"address": r.address, "message": "no statement denies access without TLS"} if {
	some r in lib.resources_of("aws.s3.bucket")
	not refuses_plain_text(r)
}

refuses_plain_text(bucket) if {
	some statement in lib.statements(bucket.spec.policy)
	statement.effect == "Deny"
	lib.everybody(statement)
	some action in statement.action
	lower(action) in {"*", "s3:*"}
	some resource in statement.resource
	endswith(resource, "*")
	only_without_tls(statement.condition)
}

# Any further condition would narrow the refusal.
only_without_tls(condition) if {
	count(condition) == 1
	some operator, tests in condition
	lower(operator) in {"bool", "boolifexists"}
	count(tests) == 1
	some key, value in tests
	lower(key) == "aws:securetransport"
	is_false(value)
}

is_false(value) if value in {false, "false"}

is_false(value) if {
	is_array(value)
	value[0] in {false, "false"}
	count(value) == 1
}
