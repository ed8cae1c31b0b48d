package gabakura.checks.network_announced_prefixes

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-announced-prefixes",
	"title": {
		"ja": "回線で広報するプレフィックスが、宣言した範囲に限られること",
		"en": "Cloud Router advertises the declared prefixes only",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "ルーターの bgp.advertise_mode を CUSTOM とし、advertised_ip_ranges を params.allowed_prefixes の範囲に限ってください。",
		"en": "Set `bgp.advertise_mode` of the router to `CUSTOM` and keep `advertised_ip_ranges` to `params.allowed_prefixes`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.compute.router"],
}

routers := [r |
	some r in lib.resources_of("gcp.compute.router")
	is_object(r.spec.bgp)
]

subject contains r.address if some r in routers

# By default a router announces every subnet, also those that come later.
fail contains {"address": r.address, "message": message} if {
	some r in routers
	not r.spec.bgp.advertise_mode == "CUSTOM"
	message := sprintf("advertise_mode: %v", [lib.shown(r.spec.bgp, "advertise_mode")])
}

fail contains {"address": r.address, "message": message} if {
	some r in routers
	some group in lib.list(r.spec.bgp, "advertised_groups")
	message := sprintf("announces `%v`", [group])
}

fail contains {"address": r.address, "message": message} if {
	is_array(lib.network.allowed_prefixes)
	some r in routers
	some entry in lib.list(r.spec.bgp, "advertised_ip_ranges")
	not entry.range in lib.network.allowed_prefixes
	message := sprintf("announces %v, which is not declared", [entry.range])
}

unknown contains {"address": r.address, "message": "the declared prefixes are not known"} if {
	some r in routers
	not is_array(lib.network.allowed_prefixes)
}
