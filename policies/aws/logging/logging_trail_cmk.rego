package gabakura.checks.logging_trail_cmk

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-cmk",
	"title": {
		"ja": "証跡がカスタマー管理キーで暗号化されること",
		"en": "Trails are encrypted with a customer managed key",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "証跡の kms_key_id（Google Cloudではバケットの encryption.default_kms_key）に、このテナンシーのKMSキーを指定してください。",
		"en": "Set `kms_key_id` of the trail (on Google Cloud, `encryption.default_kms_key` of its bucket) to a key of the tenancy.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.5", "sourced": true},
		{"framework": "AWS Security Hub", "id": "CloudTrail.2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-9(3)", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-28(1)", "sourced": true},
	],
	"kinds": ["aws.cloudtrail.trail"],
}

subject contains r.address if some r in lib.resources_of("aws.cloudtrail.trail")

fail contains {"address": r.address, "message": "no key is set"} if {
	some r in lib.resources_of("aws.cloudtrail.trail")
	not lib.given(r.spec, "kms_key_id")
}
