package gabakura.checks.logging_sink_everything

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-sink-everything",
	"title": {
		"ja": "すべてのログエントリをエクスポートするシンクがあること",
		"en": "A sink exports every log entry",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "フィルターも除外もないシンクを、保持期間のあるバケットに向けて宣言してください。",
		"en": "Declare a sink without filter or exclusions, to a bucket with a retention.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AU-6", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "AU-12", "sourced": false},
	],
	"kinds": ["gcp.logging.sink"],
}

sinks := [r |
	input.tenancy.lead
	some r in lib.present("gcp.logging.sink")
	object.get(r.spec, "filter", "") == ""
	count(lib.list(r.spec, "exclusions")) == 0
	not lib.on(r.spec, "disabled")
	not bears_default_name(r)
]

# The sinks every project has keep their entries for a month.
bears_default_name(sink) if object.get(sink.spec, "name", "") in {"_Default", "_Required"}

subject contains address if some address in google.subject({r.address | some r in sinks})

missing := "no sink takes every entry"

fail contains f if some f in google.fault(sinks, missing)

unknown contains d if some d in google.doubt(sinks, missing)
