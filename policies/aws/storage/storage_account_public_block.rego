package gabakura.checks.storage_account_public_block

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "storage-account-public-block",
	"title": {
		"ja": "アカウント（プロジェクト）全体でバケットのパブリックアクセスがブロックされていること",
		"en": "The account or project blocks public access to buckets",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "aws.s3control.account_public_access_block の4項目をすべて true にしてください。Google Cloudでは組織のポリシー storage.publicAccessPrevention を有効にします。",
		"en": "Set all four switches of `aws.s3control.account_public_access_block` to true; on Google Cloud, enforce the constraint `storage.publicAccessPrevention`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "2.1.4", "sourced": true},
		{"framework": "AWS Security Hub", "id": "S3.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "MP-2", "sourced": true},
	],
	"kinds": ["aws.s3control.account_public_access_block"],
}

kind := "aws.s3control.account_public_access_block"

subject contains address if some address in lib.setting_subjects(kind)

fail contains fault if some fault in lib.setting_faults(kind)

unknown contains doubt if some doubt in lib.setting_doubts(kind)

switches := [
	"block_public_acls", "ignore_public_acls",
	"block_public_policy", "restrict_public_buckets",
]

fail contains {"address": r.address, "message": message} if {
	some r in lib.settings(kind)
	some switch in switches
	not lib.on(r.spec, switch)
	message := sprintf("%v is off", [switch])
}
