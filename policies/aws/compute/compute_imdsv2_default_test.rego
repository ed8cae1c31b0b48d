package gabakura.checks.compute_imdsv2_default_test

import data.gabakura.checks.compute_imdsv2_default as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

setting(spec) := testing.declared("aws.ec2.instance_metadata_defaults", "setting", spec)

documents := {
	"good": testing.planned([setting({"http_tokens": "required"})]),
	"by_the_platform": testing.observed([testing.platforms(setting({"http_tokens": "required"}))]),
	"optional": testing.observed([setting({"http_tokens": "optional"})]),
	"no_preference": testing.observed([setting({"http_tokens": null})]),
	"silent": testing.observed([setting({})]),
	"follower": testing.observed_by({"lead": false}, [setting({"http_tokens": "optional"})]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
}

test_pass_good if testing.verdict(check) == {"setting": "pass"} with input as documents.good

test_pass_by_the_platform if testing.verdict(check) == {"setting": "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_optional if testing.verdict(check) == {"setting": "fail"} with input as documents.optional

test_fail_no_preference if testing.verdict(check) == {"setting": "fail"} with input as documents.no_preference

test_fail_when_the_field_is_absent if testing.verdict(check) == {"setting": "fail"} with input as documents.silent

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
