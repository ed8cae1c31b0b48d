package gabakura.checks.network_maintenance_closed

import data.gabakura.google
import rego.v1

metadata := {
	"id": "network-maintenance-closed",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "3.10", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-17", "sourced": false},
	],
	"kinds": ["gcp.compute.firewall"],
}

# Secure shell, remote desktop, Windows remote management.
ports := [22, 3389, 5985, 5986]

subject contains r.address if some r in google.firewall

fail contains {"address": address, "message": message} if {
	some [address, protocol, span, far] in google.openings("INGRESS")
	google.is_range(far)
	far != google.proxy
	protocol in {"all", "tcp", "udp"}
	some port in ports
	google.reaches(span, port)
	message := sprintf("port %v is open to %v", [port, far])
}

unknown contains doubt if some doubt in google.unread
