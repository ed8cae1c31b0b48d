package gabakura.checks.logging_log_group_cmk

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-log-group-cmk",
	"title": {
		"ja": "ログの保存先（ロググループ、ログバケット）がカスタマー管理キーで暗号化されること",
		"en": "Log groups and log buckets are encrypted with a customer managed key",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "kms_key_id（Google Cloudでは cmek_settings）に、このテナンシーのKMSキーを指定してください。",
		"en": "Set `kms_key_id` (on Google Cloud, `cmek_settings`) to a key of the tenancy.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AU-9(3)", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-28(1)", "sourced": false},
	],
	"kinds": ["aws.logs.log_group"],
}

subject contains r.address if some r in lib.resources_of("aws.logs.log_group")

fail contains {"address": r.address, "message": "no key is set"} if {
	some r in lib.resources_of("aws.logs.log_group")
	not lib.given(r.spec, "kms_key_id")
}
