package gabakura.checks.encryption_key_rotation

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "encryption-key-rotation",
	"title": {
		"ja": "対称KMSキーの自動ローテーションが有効であること",
		"en": "Symmetric KMS keys have automatic rotation enabled",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "キーの enable_key_rotation を true にしてください。Google Cloudでは rotation_period を 7776000s（90日）以下にします。",
		"en": "Set `enable_key_rotation` of the key to true; on Google Cloud, `rotation_period` to `7776000s` (90 days) or less.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.6", "sourced": true},
		{"framework": "AWS Security Hub", "id": "KMS.4", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-12", "sourced": true},
	],
	"kinds": ["aws.kms.key"],
}

# Only symmetric encryption keys can rotate by themselves.
keys := [r |
	some r in lib.resources_of("aws.kms.key")
	object.get(r.spec, "key_spec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
	object.get(r.spec, "key_usage", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
]

subject contains r.address if some r in keys

fail contains {"address": r.address, "message": "the key does not rotate"} if {
	some r in keys
	not lib.on(r.spec, "enable_key_rotation")
}
