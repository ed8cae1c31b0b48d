package gabakura.checks.encryption_key_grants_known

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "encryption-key-grants-known",
	"title": {
		"ja": "KMSキーの利用が、グラントによって他のアカウントへ許可されていないこと",
		"en": "No grant gives another account the use of a KMS key",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "誰が何のために渡したかを確かめ、要らなければ取り消してください（RevokeGrant）。要るなら、キーポリシーに書きます。",
		"en": "Find out who gave it and what for, and revoke it (RevokeGrant); what is needed is said in the key's policy.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "SC-12", "sourced": false},
	],
	"kinds": ["aws.kms.grant"],
}

grants := lib.resources_of("aws.kms.grant")

subject contains r.address if some r in grants

fail contains {"address": r.address, "message": message} if {
	some r in grants
	account := account_of(r.spec.grantee_principal)
	account != input.tenancy.account
	message := sprintf("key %v is given to %v", [r.spec.key_id, r.spec.grantee_principal])
}

# A grantee that was deleted shows as an id that says nothing.
unknown contains {"address": r.address, "message": message} if {
	some r in grants
	grantee := object.get(r.spec, "grantee_principal", "")
	not account_of(grantee)
	not is_service(grantee)
	message := sprintf("the account of grantee `%v` is unknown", [grantee])
}

account_of(principal) := parts[4] if {
	parts := split(principal, ":")
	parts[0] == "arn"
}

is_service(principal) if endswith(principal, ".amazonaws.com")
