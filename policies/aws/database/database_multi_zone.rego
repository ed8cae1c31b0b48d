package gabakura.checks.database_multi_zone

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "database-multi-zone",
	"title": {
		"ja": "本番のデータベースが別のアベイラビリティーゾーンにスタンバイを持つこと",
		"en": "Production databases have a standby in a second Availability Zone",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "multi_az を true にしてください。クラスターには、aws.rds.instance を2台以上置いてください。",
		"en": "Set `multi_az` to true; give a cluster two servers (`aws.rds.instance`) at least.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "2.2.4", "sourced": true},
		{"framework": "AWS Security Hub", "id": "RDS.5", "sourced": true},
		{"framework": "AWS Security Hub", "id": "RDS.15", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CP-10", "sourced": true},
	],
	"kinds": ["aws.rds.cluster", "aws.rds.instance"],
}

# Tests may stand still for a day. A server of a cluster is judged with its cluster.
servers contains r if {
	input.tenancy.stage == "prod"
	some r in lib.resources_of("aws.rds.instance")
	not lib.given(r.spec, "db_cluster_identifier")
}

clusters contains r if {
	input.tenancy.stage == "prod"
	some r in lib.resources_of("aws.rds.cluster")
}

subject contains r.address if some r in servers | clusters

fail contains {"address": r.address, "message": message} if {
	some r in servers
	not lib.on(r.spec, "multi_az")
	message := sprintf("multi_az: %v", [lib.shown(r.spec, "multi_az")])
}

# AWS spreads the servers of a cluster over the zones.
fail contains {"address": r.address, "message": message} if {
	some r in clusters
	members := [m | some m in lib.present("aws.rds.instance"); is_member(m, r)]
	count(members) < 2
	message := sprintf("servers of the cluster: %v", [count(members)])
}

is_member(server, cluster) if lib.points_to(server.spec.db_cluster_identifier, cluster)

is_member(server, cluster) if server.spec.db_cluster_identifier == cluster.spec.db_cluster_identifier
