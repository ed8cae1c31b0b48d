package gabakura.checks.detection_weaknesses

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-weaknesses",
	"title": {
		"ja": "Inspectorがインスタンス・コンテナイメージ・関数の脆弱性をスキャンしていること",
		"en": "Inspector scans instances, container images and functions",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection の inspector_scans に EC2、ECR、LAMBDA を書いてください。",
		"en": "Write EC2, ECR and LAMBDA into `inspector_scans` of the module `detection`.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "Inspector.1", "sourced": true},
		{"framework": "AWS Security Hub", "id": "Inspector.2", "sourced": true},
		{"framework": "AWS Security Hub", "id": "Inspector.4", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "RA-5", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SI-2", "sourced": false},
	],
	"kinds": ["aws.inspector2.status"],
}

kind := "aws.inspector2.status"

wanted := {"EC2", "ECR", "LAMBDA"}

scanned contains scan if {
	some r in lib.present(kind)
	some scan in lib.list(r.spec, "resource_types")
}

missing := wanted - scanned

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not lib.elsewhere
	count(missing) > 0
	message := sprintf("not scanned: %v", [concat(" ", sort(missing))])
}

unknown contains doubt if {
	count(missing) > 0
	some doubt in lib.elsewhere_doubts("Inspector")
}
