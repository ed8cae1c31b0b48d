package gabakura.checks.compute_volumes_encrypted

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "compute-volumes-encrypted",
	"title": {
		"ja": "インスタンスのEBSボリュームが暗号化されていること",
		"en": "EBS volumes attached to instances are encrypted",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "既定の暗号化（aws.ec2.ebs_encryption_default）を有効にしたうえで、スナップショットから暗号化したボリュームを作って差し替えてください。",
		"en": "Turn encryption by default on (`aws.ec2.ebs_encryption_default`), then replace the volume by an encrypted one made from its snapshot.",
	},
	"controls": [
		{"framework": "AWS Security Hub", "id": "EC2.3", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-28", "sourced": false},
	],
	"kinds": ["aws.ec2.instance", "aws.ec2.launch_template"],
}

servers := lib.resources_of("aws.ec2.instance")

templates := lib.resources_of("aws.ec2.launch_template")

subject contains r.address if some r in servers

subject contains r.address if some r in templates

fail contains {"address": r.address, "message": message} if {
	some r in servers
	volumes := lib.list(r.spec, "unencrypted_volume_ids")
	count(volumes) > 0
	message := sprintf("not encrypted: %v", [concat(" ", sort(volumes))])
}

fail contains {"address": r.address, "message": message} if {
	some r in templates
	some version in lib.list(r.spec, "versions")
	lib.on(version, "has_unencrypted_volume")
	message := sprintf("version %v says that a volume is not", [version.version_number])
}

unknown contains {"address": r.address, "message": "its volumes are not known"} if {
	some r in servers
	not lib.known_list(r.spec, "unencrypted_volume_ids")
}

unknown contains {"address": r.address, "message": "its versions are not known"} if {
	some r in templates
	not lib.known_list(r.spec, "versions")
}
