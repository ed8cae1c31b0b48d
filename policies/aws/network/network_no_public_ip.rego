package gabakura.checks.network_no_public_ip

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-no-public-ip",
	"title": {
		"ja": "サブネットがパブリックIPv4アドレスを自動で割り当てないこと",
		"en": "Subnets do not assign public IPv4 addresses",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "サブネットの map_public_ip_on_launch を false にしてください。",
		"en": "Set `map_public_ip_on_launch` of the subnet to false.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "EC2.15", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
	],
	"kinds": ["aws.ec2.subnet"],
}

subject contains r.address if some r in lib.resources_of("aws.ec2.subnet")

fail contains {"address": r.address, "message": message} if {
	some r in lib.resources_of("aws.ec2.subnet")
	not r.spec.map_public_ip_on_launch == false
	message := sprintf("map_public_ip_on_launch: %v", [lib.shown(r.spec, "map_public_ip_on_launch")])
}
