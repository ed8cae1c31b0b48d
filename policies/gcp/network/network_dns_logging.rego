package gabakura.checks.network_dns_logging

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-dns-logging",
	"title": {
		"ja": "DNSクエリのログが有効であること",
		"en": "DNS query logging is enabled",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "ネットワークに、enable_logging を true としたDNSポリシーを宣言してください。",
		"en": "Declare a DNS policy for the network with `enable_logging = true`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.12", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-7", "sourced": true},
	],
	"kinds": ["gcp.compute.network", "gcp.dns.policy"],
}

networks := lib.resources_of("gcp.compute.network")

subject contains r.address if some r in networks

fail contains {"address": r.address, "message": "no policy logs the names it asks for"} if {
	some r in networks
	not logged(r)
}

logged(network) if {
	some policy in lib.present("gcp.dns.policy")
	lib.on(policy.spec, "enable_logging")
	some attached in policy.spec.networks
	lib.points_to(attached, network)
}
