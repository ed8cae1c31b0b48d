package gabakura.checks.storage_account_public_block

import data.gabakura.google
import rego.v1

metadata := {
	"id": "storage-account-public-block",
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "5.1", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "MP-2", "sourced": true},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

constraint := "storage.publicAccessPrevention"

subject contains address if some address in google.switch_subject(constraint)

fail contains f if some f in google.switch_fail(constraint)

unknown contains d if some d in google.switch_unknown(constraint)
