package gabakura.checks.storage_snapshot_public_block

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "storage-snapshot-public-block",
	"title": {
		"ja": "EBSスナップショットのパブリック共有がブロックされていること",
		"en": "Public sharing of EBS snapshots is blocked",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "aws.ec2.snapshot_public_access の state を block-all-sharing にしてください。",
		"en": "Set `state` of `aws.ec2.snapshot_public_access` to `block-all-sharing`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["aws.ec2.snapshot_public_access"],
}

kind := "aws.ec2.snapshot_public_access"

subject contains address if some address in lib.setting_subjects(kind)

fail contains fault if some fault in lib.setting_faults(kind)

unknown contains doubt if some doubt in lib.setting_doubts(kind)

fail contains {"address": r.address, "message": message} if {
	some r in lib.settings(kind)
	not r.spec.state == "block-all-sharing"
	message := sprintf("state: %v", [lib.shown(r.spec, "state")])
}
