package gabakura.checks.identity_password_policy

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-password-policy",
	"title": {
		"ja": "パスワードが14文字以上で、過去24回分を再利用できないこと",
		"en": "The password policy requires 14 characters and prevents reuse of the last 24",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "aws.iam.password_policy の minimum_password_length を14以上、password_reuse_prevention を24にしてください。",
		"en": "Set `minimum_password_length` of `aws.iam.password_policy` to 14 or more and `password_reuse_prevention` to 24.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "1.7", "sourced": true},
		{"framework": "CIS AWS 5.0", "id": "1.8", "sourced": true},
		{"framework": "AWS Security Hub", "id": "IAM.7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "IA-5(1)", "sourced": true},
	],
	"kinds": ["aws.iam.password_policy"],
}

kind := "aws.iam.password_policy"

subject contains address if some address in lib.setting_subjects(kind)

fail contains fault if some fault in lib.setting_faults(kind)

unknown contains doubt if some doubt in lib.setting_doubts(kind)

length_min := 14

reuse_min := 24

fail contains {"address": r.address, "message": message} if {
	some r in lib.settings(kind)
	lib.number(r.spec, "minimum_password_length", 0) < length_min
	message := sprintf("minimum_password_length: %v", [lib.shown(r.spec, "minimum_password_length")])
}

fail contains {"address": r.address, "message": message} if {
	some r in lib.settings(kind)
	lib.number(r.spec, "password_reuse_prevention", 0) < reuse_min
	message := sprintf("password_reuse_prevention: %v", [
		lib.shown(r.spec, "password_reuse_prevention"),
	])
}
