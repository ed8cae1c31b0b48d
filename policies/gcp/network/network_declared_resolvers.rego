package gabakura.checks.network_declared_resolvers

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-declared-resolvers",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-20", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-8", "sourced": false},
	],
	"kinds": ["gcp.compute.firewall", "gcp.dns.policy"],
}

subject contains r.address if some r in google.firewall

subject contains r.address if some r in lib.resources_of("gcp.dns.policy")

# Egress that covers a port.
leaving := {[address, port, far] |
	some [address, protocol, span, far] in google.openings("EGRESS")
	protocol in {"all", "tcp", "udp"}
	some port in [53, 123]
	google.reaches(span, port)
}

fail contains {"address": address, "message": message} if {
	lib.network
	some [address, 53, far] in leaving
	not far in resolvers
	message := sprintf("names may be asked of %v; declared: %v", [far, concat(" ", sort(resolvers))])
}

resolvers := {sprintf("%v/32", [address]) | some address in lib.network.resolvers}

# No rule filters the metadata server, so a rule for time is for another clock.
fail contains {"address": address, "message": sprintf("time may be asked of %v", [far])} if {
	some [address, 123, far] in leaving
}

# Name servers of a whole network.
fail contains {"address": r.address, "message": message} if {
	lib.network
	some r in lib.resources_of("gcp.dns.policy")
	some server in r.spec.alternative_name_server_config.target_name_servers
	not server.ipv4_address in lib.network.resolvers
	message := sprintf("names are asked of %v", [server.ipv4_address])
}

# Names of ours are not for others to ask.
fail contains {"address": r.address, "message": "it answers whoever is joined to the network"} if {
	some r in lib.resources_of("gcp.dns.policy")
	lib.on(r.spec, "enable_inbound_forwarding")
}

unknown contains {"address": address, "message": "the declared resolvers are not known"} if {
	not lib.network
	some [address, 53, _] in leaving
}

unknown contains doubt if some doubt in google.doubts("EGRESS")
