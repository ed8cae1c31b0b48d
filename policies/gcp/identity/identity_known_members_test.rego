package gabakura.checks.identity_known_members_test

import data.gabakura.checks.identity_known_members as check
import data.gabakura.testing
import rego.v1

binding(role, members) := testing.declared("gcp.project.iam_binding", "binding", {"role": role, "members": members})

documents := {
	"group": testing.planned([binding("roles/logging.viewer", ["group:a@city.example.jp"])]),
	"everybody": testing.observed([binding("roles/logging.viewer", ["allUsers"])]),
	"private": testing.observed([binding("roles/logging.viewer", ["user:a@gmail.com"])]),
	"unread": testing.observed([testing.declared("gcp.project.iam_binding", "binding", {"role": "roles/logging.viewer"})]),
}

test_pass_group if testing.verdict(check) == {"binding": "pass"} with input as documents.group

test_fail_everybody if testing.verdict(check) == {"binding": "fail"} with input as documents.everybody

test_fail_private_account if testing.verdict(check) == {"binding": "fail"} with input as documents.private

test_unknown_unread if testing.verdict(check) == {"binding": "unknown"} with input as documents.unread
