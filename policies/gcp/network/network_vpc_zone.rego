package gabakura.checks.network_vpc_zone

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-vpc-zone",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.compute.network"],
}

networks := lib.resources_of("gcp.compute.network")

subject contains r.address if some r in networks

# A network bears no labels; its description is for good.
fail contains {"address": r.address, "message": message} if {
	lib.zone
	some r in networks
	not r.spec.description == sprintf("zone %v", [lib.zone])
	message := sprintf("description: %v, declared: %v", [lib.shown(r.spec, "description"), lib.zone])
}

unknown contains {"address": r.address, "message": "no zone is declared"} if {
	not lib.zone
	some r in networks
}
