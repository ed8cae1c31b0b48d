package gabakura.checks.network_custom_mode

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-custom-mode",
	"title": {
		"ja": "VPCネットワークがカスタムモードであること",
		"en": "VPC networks use custom subnet mode",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "ネットワークの auto_create_subnetworks を false にしてください。",
		"en": "Set `auto_create_subnetworks` of the network to false.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "CM-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.compute.network"],
}

networks := lib.resources_of("gcp.compute.network")

subject contains r.address if some r in networks

fail contains {"address": r.address, "message": "it makes a subnet in every region of the world"} if {
	some r in networks
	not r.spec.auto_create_subnetworks == false
}
