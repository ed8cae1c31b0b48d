package gabakura.checks.storage_bucket_uniform_test

import data.gabakura.checks.storage_bucket_uniform as check
import data.gabakura.testing
import rego.v1

bucket(spec) := testing.declared("gcp.storage.bucket", "bucket", spec)

documents := {
	"uniform": testing.planned([bucket({"iam_config": {"uniform_bucket_level_access": {"enabled": true}}})]),
	"lists": testing.planned([bucket({"iam_config": {"uniform_bucket_level_access": {"enabled": false}}})]),
	"silent": testing.planned([bucket({})]),
}

test_pass_uniform if testing.verdict(check) == {"bucket": "pass"} with input as documents.uniform

test_fail_lists if testing.verdict(check) == {"bucket": "fail"} with input as documents.lists

test_fail_silent if testing.verdict(check) == {"bucket": "fail"} with input as documents.silent
