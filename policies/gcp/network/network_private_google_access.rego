package gabakura.checks.network_private_google_access

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-private-google-access",
	"title": {
		"ja": "サブネットの限定公開のGoogleアクセスが有効であること",
		"en": "Subnets have Private Google Access enabled",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "サブネットの private_ip_google_access を true にしてください。",
		"en": "Set `private_ip_google_access` of the subnet to true.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.compute.subnetwork"],
}

subnets := [r |
	some r in lib.resources_of("gcp.compute.subnetwork")
	object.get(r.spec, "purpose", "PRIVATE") == "PRIVATE"
]

subject contains r.address if some r in subnets

fail contains {"address": r.address, "message": "it is off"} if {
	some r in subnets
	not lib.on(r.spec, "private_ip_google_access")
}
