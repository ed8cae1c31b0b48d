package gabakura.checks.registry_immutable_tags

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "registry-immutable-tags",
	"title": {
		"ja": "ECRのイメージタグがイミュータブルであること",
		"en": "ECR image tags are immutable",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "aws.ecr.repository の image_tag_mutability を IMMUTABLE にしてください。",
		"en": "Set `image_tag_mutability` of the repository to `IMMUTABLE`.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "ECR.2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-2", "sourced": true},
	],
	"kinds": ["aws.ecr.repository"],
}

repositories := lib.resources_of("aws.ecr.repository")

subject contains r.address if some r in repositories

fail contains {"address": r.address, "message": message} if {
	some r in repositories
	not r.spec.image_tag_mutability == "IMMUTABLE"
	message := sprintf("image_tag_mutability: %v", [lib.shown(r.spec, "image_tag_mutability")])
}
