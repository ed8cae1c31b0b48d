package gabakura.checks.identity_no_full_admin_test

import data.gabakura.checks.identity_no_full_admin as check
import data.gabakura.testing
import rego.v1

binding(role, members) := testing.declared("gcp.project.iam_binding", "binding", {"role": role, "members": members})

documents := {
	"narrow": testing.planned([binding("roles/logging.viewer", ["group:a@example.jp"])]),
	"owner": testing.observed([binding("roles/owner", ["user:a@example.jp"])]),
	"editor": testing.planned([binding("roles/editor", ["group:a@example.jp"])]),
	"custom": testing.planned([binding("projects/p/roles/r", ["group:a@example.jp"])]),
	"follower": testing.observed_by({"lead": false}, [binding("roles/owner", [])]),
}

test_pass_narrow if testing.verdict(check) == {"binding": "pass"} with input as documents.narrow

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_owner if testing.verdict(check) == {"binding": "fail"} with input as documents.owner

test_fail_editor if testing.verdict(check) == {"binding": "fail"} with input as documents.editor

test_unknown_custom if testing.verdict(check) == {"binding": "unknown"} with input as documents.custom
