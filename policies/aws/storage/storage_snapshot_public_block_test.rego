package gabakura.checks.storage_snapshot_public_block_test

import data.gabakura.checks.storage_snapshot_public_block as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

setting(spec) := testing.declared("aws.ec2.snapshot_public_access", "setting", spec)

documents := {
	"good": testing.planned([setting({"state": "block-all-sharing"})]),
	"by_the_platform": testing.observed([testing.platforms(setting({"state": "block-all-sharing"}))]),
	"new_only": testing.observed([setting({"state": "block-new-sharing"})]),
	"unblocked": testing.observed([setting({"state": "unblocked"})]),
	"silent": testing.observed([setting({})]),
	"follower": testing.observed_by({"lead": false}, [setting({"state": "block-new-sharing"})]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
}

test_pass_good if testing.verdict(check) == {"setting": "pass"} with input as documents.good

test_pass_by_the_platform if testing.verdict(check) == {"setting": "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_new_only if testing.verdict(check) == {"setting": "fail"} with input as documents.new_only

test_fail_unblocked if testing.verdict(check) == {"setting": "fail"} with input as documents.unblocked

test_fail_when_the_field_is_absent if testing.verdict(check) == {"setting": "fail"} with input as documents.silent

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
