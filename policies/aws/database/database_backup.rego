package gabakura.checks.database_backup

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "database-backup",
	"title": {
		"ja": "本番のデータベースのバックアップが7日以上保持されること",
		"en": "Production databases keep backups for at least 7 days",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "backup_retention_period を 7 以上にしてください。",
		"en": "Set `backup_retention_period` to 7 or more.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "RDS.11", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CP-9", "sourced": false},
	],
	"kinds": ["aws.rds.cluster", "aws.rds.instance"],
}

days_min := 7

# Other stages can be recreated; an instance of a cluster uses the backups of the cluster.
databases contains r if {
	input.tenancy.stage == "prod"
	some r in lib.resources_of("aws.rds.cluster")
}

databases contains r if {
	input.tenancy.stage == "prod"
	some r in lib.resources_of("aws.rds.instance")
	not lib.given(r.spec, "db_cluster_identifier")
}

subject contains r.address if some r in databases

fail contains {"address": r.address, "message": message} if {
	some r in databases
	not kept(r.spec)
	message := sprintf("backup_retention_period: %v", [lib.shown(r.spec, "backup_retention_period")])
}

kept(spec) if {
	is_number(spec.backup_retention_period)
	spec.backup_retention_period >= days_min
}
