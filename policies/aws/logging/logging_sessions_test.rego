package gabakura.checks.logging_sessions_test

import data.gabakura.checks.logging_sessions as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

setting(spec) := testing.declared("aws.ssm.session_preferences", "setting", spec)

documents := {
	"good": testing.planned([setting({"cloud_watch_log_group_name": "/gabakura/sessions", "s3_bucket_name": ""})]),
	"by_the_platform": testing.observed([testing.platforms(setting({"cloud_watch_log_group_name": "/gabakura/sessions", "s3_bucket_name": ""}))]),
	"bucket": testing.planned([setting({"cloud_watch_log_group_name": "", "s3_bucket_name": "acme-sessions"})]),
	"off": testing.observed([setting({"cloud_watch_log_group_name": "", "s3_bucket_name": ""})]),
	"silent": testing.observed([setting({})]),
	"follower": testing.observed_by({"lead": false}, [setting({"cloud_watch_log_group_name": "", "s3_bucket_name": ""})]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
}

test_pass_good if testing.verdict(check) == {"setting": "pass"} with input as documents.good

test_pass_bucket if testing.verdict(check) == {"setting": "pass"} with input as documents.bucket

test_pass_by_the_platform if testing.verdict(check) == {"setting": "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_off if testing.verdict(check) == {"setting": "fail"} with input as documents.off

test_fail_when_the_field_is_absent if testing.verdict(check) == {"setting": "fail"} with input as documents.silent

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
