package gabakura.checks.network_declared_routes

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-declared-routes",
	"title": {
		"ja": "VPCの外へのルートは、宣言した庁内の範囲だけに向けること",
		"en": "Routes out of the VPC lead to declared office ranges only",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "経路を params.office_cidrs の範囲に限り、VPCピアリングへの経路は削除してください。",
		"en": "Keep routes to the ranges in `params.office_cidrs`, and remove routes to peerings.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "5.6", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["aws.ec2.route_table"],
}

tables := lib.resources_of("aws.ec2.route_table")

subject contains r.address if some r in tables

outward := {[r.address, route] |
	some r in tables
	some route in r.spec.routes
	joins(route.target)
}

# A peering joins two networks past the hub, where nobody keeps tenancies apart.
fail contains {"address": address, "message": message} if {
	some [address, route] in outward
	startswith(route.target, "pcx-")
	message := sprintf("%v leads to a peering, `%v`", [route.destination_cidr, route.target])
}

fail contains {"address": address, "message": message} if {
	lib.network
	some [address, route] in outward
	not route.destination_cidr in lib.network.office_cidrs
	message := sprintf("%v leads to `%v` and is not declared", [route.destination_cidr, route.target])
}

joins(target) if {
	some prefix in ["tgw-", "vgw-", "lgw-", "pcx-"]
	startswith(target, prefix)
}

# Only the internet zone may have a way to the Internet of its own.
joins(target) if {
	lib.zone in {"my-number", "lgwan"}
	some prefix in ["igw-", "eigw-", "cagw-", "nat-"]
	startswith(target, prefix)
}

unknown contains {"address": address, "message": "the declared ranges are not known"} if {
	not lib.network
	some [address, _] in outward
}

unknown contains {"address": r.address, "message": message} if {
	some r in tables
	some route in lib.list(r.spec, "routes")
	lib.unresolved(route)
	message := sprintf("where `%v` leads is not in view: %v", [route.target, route.destination_cidr])
}

unknown contains {"address": r.address, "message": "its routes are not known"} if {
	some r in tables
	not lib.known_list(r.spec, "routes")
}
