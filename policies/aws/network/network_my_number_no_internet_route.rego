package gabakura.checks.network_my_number_no_internet_route

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-my-number-no-internet-route",
	"title": {
		"ja": "マイナンバー利用事務系からインターネットへのルートがないこと",
		"en": "No route leads from the My Number zone to the internet",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "インターネットゲートウェイ、NATゲートウェイ、デフォルトルートへの経路を削除し、宛先の範囲を一つずつ宣言してください。",
		"en": "Remove routes to internet and NAT gateways and default routes; list each destination range.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
	],
	"kinds": ["aws.ec2.route_table"],
}

# Other zones may have such routes. Where no zone is declared, nobody can tell.
concerned if lib.zone == "my-number"

concerned if not lib.zone

tables := [r | concerned; some r in lib.resources_of("aws.ec2.route_table")]

subject contains r.address if some r in tables

fail contains {"address": r.address, "message": message} if {
	lib.zone == "my-number"
	some r in tables
	some route in lib.list(r.spec, "routes")
	outward(route)
	message := sprintf("%v leads to `%v`", [route.destination_cidr, route.target])
}

unknown contains {"address": r.address, "message": message} if {
	not lib.zone
	some r in tables
	some route in lib.list(r.spec, "routes")
	outward(route)
	message := sprintf("no zone is declared, and %v leads to `%v`", [
		route.destination_cidr, route.target,
	])
}

unknown contains {"address": r.address, "message": message} if {
	some r in tables
	some route in lib.list(r.spec, "routes")
	undecided(route)
	message := sprintf("where `%v` leads is not in view: %v", [
		route.target, route.destination_cidr,
	])
}

unknown contains {"address": r.address, "message": "its routes are not known"} if {
	some r in tables
	not lib.known_list(r.spec, "routes")
}

outward(route) if {
	some prefix in ["igw-", "eigw-", "cagw-"]
	startswith(route.target, prefix)
}

outward(route) if lib.anywhere(route.destination_cidr)

# A NAT gateway may be private, the way round overlapping ranges; its id does not tell.
undecided(route) if {
	startswith(route.target, "nat-")
	not outward(route)
}

undecided(route) if {
	lib.unresolved(route)
	not outward(route)
}
