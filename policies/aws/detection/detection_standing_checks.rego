package gabakura.checks.detection_standing_checks

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-standing-checks",
	"title": {
		"ja": "ユーザー・インスタンス・データベースがAWS Configルールで継続的に評価されていること",
		"en": "AWS Config rules evaluate users, instances and databases continuously",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、不足しているルールを aws.config.conformance_pack または aws.config.rule で宣言してください。",
		"en": "Use the module `detection`, or declare the missing rules in an `aws.config.conformance_pack` or as `aws.config.rule`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "1.4", "sourced": false},
		{"framework": "CIS AWS 5.0", "id": "1.9", "sourced": false},
		{"framework": "CIS AWS 5.0", "id": "1.11", "sourced": false},
		{"framework": "CIS AWS 5.0", "id": "1.13", "sourced": false},
		{"framework": "CIS AWS 5.0", "id": "2.2.1", "sourced": false},
		{"framework": "CIS AWS 5.0", "id": "5.7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CA-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CM-6", "sourced": false},
	],
	"kinds": ["aws.config.conformance_pack", "aws.config.rule"],
}

# What no kind of ours looks at: people, and what runs on the network we made.
wanted := {
	"ACCESS_KEYS_ROTATED", "EC2_IMDSV2_CHECK", "ENCRYPTED_VOLUMES", "IAM_USER_UNUSED_CREDENTIALS_CHECK",
	"MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS", "RDS_INSTANCE_PUBLIC_ACCESS_CHECK", "RDS_STORAGE_ENCRYPTED",
	"ROOT_ACCOUNT_MFA_ENABLED",
}

# Rules whoever made them, and those of packs that are not made yet.
held contains r.spec.source_identifier if some r in lib.present("aws.config.rule")

held contains rule.source_identifier if {
	some r in lib.present("aws.config.conformance_pack")
	some rule in r.spec.rules
}

missing := wanted - held

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not lib.elsewhere
	count(missing) > 0
	message := sprintf("nothing checks %v", [concat(" ", sort(missing))])
}

unknown contains doubt if {
	count(missing) > 0
	some doubt in lib.elsewhere_doubts("AWS Config")
}
