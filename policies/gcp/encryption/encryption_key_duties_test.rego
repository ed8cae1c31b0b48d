package gabakura.checks.encryption_key_duties_test

import data.gabakura.checks.encryption_key_duties as check
import data.gabakura.testing
import rego.v1

binding(role, members) := testing.declared("gcp.project.iam_binding", "binding", {"role": role, "members": members})

both(a, b) := [
	testing.declared("gcp.project.iam_binding", "admin", {"role": "roles/cloudkms.admin", "members": [a]}),
	testing.declared("gcp.project.iam_binding", "user", {"role": "roles/cloudkms.cryptoKeyDecrypter", "members": [b]}),
]

documents := {
	"apart": testing.planned(both("group:a@example.jp", "group:b@example.jp")),
	"other": testing.planned([binding("roles/logging.viewer", ["group:a@example.jp"])]),
	"same": testing.planned(both("group:a@example.jp", "group:a@example.jp")),
}

test_pass_apart if testing.verdict(check) == {"admin": "pass", "user": "pass"} with input as documents.apart

test_pass_other_roles_are_not_judged if testing.verdict(check) == {} with input as documents.other

test_fail_same if testing.verdict(check) == {"admin": "pass", "user": "fail"} with input as documents.same
