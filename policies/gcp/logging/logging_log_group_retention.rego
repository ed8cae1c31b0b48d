package gabakura.checks.logging_log_group_retention

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-log-group-retention",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AU-11", "sourced": false},
	],
	"kinds": ["gcp.logging.bucket"],
}

subject contains r.address if some r in lib.resources_of("gcp.logging.bucket")

fail contains {"address": r.address, "message": "no retention is set"} if {
	some r in lib.resources_of("gcp.logging.bucket")
	not lib.number(r.spec, "retention_days", 0) > 0
}
