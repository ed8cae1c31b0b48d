package gabakura.checks.continuity_retention_fits

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "continuity-retention-fits",
	"title": {
		"ja": "バックアップの保持日数がボールトロックの範囲内であること",
		"en": "Backup retention is within the limits of the vault lock",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "範囲を外れたバックアップは保管庫に拒まれて失敗します。規則の lifecycle.delete_after_days か、保管庫の lock を直してください。",
		"en": "A vault refuses what does not fit, and the backup fails. Change the rule's `lifecycle.delete_after_days` or the vault's `lock`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "CP-9", "sourced": false},
	],
	"kinds": ["aws.backup.plan", "aws.backup.vault"],
}

plans := [p | some p in lib.resources_of("aws.backup.plan"); p.owner == "ours"]

subject contains p.address if some p in plans

# Rules and the vaults they fill.
filling contains [p.address, name, rule, v] if {
	some p in plans
	some name, rule in p.spec.rules
	some v in lib.present("aws.backup.vault")
	names(rule.target_backup_vault_name, v)
}

names(value, vault) if lib.points_to(value, vault)

names(value, vault) if value == vault.spec.backup_vault_name

fail contains {"address": address, "message": message} if {
	some [address, name, rule, v] in filling
	days := kept(rule)
	days < lib.number(v.spec.lock, "min_retention_days", 0)
	message := sprintf("rule `%s` keeps %v days, its vault wants %v or more", [name, days, v.spec.lock.min_retention_days])
}

fail contains {"address": address, "message": message} if {
	some [address, name, rule, v] in filling
	days := kept(rule)
	most := v.spec.lock.max_retention_days
	is_number(most)
	days > most
	message := sprintf("rule `%s` keeps %v days, its vault wants %v or fewer", [name, days, most])
}

# What is never deleted is kept for longer than any lock says: a hundred years is AWS's most.
kept(rule) := lib.number(object.get(rule, "lifecycle", {}), "delete_after_days", 36501)

unknown contains {"address": p.address, "message": message} if {
	some p in plans
	some name, rule in p.spec.rules
	count([f | some f in filling; f[0] == p.address; f[1] == name]) == 0
	message := sprintf("the vault of rule `%s` is not in view", [name])
}
