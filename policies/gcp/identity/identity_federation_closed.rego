package gabakura.checks.identity_federation_closed

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "identity-federation-closed",
	"title": {
		"ja": "Workload Identityプロバイダが、受け入れるトークンを条件で制限していること",
		"en": "Workload identity providers restrict the accepted tokens",
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
	some p in open_providers
	p.spec.oidc
	not lib.unresolved(condition(p))
	not speaks_of_claims(condition(p))
}

unknown contains {"address": p.address, "message": "its condition is not known yet"} if {
	some p in open_providers
	p.spec.oidc
	lib.unresolved(condition(p))
}

unknown contains {"address": p.address, "message": "its condition cannot be evaluated: review by hand which tokens it accepts"} if {
	some p in open_providers
	p.spec.oidc
	not lib.unresolved(condition(p))
	speaks_of_claims(condition(p))
	not names_somebody(condition(p))
}

unknown contains {"address": p.address, "message": "it takes neither tokens of OpenID Connect nor an account of AWS: see by hand whom it lets in"} if {
	some p in open_providers
	not p.spec.oidc
	not p.spec.aws
}

open_providers := [p | some p in providers; not p.spec.disabled == true]

condition(provider) := object.get(provider.spec, "attribute_condition", "")

# Of a claim, or of what one was mapped to.
speaks_of_claims(condition) if regex.match(`(^|[^a-z_])(assertion|attribute|google)[.\[]`, condition)

# One of its terms, all of which must hold, compares a claim with words.
names_somebody(condition) if {
	bare := without_words(condition)
	not may_let_others_in(bare)
	some term in split(bare, "&&")
	regex.match(comparison, term)
	not regex.match(said_by_all, term)
}

# Words are `L`. Empty ones compare with nothing.
without_words(condition) := regex.replace(condition, `"(?:\\.|[^"\\])+"|'(?:\\.|[^'\\])+'`, "L") if {
	not regex.match(`""|''`, condition)
}

# Or, not, if: what holds then is beyond reading.
may_let_others_in(bare) if regex.match(`\|\||\?|!([^=]|$)`, bare)

comparison := `^[ \t\r\n(]*(assertion|attribute|google)([.][A-Za-z0-9_]+|\[L\])+[ \t\r\n]*(==[ \t\r\n]*L|in[ \t\r\n]*\[[ \t\r\n]*L([ \t\r\n]*,[ \t\r\n]*L)*[ \t\r\n]*,?[ \t\r\n]*\]|[.]startsWith\([ \t\r\n]*L[ \t\r\n]*\))[ \t\r\n)]*$`

# Every token of an issuer says who issued it, and whoever asks for one says for whom.
said_by_all := `^[ \t\r\n(]*assertion[.](iss|aud)[^A-Za-z0-9_]`
