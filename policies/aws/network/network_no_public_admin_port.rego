package gabakura.checks.network_no_public_admin_port

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-no-public-admin-port",
	"title": {
		"ja": "管理用・データベース用ポートを全アドレスへ公開しないこと",
		"en": "Administration and database ports are not open to every address",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "該当するルールを削除し、保守はSession ManagerやIdentity-Aware Proxyなど閉じた経路で行ってください。",
		"en": "Remove the rule; administer over a closed path such as Session Manager or Identity-Aware Proxy.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "5.3", "sourced": true},
		{"framework": "CIS AWS 5.0", "id": "5.4", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.13", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.14", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.19", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
	],
	"kinds": ["aws.ec2.security_group", "aws.ec2.default_security_group"],
}

# Remote shells and desktops, file sharing, mail relays, databases and their consoles.
ports := [
	20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 1521, 2049, 3306, 3389,
	5432, 5500, 5601, 5900, 5985, 5986, 6379, 8088, 9200, 9300, 11211, 27017,
]

groups := array.concat(
	lib.resources_of("aws.ec2.security_group"),
	lib.resources_of("aws.ec2.default_security_group"),
)

subject contains r.address if some r in groups

fail contains {"address": address, "message": message} if {
	some [address, rule] in lib.open_rules(groups, "ingress")
	some port in ports
	lib.covers(rule, port)
	message := sprintf("port %v is open to every address: %v", [port, lib.rule_shown(rule)])
}

unknown contains doubt if some doubt in lib.rule_doubts(groups, "ingress")

unknown contains doubt if some doubt in lib.prefix_list_doubts(groups, "ingress")
