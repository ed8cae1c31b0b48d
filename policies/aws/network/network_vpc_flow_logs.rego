package gabakura.checks.network_vpc_flow_logs

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-vpc-flow-logs",
	"title": {
		"ja": "すべてのVPCで、許可・拒否の両方の通信がフローログに記録されること",
		"en": "Every VPC logs accepted and rejected traffic",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "VPCごとに traffic_type を ALL としたフローログを宣言してください。Google Cloudでは各サブネットの log_config を有効にします。",
		"en": "Declare a flow log whose `traffic_type` is `ALL` for the VPC; on Google Cloud, enable `log_config` of each subnet.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.7", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CA-7", "sourced": true},
	],
	"kinds": ["aws.ec2.vpc", "aws.ec2.flow_log"],
}

subject contains r.address if some r in lib.resources_of("aws.ec2.vpc")

fail contains {"address": r.address, "message": message} if {
	some r in lib.resources_of("aws.ec2.vpc")
	types := {lib.shown(f.spec, "traffic_type") | some f in logs(r)}
	not "ALL" in types
	message := sprintf("flow logs: %v, traffic: %v", [count(logs(r)), concat(" ", sort(types))])
}

logs(vpc) := [f |
	some f in lib.present("aws.ec2.flow_log")
	lib.points_to(f.spec.resource_id, vpc)
]
