package gabakura.checks.network_my_number_no_internet_route

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-my-number-no-internet-route",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
	],
	"kinds": ["gcp.compute.route", "gcp.compute.router", "gcp.compute.network"],
}

# Other zones may have such routes. Where no zone is declared, nobody can tell.
concerned if lib.zone == "my-number"

concerned if not lib.zone

ways := [r |
	concerned
	some kind in ["gcp.compute.network", "gcp.compute.route", "gcp.compute.router"]
	some r in lib.resources_of(kind)
]

subject contains r.address if some r in ways

outward contains [r.address, message] if {
	some r in ways
	r.kind == "gcp.compute.route"
	leads_out(r)
	message := sprintf("%v leads to `%v`", [r.spec.dest_range, hop(r)])
}

outward contains [r.address, message] if {
	some r in ways
	r.kind == "gcp.compute.router"
	some nat in lib.list(r.spec, "nats")
	message := sprintf("`%v` translates to public addresses", [nat.name])
}

# Google creates a default route to the Internet with every network, unless disabled.
outward contains [r.address, "its default route is kept"] if {
	some r in ways
	r.kind == "gcp.compute.network"
	not r.spec.default_internet_route == false
}

# The gateway is also the way to the restricted addresses of cloud APIs, which are not announced.
leads_out(route) if {
	google.to_the_internet(route)
	route.spec.dest_range != google.restricted_apis
}

leads_out(route) if lib.anywhere(route.spec.dest_range)

hop(route) := value if {
	values := [v |
		some field in ["next_hop_gateway", "next_hop_ip", "next_hop_instance", "next_hop_ilb", "next_hop_vpn_tunnel"]
		v := route.spec[field]
		v != ""
	]
	value := concat(" ", values)
}

fail contains {"address": address, "message": message} if {
	lib.zone == "my-number"
	some [address, message] in outward
}

unknown contains {"address": address, "message": sprintf("no zone is declared, and %v", [message])} if {
	not lib.zone
	some [address, message] in outward
}
