package gabakura.checks.identity_known_members

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-known-members",
	"title": {
		"ja": "組織が管理するIDにだけロールを付与すること",
		"en": "Roles are granted only to identities of known organizations",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "全員・個人のGoogleアカウントへの付与を外し、組織のグループに替えてください。",
		"en": "Remove everybody and private Google accounts; give the role to a group of the organisation.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
	],
	"kinds": ["gcp.project.iam_binding"],
}

bindings := [r | input.tenancy.lead; some r in lib.present("gcp.project.iam_binding")]

subject contains r.address if some r in bindings

fail contains {"address": r.address, "message": sprintf("`%v` is given to %v", [r.spec.role, member])} if {
	some r in bindings
	some member in r.spec.members
	nobody_knows(member)
}

nobody_knows(member) if google.everybody(member)

nobody_knows(member) if endswith(member, "@gmail.com")

unknown contains {"address": r.address, "message": "its members are not known"} if {
	some r in bindings
	not lib.known_list(r.spec, "members")
}
