package gabakura.checks.residency_constraint

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "residency-constraint",
	"title": {
		"ja": "リソースを国内（東京・大阪）以外に作成できないこと",
		"en": "Resource locations are restricted to Japan (Tokyo and Osaka)",
	},
	"severity": "high",
	"enforcement": "warn",
	"remediation": {
		"ja": "モジュール guardrails を加えるか、組織のポリシー gcp.resourceLocations を有効にしてください。",
		"en": "Add the module `guardrails`, or enforce the constraint `gcp.resourceLocations`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SA-9(5)", "sourced": false},
	],
	"kinds": ["gcp.orgpolicy.policy"],
}

policies := google.constraints("gcp.resourceLocations")

subject contains address if some address in google.subject({p.address | some p in policies})

fail contains f if some f in google.fault(policies, "`gcp.resourceLocations` is not set")

unknown contains d if some d in google.doubt(policies, "`gcp.resourceLocations` is not declared")

fail contains {"address": p.address, "message": "it lets more in than it should"} if {
	some p in policies
	not kept(p)
}

japan := {"asia-northeast1", "asia-northeast2", "in:asia-northeast1-locations", "in:asia-northeast2-locations"}

kept(policy) if {
	rules := policy.spec.spec.rules
	count(rules) > 0
	every rule in rules {
		count(rule.values.allowed_values) > 0
		every place in rule.values.allowed_values {
			place in japan
		}
	}
}
