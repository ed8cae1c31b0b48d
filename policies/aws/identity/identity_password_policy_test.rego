package gabakura.checks.identity_password_policy_test

import data.gabakura.checks.identity_password_policy as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

setting(spec) := testing.declared("aws.iam.password_policy", "setting", spec)

documents := {
	"good": testing.planned([setting({"minimum_password_length": 14, "password_reuse_prevention": 24})]),
	"by_the_platform": testing.observed([testing.platforms(setting({"minimum_password_length": 14, "password_reuse_prevention": 24}))]),
	"short": testing.observed([setting({"minimum_password_length": 8, "password_reuse_prevention": 24})]),
	"reusable": testing.observed([setting({"minimum_password_length": 16, "password_reuse_prevention": null})]),
	"silent": testing.observed([setting({})]),
	"follower": testing.observed_by({"lead": false}, [setting({"minimum_password_length": 8, "password_reuse_prevention": 24})]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
}

test_pass_good if testing.verdict(check) == {"setting": "pass"} with input as documents.good

test_pass_by_the_platform if testing.verdict(check) == {"setting": "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_short if testing.verdict(check) == {"setting": "fail"} with input as documents.short

test_fail_reusable if testing.verdict(check) == {"setting": "fail"} with input as documents.reusable

test_fail_when_the_field_is_absent if testing.verdict(check) == {"setting": "fail"} with input as documents.silent

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
