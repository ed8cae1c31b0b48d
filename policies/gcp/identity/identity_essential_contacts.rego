package gabakura.checks.identity_essential_contacts

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-essential-contacts",
	"title": {
		"ja": "クラウドからの重要な連絡先（Essential Contacts）が設定されていること",
		"en": "Essential contacts are configured",
	},
	"severity": "medium",
	"enforcement": "warn",
	"remediation": {
		"ja": "params.alarm_emails に、誰かが読むアドレスを書いてください。",
		"en": "Write addresses somebody reads into `params.alarm_emails`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.16", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "IR-6", "sourced": false},
	],
	"kinds": ["gcp.essentialcontacts.contact"],
}

contacts := [r | input.tenancy.lead; some r in lib.present("gcp.essentialcontacts.contact")]

subject contains input.tenancy.id if input.tenancy.lead

covered := {category |
	some r in contacts
	some category in lib.list(r.spec, "notification_category_subscriptions")
}

missing := {category |
	some category in ["LEGAL", "SECURITY", "SUSPENSION", "TECHNICAL"]
	not category in covered
	not "ALL" in covered
}

message := sprintf("no contact for: %v", [concat(" ", sort(missing))])

fail contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	not lib.planning
	count(missing) > 0
}

# The organisation above may have contacts of its own; only an observation can show them.
unknown contains {"address": input.tenancy.id, "message": message} if {
	input.tenancy.lead
	lib.planning
	count(missing) > 0
}
