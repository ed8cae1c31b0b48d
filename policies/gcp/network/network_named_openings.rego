package gabakura.checks.network_named_openings

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-named-openings",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7(5)", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CM-7", "sourced": false},
	],
	"kinds": ["gcp.compute.firewall"],
}

subject contains r.address if some r in google.firewall

ways := ["INGRESS", "EGRESS"]

fail contains {"address": address, "message": message} if {
	some way in ways
	some [address, protocol, span, far] in google.openings(way)
	open(protocol, span)
	message := sprintf("open on every port: %v", [google.shown(protocol, span, far)])
}

open(protocol, _) if protocol == "all"

open(protocol, span) if {
	protocol in {"tcp", "udp", "sctp"}
	span[0] <= 1
	span[1] == 65535
}

fail contains {"address": r.address, "message": "without a description"} if {
	some way in ways
	some r in google.admitting(way)
	not lib.given(r.spec, "description")
}

unknown contains doubt if some doubt in google.unread
