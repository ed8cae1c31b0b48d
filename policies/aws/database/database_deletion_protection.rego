package gabakura.checks.database_deletion_protection

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "database-deletion-protection",
	"title": {
		"ja": "本番のデータベースの削除保護が有効であること",
		"en": "Production databases have deletion protection",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "deletion_protection を true にしてください。",
		"en": "Set `deletion_protection` to true.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "RDS.7", "sourced": true},
		{"framework": "AWS Security Hub", "id": "RDS.8", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-3", "sourced": false},
	],
	"kinds": ["aws.rds.cluster", "aws.rds.instance"],
}

# Other stages can be recreated; the data of a cluster instance belongs to the cluster.
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
	not lib.on(r.spec, "deletion_protection")
	message := sprintf("deletion_protection: %v", [lib.shown(r.spec, "deletion_protection")])
}
