package gabakura.checks.database_no_public_ip

import data.gabakura.google
import rego.v1

metadata := {
	"id": "database-no-public-ip",
	"title": {
		"ja": "データベースにパブリックIPアドレスを割り当てられないこと",
		"en": "Databases cannot have a public IP address",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー sql.restrictPublicIp を有効にしてください。AWSでは aws.rds.instance の publicly_accessible を false にします。",
		"en": "Add the module `guardrails`, or enforce the constraint `sql.restrictPublicIp`; on AWS, set `publicly_accessible` of the instance to false.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "6.6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "MP-2", "sourced": true},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "sql.restrictPublicIp"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
