package gabakura.checks.logging_trail_multi_region

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-multi-region",
	"title": {
		"ja": "全リージョンとグローバルサービスの操作を記録する証跡が動作していること",
		"en": "A running trail records every Region and global services",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "全リージョン・グローバルサービスを対象とする証跡を宣言し、logging を true にしてください。",
		"en": "Declare a multi-region trail that includes global services, with `logging = true`.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.1", "sourced": true},
		{"framework": "AWS Security Hub", "id": "CloudTrail.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": true},
	],
	"kinds": ["aws.cloudtrail.trail"],
}

trails := lib.present("aws.cloudtrail.trail")

subject contains input.tenancy.id if input.tenancy.lead

fail contains {"address": input.tenancy.id, "message": what_is_there} if {
	input.tenancy.lead
	not recorded
	not lib.elsewhere
}

unknown contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not recorded
	lib.elsewhere
	message := "the organisation's trail is not part of a plan"
}

recorded if {
	some t in trails
	lib.on(t.spec, "is_multi_region_trail")
	lib.on(t.spec, "include_global_service_events")
	lib.on(t.spec, "logging")
}

what_is_there := "there is no trail" if count(trails) == 0

what_is_there := message if {
	count(trails) > 0
	names := concat(" ", sort({t.address | some t in trails}))
	message := sprintf("no trail is multi-region, global and logging: %v", [names])
}
