package gabakura.checks.compute_no_public_address

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "compute-no-public-address",
	"title": {
		"ja": "EC2インスタンスがパブリックIPv4アドレスを持たないこと",
		"en": "EC2 instances have no public IPv4 address",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "アドレスを外し、起動テンプレートの AssociatePublicIpAddress を false にした版を既定にしてください。外からの利用者は、庁内や LGWAN の経路を通します。",
		"en": "Take the address off, and make a version of the launch template the default in which `AssociatePublicIpAddress` is false; who comes from outside takes the declared ways.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "EC2.9", "sourced": true},
		{"framework": "AWS Security Hub", "id": "EC2.25", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
	],
	"kinds": ["aws.ec2.instance", "aws.ec2.launch_template"],
}

servers := lib.resources_of("aws.ec2.instance")

templates := lib.resources_of("aws.ec2.launch_template")

subject contains r.address if some r in servers

subject contains r.address if some r in templates

fail contains {"address": r.address, "message": message} if {
	some r in servers
	addresses := lib.list(r.spec, "public_ip_addresses")
	count(addresses) > 0
	message := sprintf("it answers at %v", [concat(" ", sort(addresses))])
}

fail contains {"address": r.address, "message": message} if {
	some r in templates
	some version in lib.list(r.spec, "versions")
	lib.on(version, "associate_public_ip_address")
	message := sprintf("version %v gives its servers one", [version.version_number])
}

unknown contains {"address": r.address, "message": "its addresses are not known"} if {
	some r in servers
	not lib.known_list(r.spec, "public_ip_addresses")
}

unknown contains {"address": r.address, "message": "its versions are not known"} if {
	some r in templates
	not lib.known_list(r.spec, "versions")
}
