package gabakura.checks.database_no_public_ip

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "database-no-public-ip",
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "2.2.3", "sourced": true},
		{"framework": "AWS Security Hub", "id": "RDS.2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
	],
	"kinds": ["aws.rds.instance"],
}

subject contains r.address if some r in lib.resources_of("aws.rds.instance")

fail contains {"address": r.address, "message": message} if {
	some r in lib.resources_of("aws.rds.instance")
	not r.spec.publicly_accessible == false
	message := sprintf("publicly_accessible: %v", [lib.shown(r.spec, "publicly_accessible")])
}
