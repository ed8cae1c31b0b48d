package gabakura.checks.logging_trail_object_events

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-trail-object-events",
	"title": {
		"ja": "S3オブジェクトの読み書きを証跡に記録すること",
		"en": "A trail records S3 object reads and writes",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "証跡の event_selectors に、種別 AWS::S3::Object の Data イベントを加えてください。",
		"en": "Add data events of `AWS::S3::Object` to `event_selectors` of a trail.",
	},
	"controls": [
		{"framework": "CIS AWS 5.0", "id": "3.8", "sourced": true},
		{"framework": "CIS AWS 5.0", "id": "3.9", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": true},
	],
	"kinds": ["aws.cloudtrail.trail"],
}

subject contains input.tenancy.id if lib.alarms_expected

fail contains {"address": input.tenancy.id, "message": "no trail records objects in S3"} if {
	lib.alarms_expected
	not is_recorded
}

is_recorded if {
	some r in lib.present("aws.cloudtrail.trail")
	lib.on(r.spec, "logging")
	some selector in r.spec.event_selectors
	"Data" in selector.fields.eventCategory.equals
	"AWS::S3::Object" in selector.fields["resources.type"].equals
	whatever_is_done(selector)
}

# A condition on `readOnly` or on names of events would leave reads or writes out.
whatever_is_done(selector) if {
	every field, _ in selector.fields {
		field in {"eventCategory", "resources.type", "resources.ARN"}
	}
	count(object.get(object.get(selector.fields, "resources.ARN", {}), "starts_with", [])) == 0
	count(object.get(object.get(selector.fields, "resources.ARN", {}), "equals", [])) == 0
}
