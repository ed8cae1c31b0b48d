package gabakura.checks.network_no_public_admin_port

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-no-public-admin-port",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "3.6", "sourced": true},
		{"framework": "CIS GCP 4.0", "id": "3.7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CA-9", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
	],
	"kinds": ["gcp.compute.firewall"],
}

# Remote shells and desktops, file sharing, databases and their consoles.
ports := [
	20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 1521, 2049, 3306, 3389,
	5432, 5500, 5601, 5900, 5985, 5986, 6379, 8088, 9200, 9300, 11211, 27017,
]

subject contains r.address if some r in google.firewall

fail contains {"address": address, "message": message} if {
	some [address, protocol, span, far] in google.openings("INGRESS")
	lib.anywhere(far)
	protocol in {"all", "tcp", "udp"}
	some port in ports
	google.reaches(span, port)
	message := sprintf("port %v is open to every address: %v", [port, google.shown(protocol, span, far)])
}

unknown contains doubt if some doubt in google.doubts("INGRESS")
