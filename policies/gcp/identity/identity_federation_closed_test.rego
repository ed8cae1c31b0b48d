package gabakura.checks.identity_federation_closed_test

import data.gabakura.checks.identity_federation_closed as check
import data.gabakura.testing
import rego.v1

issuer := {"issuer_uri": "https://token.example.jp"}

provider(fields) := testing.declared("gcp.iam.workload_identity_pool_provider", "issuer", object.union({"oidc": issuer}, fields))

documents := {
	"named": testing.planned([provider({"attribute_condition": "assertion.sub in [\"repo:a/b:ref:main\"]"})]),
	"everybody": testing.observed([provider({"attribute_condition": ""})]),
	"empty words": testing.observed([provider({"attribute_condition": "true"})]),
	"absent": testing.observed([provider({})]),
	"shut": testing.observed([provider({"disabled": true})]),
	"of an account": testing.observed([testing.declared("gcp.iam.workload_identity_pool_provider", "issuer", {"aws": {"account_id": "111122223333"}})]),
	"of SAML": testing.observed([testing.declared("gcp.iam.workload_identity_pool_provider", "issuer", {})]),
	"open": testing.planned([provider({"attribute_condition": "${ref:131016/acme/prod/access/x#id}"})]),
}

test_pass_named if testing.verdict(check) == {"issuer": "pass"} with input as documents.named

test_pass_shut if testing.verdict(check) == {"issuer": "pass"} with input as documents.shut

test_pass_of_an_account if testing.verdict(check) == {"issuer": "pass"} with input as documents["of an account"]

test_fail_everybody if testing.verdict(check) == {"issuer": "fail"} with input as documents.everybody

test_fail_empty_words if testing.verdict(check) == {"issuer": "fail"} with input as documents["empty words"]

test_fail_absent if testing.verdict(check) == {"issuer": "fail"} with input as documents.absent

test_unknown_open if testing.verdict(check) == {"issuer": "unknown"} with input as documents.open

test_unknown_of_saml if testing.verdict(check) == {"issuer": "unknown"} with input as documents["of SAML"]

naming := [
	`assertion.repository == 'town/gabakura'`,
	`assertion.sub in ["repo:a/b:ref:main", 'repo:a/b:ref:dev']`,
	`assertion.sub.startsWith("repo:town/")`,
	`attribute.ref == "refs/heads/main" && assertion.ref_type == "branch"`,
	`(google.subject == 'x') && assertion.exp > 3`,
	`assertion["repository_owner"] == "it's || ours"`,
]

all_of(conditions) := testing.observed([p |
	some i, condition in conditions
	p := testing.declared("gcp.iam.workload_identity_pool_provider", sprintf("p%d", [i]), {"oidc": issuer, "attribute_condition": condition})
])

test_pass_naming if {
	verdicts := testing.verdict(check) with input as all_of(naming)
	count(verdicts) == count(naming)
	every verdict in verdicts {
		verdict == "pass"
	}
}

vague := [
	`assertion.sub != ""`,
	`assertion.sub != 'x'`,
	`assertion.sub == ""`,
	`assertion.sub.startsWith('')`,
	`assertion.sub == 'x' || true`,
	`(assertion.sub == 'x' || assertion.sub != 'x')`,
	`!(assertion.sub == 'x')`,
	`assertion.sub == 'x' ? true : true`,
	`assertion.sub == assertion.sub`,
	`assertion.sub == ' ' || '' == ''`,
	`assertion.iss == 'https://token.example.jp'`,
	`assertion.aud in ['gabakura']`,
	`assertion.sub in []`,
]

test_unknown_vague if {
	verdicts := testing.verdict(check) with input as all_of(vague)
	count(verdicts) == count(vague)
	every verdict in verdicts {
		verdict == "unknown"
	}
}
