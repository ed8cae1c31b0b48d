package gabakura.checks.encryption_ebs_default

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "encryption-ebs-default",
	"title": {
		"ja": "EBSのデフォルトの暗号化が有効であること",
		"en": "EBS encryption by default is enabled",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "aws.ec2.ebs_encryption_default の enabled を true にしてください。",
		"en": "Set `enabled` of `aws.ec2.ebs_encryption_default` to true.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "5.1.1", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-28(1)", "sourced": true},
	],
	"kinds": ["aws.ec2.ebs_encryption_default"],
}

kind := "aws.ec2.ebs_encryption_default"

subject contains address if some address in lib.setting_subjects(kind)

fail contains fault if some fault in lib.setting_faults(kind)

unknown contains doubt if some doubt in lib.setting_doubts(kind)

fail contains {"address": r.address, "message": message} if {
	some r in lib.settings(kind)
	not lib.on(r.spec, "enabled")
	message := sprintf("enabled: %v", [lib.shown(r.spec, "enabled")])
}
