package gabakura.checks.compute_imdsv2_default

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "compute-imdsv2-default",
	"title": {
		"ja": "インスタンスメタデータの取得に、既定でIMDSv2が必須であること",
		"en": "IMDSv2 is required by default",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "aws.ec2.instance_metadata_defaults の http_tokens を required にしてください。",
		"en": "Set `http_tokens` of `aws.ec2.instance_metadata_defaults` to `required`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "5.7", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.8", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
	],
	"kinds": ["aws.ec2.instance_metadata_defaults"],
}

kind := "aws.ec2.instance_metadata_defaults"

subject contains address if some address in lib.setting_subjects(kind)

fail contains fault if some fault in lib.setting_faults(kind)

unknown contains doubt if some doubt in lib.setting_doubts(kind)

fail contains {"address": r.address, "message": message} if {
	some r in lib.settings(kind)
	not r.spec.http_tokens == "required"
	message := sprintf("http_tokens: %v", [lib.shown(r.spec, "http_tokens")])
}
