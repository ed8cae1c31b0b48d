package gabakura.checks.continuity_vault_locked

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "continuity-vault-locked",
	"title": {
		"ja": "バックアップボールトがロックされ、最小保持日数が設定されていること",
		"en": "Backup vaults are locked with a minimum retention",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "保管庫の lock に mode と min_retention_days を設定してください。",
		"en": "Set `lock` of the vault with `mode` and `min_retention_days`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "CP-9", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-9", "sourced": false},
	],
	"kinds": ["aws.backup.vault"],
}

# Vaults of others in the account are theirs to lock.
vaults := [v | some v in lib.resources_of("aws.backup.vault"); v.owner == "ours"]

subject contains v.address if some v in vaults

fail contains {"address": v.address, "message": "its backups can be deleted early"} if {
	some v in vaults
	not locked(v)
}

locked(vault) if {
	vault.spec.lock.mode in {"COMPLIANCE", "GOVERNANCE"}
	vault.spec.lock.min_retention_days > 0
}
