package gabakura.checks.network_maintenance_closed

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-maintenance-closed",
	"title": {
		"ja": "リモート保守のポートをアドレス範囲へ開けず、クラウドの保守経路（Systems Manager、Identity-Aware Proxy）を使うこと",
		"en": "No address range can reach remote shells or desktops; maintenance uses Systems Manager or Identity-Aware Proxy",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "該当するルールを削除し、flows の maintenance を使ってください。",
		"en": "Remove the rule and declare the flow `maintenance`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-17", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "MA-4", "sourced": false},
	],
	"kinds": ["aws.ec2.security_group", "aws.ec2.default_security_group"],
}

# Secure shell, remote desktop, Windows remote management.
ports := [22, 3389, 5985, 5986]

groups := array.concat(
	lib.resources_of("aws.ec2.security_group"),
	lib.resources_of("aws.ec2.default_security_group"),
)

subject contains r.address if some r in groups

fail contains {"address": address, "message": message} if {
	some [address, port, far] in admitted
	message := sprintf("port %v is open to %v", [port, far])
}

# Plain comparisons, no helper per rule. A port that is absent bounds nothing.
admitted := {[r.address, port, far] |
	some r in groups
	some rule in r.spec.ingress
	rule.protocol in {"tcp", "udp", "-1"}
	some port in ports
	not rule.from_port > port
	not rule.to_port < port
	some field in ["cidr_ipv4", "cidr_ipv6", "prefix_list_id"]
	far := rule[field]
	is_string(far)
}

unknown contains doubt if some doubt in lib.unread_rules(groups, "ingress")
