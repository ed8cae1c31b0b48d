package gabakura.checks.registry_scan_on_push

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "registry-scan-on-push",
	"title": {
		"ja": "ECRのイメージがプッシュ時にスキャンされること",
		"en": "ECR images are scanned on push",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "aws.ecr.repository の scan_on_push を true にしてください。",
		"en": "Set `scan_on_push` of the repository to true.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "ECR.1", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "RA-5", "sourced": false},
	],
	"kinds": ["aws.ecr.repository"],
}

repositories := lib.resources_of("aws.ecr.repository")

subject contains r.address if some r in repositories

fail contains {"address": r.address, "message": message} if {
	some r in repositories
	not lib.on(r.spec, "scan_on_push")
	message := sprintf("scan_on_push: %v", [lib.shown(r.spec, "scan_on_push")])
}
