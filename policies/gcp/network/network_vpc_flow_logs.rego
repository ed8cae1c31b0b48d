package gabakura.checks.network_vpc_flow_logs

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-vpc-flow-logs",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "3.8", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SI-4", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": false},
	],
	"kinds": ["gcp.compute.network", "gcp.compute.subnetwork"],
}

# Subnets for proxies carry no instances and have no flow logs.
subnets := [r |
	some r in lib.resources_of("gcp.compute.subnetwork")
	object.get(r.spec, "purpose", "PRIVATE") == "PRIVATE"
]

subject contains r.address if some r in lib.resources_of("gcp.compute.network")

subject contains r.address if some r in subnets

fail contains {"address": r.address, "message": "its flows are not logged"} if {
	some r in subnets
	not lib.on(r.spec.log_config, "enable")
}

# Half of the packets are a sample; none are nothing.
fail contains {"address": r.address, "message": message} if {
	some r in subnets
	r.spec.log_config.flow_sampling == 0
	message := "no packet is sampled"
}

# A filter leaves flows out.
fail contains {"address": r.address, "message": message} if {
	some r in subnets
	filter := object.get(r.spec.log_config, "filter_expr", "true")
	not filter in {"", "true"}
	message := sprintf("only some flows are logged: %v", [filter])
}
