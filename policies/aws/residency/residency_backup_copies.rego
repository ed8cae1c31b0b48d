package gabakura.checks.residency_backup_copies

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "residency-backup-copies",
	"title": {
		"ja": "バックアップのコピーを国内（東京・大阪リージョン）に置くこと",
		"en": "Backup copies stay in Japan (the Tokyo and Osaka Regions)",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "copy_actions の保管庫を ap-northeast-1 または ap-northeast-3 のものにしてください。",
		"en": "Copy to vaults in `ap-northeast-1` or `ap-northeast-3` only (`copy_actions`).",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SA-9(5)", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CP-9", "sourced": false},
	],
	"kinds": ["aws.backup.plan"],
}

regions := {"ap-northeast-1", "ap-northeast-3"}

plans := lib.resources_of("aws.backup.plan")

subject contains p.address if some p in plans

fail contains {"address": p.address, "message": message} if {
	some p in plans
	some vault in vaults(p)
	not lib.unresolved(vault)
	not split(vault, ":")[3] in regions
	message := sprintf("copies go to %v", [vault])
}

unknown contains {"address": p.address, "message": message} if {
	some p in plans
	some vault in vaults(p)
	lib.unresolved(vault)
	message := sprintf("where copies go is not known yet: %v", [vault])
}

unknown contains {"address": p.address, "message": "its rules are not known"} if {
	some p in plans
	not is_object(p.spec.rules)
}

# Vaults that a plan copies to.
vaults(plan) := {vault |
	some rule in plan.spec.rules
	some vault, _ in rule.copy_actions
}
