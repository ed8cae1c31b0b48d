package gabakura.checks.logging_log_group_cmk

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-log-group-cmk",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-28", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-9", "sourced": false},
	],
	"kinds": ["gcp.logging.bucket"],
}

subject contains r.address if some r in lib.resources_of("gcp.logging.bucket")

fail contains {"address": r.address, "message": "no key is set"} if {
	some r in lib.resources_of("gcp.logging.bucket")
	not lib.given(r.spec.cmek_settings, "kms_key_name")
}
