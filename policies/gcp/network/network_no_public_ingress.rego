package gabakura.checks.network_no_public_ingress

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-no-public-ingress",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
	],
	"kinds": ["gcp.compute.firewall"],
}

subject contains r.address if some r in google.firewall

fail contains {"address": address, "message": message} if {
	some [address, protocol, span, far] in google.openings("INGRESS")
	lib.anywhere(far)
	not public_service(protocol, span)
	message := sprintf("open to every address: %v", [google.shown(protocol, span, far)])
}

# Residents reach a public site by HTTPS; that belongs in the internet zone and nowhere else.
public_service("tcp", [443, 443]) if lib.zone == "internet"

unknown contains doubt if some doubt in google.doubts("INGRESS")
