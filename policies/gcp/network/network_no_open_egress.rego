package gabakura.checks.network_no_open_egress

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-no-open-egress",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7(5)", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
	],
	"kinds": ["gcp.compute.firewall"],
}

subject contains r.address if some r in google.firewall

fail contains {"address": address, "message": message} if {
	some [address, protocol, span, far] in google.openings("EGRESS")
	lib.anywhere(far)
	google.reaches(span, 1)
	google.reaches(span, 65535)
	message := sprintf("everything may leave: %v", [google.shown(protocol, span, far)])
}

unknown contains doubt if some doubt in google.doubts("EGRESS")
