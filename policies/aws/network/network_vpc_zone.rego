package gabakura.checks.network_vpc_zone

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "network-vpc-zone",
	"title": {
		"ja": "VPCに宣言どおりの領域（ゾーン）のタグが付いていること",
		"en": "Every VPC is tagged with the declared zone",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "VPCのタグ Zone に、環境ファイルの zone と同じ値を付けてください（Google Cloudではネットワークの説明を「zone 値」とします）。ゾーンが違う業務は別のVPCに置いてください。",
		"en": "Tag the VPC `Zone` with the `zone` of the environment (on Google Cloud, describe the network as `zone …`); systems of another zone need another VPC.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-4", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["aws.ec2.vpc"],
}

networks := lib.resources_of("aws.ec2.vpc")

subject contains r.address if some r in networks

fail contains {"address": r.address, "message": message} if {
	lib.zone
	some r in networks
	not r.tags.Zone == lib.zone
	message := sprintf("tag Zone: %v, declared: %v", [lib.shown(r.tags, "Zone"), lib.zone])
}

unknown contains {"address": r.address, "message": "no zone is declared"} if {
	not lib.zone
	some r in networks
}
