package gabakura.checks.continuity_backed_up

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "continuity-backed-up",
	"title": {
		"ja": "本番のデータを定期的にバックアップするプランがあり、対象が選択されていること",
		"en": "Production has a backup plan with a resource selection",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "継続性モジュール continuity を使うか、aws.backup.plan と、それを指す aws.backup.selection を宣言してください。",
		"en": "Use the module `continuity`, or declare an `aws.backup.plan` and an `aws.backup.selection` of it.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "CP-9", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CP-10", "sourced": false},
	],
	"kinds": ["aws.backup.plan", "aws.backup.selection"],
}

judged if input.tenancy.stage == "prod"

subject contains input.tenancy.id if judged

fail contains {"address": input.tenancy.id, "message": message} if {
	judged
	count(taking_in) == 0
	message := sprintf("no plan takes anything in (%v in view)", [count(lib.present("aws.backup.plan"))])
}

taking_in := [p |
	some p in lib.present("aws.backup.plan")
	some s in lib.present("aws.backup.selection")
	lib.points_to(s.spec.backup_plan_id, p)
]
