package gabakura.checks.detection_config_recorder

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "detection-config-recorder",
	"title": {
		"ja": "AWS Configがすべてのリソースタイプを記録していること",
		"en": "AWS Config records every resource type",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "検知モジュール detection を使うか、aws.config.recorder で all_supported と include_global_resource_types と recording を true にしてください。",
		"en": "Use the module `detection`, or declare an `aws.config.recorder` with `all_supported`, `include_global_resource_types` and `recording`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.3", "sourced": true},
		{"framework": "AWS Security Hub", "id": "Config.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-8", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "CA-7", "sourced": false},
	],
	"kinds": ["aws.config.recorder"],
}

kind := "aws.config.recorder"

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not is_on
	not lib.elsewhere
	message := sprintf("nothing records every kind of resource (%v in view)", [count(lib.present(kind))])
}

unknown contains doubt if {
	not is_on
	some doubt in lib.elsewhere_doubts("AWS Config")
}

is_on if {
	some r in lib.present(kind)
	lib.on(r.spec, "recording")
	lib.on(r.spec, "all_supported")
	lib.on(r.spec, "include_global_resource_types")
}
