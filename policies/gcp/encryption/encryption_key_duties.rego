package gabakura.checks.encryption_key_duties

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "encryption-key-duties",
	"title": {
		"ja": "キーの管理者と利用者が分かれていること",
		"en": "Key administrators cannot use the keys",
	},
	"severity": "high",
	"enforcement": "deny",
	"remediation": {
		"ja": "一方のロールから、両方に現れるメンバーを外してください。",
		"en": "Remove the member from one of the two roles.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "1.11", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-5", "sourced": false},
	],
	"kinds": ["gcp.project.iam_binding"],
}

bindings := [r | input.tenancy.lead; some r in lib.present("gcp.project.iam_binding")]

users := {
	"roles/cloudkms.cryptoKeyDecrypter", "roles/cloudkms.cryptoKeyEncrypter",
	"roles/cloudkms.cryptoKeyEncrypterDecrypter",
}

concerned := [r |
	some r in bindings
	r.spec.role in users | {"roles/cloudkms.admin"}
]

subject contains r.address if some r in concerned

administrators := {member |
	some r in concerned
	r.spec.role == "roles/cloudkms.admin"
	some member in r.spec.members
}

fail contains {"address": r.address, "message": message} if {
	some r in concerned
	r.spec.role in users
	some member in r.spec.members
	member in administrators
	message := sprintf("%v administers the keys and uses them", [member])
}

unknown contains {"address": r.address, "message": "its members are not known"} if {
	some r in concerned
	not lib.known_list(r.spec, "members")
}
