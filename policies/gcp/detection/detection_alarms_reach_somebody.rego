package gabakura.checks.detection_alarms_reach_somebody

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-alarms-reach-somebody",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AU-6", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "IR-6", "sourced": false},
	],
	"kinds": ["gcp.monitoring.alert_policy"],
}

alerts := [r |
	some r in lib.resources_of("gcp.monitoring.alert_policy")
	not r.spec.enabled == false
]

subject contains r.address if some r in alerts

fail contains {"address": r.address, "message": "it has no notification channel"} if {
	some r in alerts
	count(lib.list(r.spec, "notification_channels")) == 0
}
