package gabakura.checks.logging_log_group_cmk_test

import data.gabakura.checks.logging_log_group_cmk as check
import data.gabakura.testing
import rego.v1

store(spec) := testing.declared("gcp.logging.bucket", "store", spec)

documents := {
	"own": testing.planned([store({"cmek_settings": {"kms_key_name": testing.ref("key")}})]),
	"silent": testing.planned([store({})]),
	"platforms": testing.observed([testing.platforms(store({}))]),
}

test_pass_own if testing.verdict(check) == {"store": "pass"} with input as documents.own

test_pass_those_of_the_platform_are_not_judged if testing.verdict(check) == {} with input as documents.platforms

test_fail_silent if testing.verdict(check) == {"store": "fail"} with input as documents.silent
