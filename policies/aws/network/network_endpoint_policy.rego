package gabakura.checks.network_endpoint_policy

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-endpoint-policy",
	"title": {
		"ja": "VPCエンドポイントのポリシーで、利用できるプリンシパル・アクション・リソースを制限すること",
		"en": "VPC endpoint policies restrict principals, actions and resources",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "policy に、利用するアカウントやリソースに限定したステートメントを記述してください。",
		"en": "Give the endpoint a `policy` limited to the accounts and resources in use.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": false},
	],
	"kinds": ["aws.ec2.vpc_endpoint"],
}

# Those of gateway load balancers carry no policy.
endpoints := [r |
	some r in lib.resources_of("aws.ec2.vpc_endpoint")
	not r.spec.endpoint_type == "GatewayLoadBalancer"
]

subject contains r.address if some r in endpoints

fail contains {"address": r.address, "message": "without a policy everything is allowed"} if {
	some r in endpoints
	count(lib.statements(object.get(r.spec, "policy", null))) == 0
}

fail contains {"address": r.address, "message": "its policy lets everybody do everything"} if {
	some r in endpoints
	some statement in lib.statements(object.get(r.spec, "policy", null))
	statement.effect == "Allow"
	lib.everybody(statement)
	lib.unconditional(statement)
	"*" in statement.action
	"*" in statement.resource
}
