package gabakura.checks.logging_log_group_retention_test

import data.gabakura.checks.logging_log_group_retention as check
import data.gabakura.testing
import rego.v1

store(spec) := testing.declared("gcp.logging.bucket", "store", spec)

documents := {
	"set": testing.planned([store({"retention_days": 400})]),
	"none": testing.planned([store({"retention_days": 0})]),
	"silent": testing.planned([store({})]),
}

test_pass_set if testing.verdict(check) == {"store": "pass"} with input as documents.set

test_fail_none if testing.verdict(check) == {"store": "fail"} with input as documents.none

test_fail_silent if testing.verdict(check) == {"store": "fail"} with input as documents.silent
