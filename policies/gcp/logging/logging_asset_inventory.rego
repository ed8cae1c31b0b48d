package gabakura.checks.logging_asset_inventory

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "logging-asset-inventory",
	"title": {
		"ja": "Cloud Asset Inventoryが有効であること",
		"en": "Cloud Asset Inventory is enabled",
	},
	"severity": "medium",
	"enforcement": "deny",
	"remediation": {
		"ja": "cloudasset.googleapis.com を有効にしてください。",
		"en": "Enable `cloudasset.googleapis.com`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "2.13", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "CM-8", "sourced": false},
	],
	"kinds": ["gcp.serviceusage.service"],
}

services := [r |
	input.tenancy.lead
	some r in lib.present("gcp.serviceusage.service")
	r.spec.name == "cloudasset.googleapis.com"
]

subject contains address if some address in google.subject({r.address | some r in services})

missing := "`cloudasset.googleapis.com` is not enabled"

fail contains f if some f in google.fault(services, missing)

unknown contains d if some d in google.doubt(services, missing)
