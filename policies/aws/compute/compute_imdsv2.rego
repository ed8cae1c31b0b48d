package gabakura.checks.compute_imdsv2

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "compute-imdsv2",
	"title": {
		"ja": "EC2インスタンスと起動テンプレートがIMDSv2を必須としていること",
		"en": "EC2 instances and launch templates require IMDSv2",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "サーバーの HttpTokens を required にしてください（ModifyInstanceMetadataOptions）。起動テンプレートは新しい版で required にし、既定の版を改めます。",
		"en": "Set `HttpTokens` of the server to `required` (ModifyInstanceMetadataOptions); for a launch template, in a new version, and make that the default.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "5.7", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.8", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.170", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
	],
	"kinds": ["aws.ec2.instance", "aws.ec2.launch_template", "aws.ec2.instance_metadata_defaults"],
}

servers := lib.resources_of("aws.ec2.instance")

templates := lib.resources_of("aws.ec2.launch_template")

subject contains r.address if some r in servers

subject contains r.address if some r in templates

fail contains {"address": r.address, "message": message} if {
	some r in servers
	not closed(r.spec)
	message := sprintf("http_tokens: %v", [lib.shown(r.spec, "http_tokens")])
}

fail contains {"address": r.address, "message": message} if {
	some r in templates
	some version in r.spec.versions
	lib.given(version, "http_tokens")
	not closed(version)
	message := sprintf("version %v: http_tokens: %v", [version.version_number, version.http_tokens])
}

# What a template leaves open, the account's default decides, and without one the image.
unknown contains {"address": r.address, "message": message} if {
	some r in templates
	some version in r.spec.versions
	not lib.given(version, "http_tokens")
	not closed(version)
	not required_by_default
	message := sprintf("version %v leaves it to the image", [version.version_number])
}

unknown contains {"address": r.address, "message": "its versions are not known"} if {
	some r in templates
	not lib.known_list(r.spec, "versions")
}

closed(spec) if spec.http_tokens == "required"

closed(spec) if spec.http_endpoint == "disabled"

required_by_default if {
	some r in lib.present("aws.ec2.instance_metadata_defaults")
	r.spec.http_tokens == "required"
}
