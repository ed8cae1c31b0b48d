package gabakura.checks.logging_log_group_cmk_test

import data.gabakura.checks.logging_log_group_cmk as check
import data.gabakura.testing
import rego.v1

group(spec) := testing.declared("aws.logs.log_group", "group", spec)

documents := {
	"good": testing.planned([group({"kms_key_id": testing.reference("key", "arn")})]),
	"bad": testing.planned([group({"kms_key_id": ""})]),
	"silent": testing.observed([group({})]),
}

test_pass_good if testing.verdict(check) == {"group": "pass"} with input as documents.good

test_fail_bad if testing.verdict(check) == {"group": "fail"} with input as documents.bad

test_fail_when_the_field_is_absent if testing.verdict(check) == {"group": "fail"} with input as documents.silent
