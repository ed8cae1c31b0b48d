package gabakura.checks.encryption_key_policy_closed_test

import data.gabakura.checks.encryption_key_policy_closed as check
import data.gabakura.testing
import rego.v1

key(spec) := testing.declared("gcp.kms.crypto_key", "key", object.union({"purpose": "ENCRYPT_DECRYPT"}, spec))

used_by(member) := {"iam_bindings": [{"role": "roles/cloudkms.cryptoKeyEncrypterDecrypter", "members": [member]}]}

documents := {
	"closed": testing.observed([key(used_by("serviceAccount:a@b.iam.gserviceaccount.com"))]),
	"new": testing.planned([key({})]),
	"everybody": testing.planned([key(used_by("allUsers"))]),
	"anybody": testing.observed([key(used_by("allAuthenticatedUsers"))]),
	"unread": testing.observed([key({})]),
}

test_pass_closed if testing.verdict(check) == {"key": "pass"} with input as documents.closed

test_pass_new if testing.verdict(check) == {"key": "pass"} with input as documents.new

test_fail_everybody if testing.verdict(check) == {"key": "fail"} with input as documents.everybody

test_fail_anybody_with_an_account if testing.verdict(check) == {"key": "fail"} with input as documents.anybody

test_unknown_unread if testing.verdict(check) == {"key": "unknown"} with input as documents.unread
