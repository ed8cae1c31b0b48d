package gabakura.checks.storage_bucket_public_block_test

import data.gabakura.checks.storage_bucket_public_block as check
import data.gabakura.testing
import rego.v1

bucket(spec) := testing.declared("gcp.storage.bucket", "bucket", spec)

documents := {
	"closed": testing.planned([bucket({"iam_config": {"public_access_prevention": "enforced"}})]),
	"inherited": testing.planned([bucket({"iam_config": {"public_access_prevention": "inherited"}})]),
	"silent": testing.planned([bucket({})]),
	"everybody": testing.planned([bucket({"iam_config": {"public_access_prevention": "enforced"}, "iam_bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]})]),
}

test_pass_closed if testing.verdict(check) == {"bucket": "pass"} with input as documents.closed

test_fail_inherited if testing.verdict(check) == {"bucket": "fail"} with input as documents.inherited

test_fail_silent if testing.verdict(check) == {"bucket": "fail"} with input as documents.silent

test_fail_everybody if testing.verdict(check) == {"bucket": "fail"} with input as documents.everybody
