package gabakura.checks.network_declared_routes

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-declared-routes",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.compute.route"],
}

routes := lib.resources_of("gcp.compute.route")

subject contains r.address if some r in routes

# What leads within the network, and to the private way to cloud APIs, is no way out.
outward := [r |
	some r in routes
	not private_way(r)
]

private_way(route) if {
	google.to_the_internet(route)
	route.spec.dest_range == google.restricted_apis
}

# Only the internet zone may have a way to the Internet of its own.
private_way(route) if {
	google.to_the_internet(route)
	lib.zone == "internet"
}

fail contains {"address": r.address, "message": message} if {
	lib.network
	some r in outward
	not r.spec.dest_range in lib.network.office_cidrs
	message := sprintf("%v is not declared", [r.spec.dest_range])
}

unknown contains {"address": r.address, "message": "the declared ranges are not known"} if {
	not lib.network
	some r in outward
}

unknown contains {"address": r.address, "message": "where it leads is not known yet"} if {
	some r in outward
	lib.unresolved(r.spec.dest_range)
}
