package gabakura.checks.database_encrypted

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "database-encrypted",
	"title": {
		"ja": "データベースのストレージが暗号化されていること",
		"en": "Database storage is encrypted",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "storage_encrypted を true にしてください。作ったあとでは変えられないため、既存のものは、スナップショットを暗号化して複製し、そこから作り直します。",
		"en": "Set `storage_encrypted` to true. It cannot change afterwards: copy a snapshot with encryption and restore the database from it.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "2.2.1", "sourced": true},
		{"framework": "AWS Security Hub", "id": "RDS.3", "sourced": true},
		{"framework": "AWS Security Hub", "id": "RDS.27", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-28", "sourced": true},
	],
	"kinds": ["aws.rds.cluster", "aws.rds.instance"],
}

# A server of a cluster has the storage of the cluster.
databases := clusters | {r |
	some r in lib.resources_of("aws.rds.instance")
	not lib.given(r.spec, "db_cluster_identifier")
}

clusters := {r | some r in lib.resources_of("aws.rds.cluster")}

subject contains r.address if some r in databases

fail contains {"address": r.address, "message": message} if {
	some r in databases
	not lib.on(r.spec, "storage_encrypted")
	message := sprintf("storage_encrypted: %v", [lib.shown(r.spec, "storage_encrypted")])
}
