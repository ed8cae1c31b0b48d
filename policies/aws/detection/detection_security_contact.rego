package gabakura.checks.detection_security_contact

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-security-contact",
	"title": {
		"ja": "AWSからのセキュリティ通知の宛先が登録されていること",
		"en": "The account has a security contact",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "環境ファイルの security_contact に連絡先を書き、検知モジュール detection を使ってください。",
		"en": "Name a `security_contact` in the environment and use the module `detection`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "1.2", "sourced": true},
		{"framework": "AWS Security Hub", "id": "Account.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "IR-6", "sourced": false},
	],
	"kinds": ["aws.account.alternate_contact"],
}

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not is_known
	message := "no alternate contact for security"
}

is_known if {
	some r in lib.present("aws.account.alternate_contact")
	r.spec.alternate_contact_type == "SECURITY"
	lib.given(r.spec, "email_address")
}
