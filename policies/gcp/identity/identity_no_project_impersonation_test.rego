package gabakura.checks.identity_no_project_impersonation_test

import data.gabakura.checks.identity_no_project_impersonation as check
import data.gabakura.testing
import rego.v1

binding(role, members) := testing.declared("gcp.project.iam_binding", "binding", {"role": role, "members": members})

documents := {
	"other": testing.planned([binding("roles/logging.viewer", ["group:a@example.jp"])]),
	"user": testing.planned([binding("roles/iam.serviceAccountUser", ["group:a@example.jp"])]),
	"tokens": testing.observed([binding("roles/iam.serviceAccountTokenCreator", ["group:a@example.jp"])]),
}

test_pass_other if testing.verdict(check) == {"binding": "pass"} with input as documents.other

test_fail_user if testing.verdict(check) == {"binding": "fail"} with input as documents.user

test_fail_tokens if testing.verdict(check) == {"binding": "fail"} with input as documents.tokens
