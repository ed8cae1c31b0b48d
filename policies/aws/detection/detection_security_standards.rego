package gabakura.checks.detection_security_standards

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-security-standards",
	"title": {
		"ja": "Security Hubで「AWS基礎セキュリティのベストプラクティス」とCISの標準が有効であること",
		"en": "Security Hub has the AWS Foundational and the CIS standard enabled",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、両方の aws.securityhub.standard を宣言してください。INCOMPLETE のときは、AWS Config が記録しているかを確かめてください。",
		"en": "Use the module `detection`, or declare an `aws.securityhub.standard` for each. Where one is INCOMPLETE, see that AWS Config is recording.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "CA-7", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CM-6", "sourced": false},
	],
	"kinds": ["aws.securityhub.standard"],
}

kind := "aws.securityhub.standard"

# Any version: the newest is not the same in every region at once.
wanted := {"standards/aws-foundational-security-best-practices/v/", "standards/cis-aws-foundations-benchmark/v/"}

of(name) := [r |
	some r in lib.present(kind)
	contains(r.spec.standards_arn, name)
]

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not lib.elsewhere
	some name in wanted
	count(of(name)) == 0
	message := sprintf("not held to %v", [name])
}

fail contains {"address": r.address, "message": "it is INCOMPLETE: not every control is checked"} if {
	input.tenancy.lead
	some name in wanted
	some r in of(name)
	r.spec.status == "INCOMPLETE"
}

unknown contains doubt if {
	some name in wanted
	count(of(name)) == 0
	some doubt in lib.elsewhere_doubts("Security Hub")
}

unknown contains {"address": r.address, "message": "Security Hub is still setting it up"} if {
	input.tenancy.lead
	some name in wanted
	some r in of(name)
	r.spec.status == "PENDING"
}
