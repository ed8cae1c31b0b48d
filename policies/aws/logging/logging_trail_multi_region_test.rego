package gabakura.checks.logging_trail_multi_region_test

import data.gabakura.checks.logging_trail_multi_region as check
import data.gabakura.testing
import rego.v1

good := {
	"name": "trail", "s3_bucket_name": testing.ref("logs"), "is_multi_region_trail": true,
	"include_global_service_events": true, "enable_log_file_validation": true, "logging": true,
	"kms_key_id": testing.ref("key"),
	"cloud_watch_logs_log_group_arn": testing.reference("group", "arn"),
}

trail(changes) := testing.declared("aws.cloudtrail.trail", "trail", object.union(good, changes))

here := "131016/acme/prod"

documents := {
	"declared": testing.planned([trail({})]),
	"organisation": testing.observed_by({"platform": "control_tower"}, [testing.platforms(trail({}))]),
	"follower": testing.planned_by({"lead": false}, []),
	"none": testing.planned([]),
	"none_observed": testing.observed_by({"platform": "control_tower"}, []),
	"one_region": testing.planned([trail({"is_multi_region_trail": false})]),
	"stopped": testing.observed([trail({"logging": false})]),
	"landing_zone": testing.planned_by({"platform": "control_tower"}, []),
	"landing_zone_follower": testing.planned_by({"platform": "control_tower", "lead": false}, []),
}

test_pass_declared if testing.verdict(check) == {here: "pass"} with input as documents.declared

test_pass_organisation if testing.verdict(check) == {here: "pass"} with input as documents.organisation

test_pass_a_follower_is_not_judged if {
	testing.verdict(check) == {} with input as documents.follower
	testing.verdict(check) == {} with input as documents.landing_zone_follower
}

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_none_observed if testing.verdict(check) == {here: "fail"} with input as documents.none_observed

test_fail_one_region if testing.verdict(check) == {here: "fail"} with input as documents.one_region

test_fail_stopped if testing.verdict(check) == {here: "fail"} with input as documents.stopped

test_unknown_landing_zone if testing.verdict(check) == {here: "unknown"} with input as documents.landing_zone
