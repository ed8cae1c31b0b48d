package gabakura.checks.storage_account_public_block_test

import data.gabakura.checks.storage_account_public_block as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

all_on := {"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true, "restrict_public_buckets": true}

setting(spec) := testing.declared("aws.s3control.account_public_access_block", "setting", spec)

documents := {
	"good": testing.planned([setting(all_on)]),
	"by_the_platform": testing.observed([testing.platforms(setting(all_on))]),
	"one_off": testing.observed([setting(object.union(all_on, {"restrict_public_buckets": false}))]),
	"silent": testing.observed([setting({})]),
	"follower": testing.observed_by({"lead": false}, [setting(object.union(all_on, {"restrict_public_buckets": false}))]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
}

test_pass_good if testing.verdict(check) == {"setting": "pass"} with input as documents.good

test_pass_by_the_platform if testing.verdict(check) == {"setting": "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_one_off if testing.verdict(check) == {"setting": "fail"} with input as documents.one_off

test_fail_when_the_field_is_absent if testing.verdict(check) == {"setting": "fail"} with input as documents.silent

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
