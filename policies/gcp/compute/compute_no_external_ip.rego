package gabakura.checks.compute_no_external_ip

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "compute-no-external-ip",
	"title": {
		"ja": "VMインスタンスに外部IPアドレスを割り当てられないこと",
		"en": "VM instances cannot have an external IP address",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー compute.vmExternalIpAccess を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `compute.vmExternalIpAccess`.",
	},
	"controls": [
		{"framework": "CIS GCP 4.0", "id": "4.9", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "AC-6", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "MP-2", "sourced": true},
		{"framework": "NIST SP 800-53r5", "id": "SC-7", "sourced": false},
	],
	"kinds": ["gcp.orgpolicy.policy", "gcp.compute.address"],
}

policies := google.constraints("compute.vmExternalIpAccess")

subject contains address if some address in google.subject({p.address | some p in policies})

fail contains f if some f in google.fault(policies, "`compute.vmExternalIpAccess` is not set")

unknown contains d if some d in google.doubt(policies, "`compute.vmExternalIpAccess` is not declared")

fail contains {"address": p.address, "message": "it lets more in than it should"} if {
	some p in policies
	not kept(p)
}

kept(policy) if {
	some rule in policy.spec.spec.rules
	rule.deny_all == true
	not rule.condition
}

addresses := lib.resources_of("gcp.compute.address")

subject contains r.address if some r in addresses

fail contains {"address": r.address, "message": "it is a public address"} if {
	some r in addresses
	not r.spec.address_type == "INTERNAL"
}
