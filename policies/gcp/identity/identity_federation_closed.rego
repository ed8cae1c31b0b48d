package gabakura.checks.identity_federation_closed

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-federation-closed",
	"title": {
		"ja": "外部のトークンは、名指しした発行対象だけを受け入れること",
		"en": "Tokens from elsewhere are taken only of those who are named",
	},
	"severity": "critical",
	"enforcement": "deny",
	"remediation": {
		"ja": "プロバイダーの attribute_condition で、受け入れるトークンの主体を限定してください。発行者は利用者すべてに同じ署名のトークンを渡します。",
		"en": "Say in the provider's `attribute_condition` whose tokens are meant: an issuer signs for everybody who uses it.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "AC-3", "sourced": false},
		{"framework": "NIST SP 800-53r5", "id": "IA-8", "sourced": false},
	],
	"kinds": ["gcp.iam.workload_identity_pool_provider"],
}

providers := lib.resources_of("gcp.iam.workload_identity_pool_provider")

subject contains p.address if some p in providers

fail contains {"address": p.address, "message": "it takes the tokens of everybody its issuer serves"} if {
	some p in providers
	p.spec.oidc
	not p.spec.disabled == true
	not lib.unresolved(condition(p))
	not names_somebody(condition(p))
}

unknown contains {"address": p.address, "message": "its condition is not known yet"} if {
	some p in providers
	p.spec.oidc
	lib.unresolved(condition(p))
}

condition(provider) := object.get(provider.spec, "attribute_condition", "")

# It must speak of a claim, or of what one was mapped to.
names_somebody(condition) if regex.match("(^|[^a-z_])(assertion|attribute|google)[.][a-z_]+", condition)
