package gabakura.checks.network_default_sg_closed

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-default-sg-closed",
	"title": {
		"ja": "VPCのデフォルトセキュリティグループに許可ルールがないこと",
		"en": "The default security group of a VPC has no rules",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "aws.ec2.default_security_group を宣言し、ingress と egress を空にしてください。",
		"en": "Declare `aws.ec2.default_security_group` for the VPC with empty `ingress` and `egress`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "5.5", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7(5)", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-4(21)", "sourced": true},
	],
	"kinds": ["aws.ec2.vpc", "aws.ec2.default_security_group"],
}

subject contains r.address if some r in lib.resources_of("aws.ec2.vpc")

fail contains {"address": r.address, "message": message} if {
	some r in lib.resources_of("aws.ec2.vpc")
	some group in defaults(r)
	not closed(group)
	message := sprintf("the default security group has %v ingress and %v egress rules", [
		count(lib.list(group.spec, "ingress")), count(lib.list(group.spec, "egress")),
	])
}

# A new VPC's default group lets everything out and its members in.
fail contains {"address": r.address, "message": message} if {
	lib.planning
	some r in lib.resources_of("aws.ec2.vpc")
	count(defaults(r)) == 0
	message := "its default security group is left as the cloud makes it"
}

unknown contains {"address": r.address, "message": "its default security group is not in view"} if {
	not lib.planning
	some r in lib.resources_of("aws.ec2.vpc")
	count(defaults(r)) == 0
}

defaults(vpc) := [group |
	some group in lib.present("aws.ec2.default_security_group")
	lib.points_to(group.spec.vpc_id, vpc)
]

closed(group) if {
	group.spec.ingress == []
	group.spec.egress == []
}
