package gabakura.checks.logging_trail_object_events_test

import data.gabakura.checks.logging_trail_object_events as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

management := {"fields": {"eventCategory": {"equals": ["Management"]}}}

objects(fields) := {"fields": object.union(
	{"eventCategory": {"equals": ["Data"]}, "resources.type": {"equals": ["AWS::S3::Object"]}},
	fields,
)}

trail(selectors) := testing.declared("aws.cloudtrail.trail", "trail", {"logging": true, "event_selectors": selectors})

but_for_logs := objects({"resources.ARN": {"not_starts_with": ["arn:aws:s3:::logs/"]}})

documents := {
	"all": testing.planned([trail([management, objects({})])]),
	"but_for_logs": testing.planned([trail([management, but_for_logs])]),
	"follower": testing.planned_by({"lead": false}, []),
	"landing_zone": testing.observed_by({"platform": "control_tower"}, []),
	"management_only": testing.observed([trail([management])]),
	"silent": testing.planned([testing.declared("aws.cloudtrail.trail", "trail", {"logging": true})]),
	"writes_only": testing.observed([trail([objects({"readOnly": {"equals": ["false"]}})])]),
	"one_bucket": testing.observed([trail([objects({"resources.ARN": {"starts_with": ["arn:aws:s3:::a/"]}})])]),
}

test_pass_all if testing.verdict(check) == {here: "pass"} with input as documents.all

test_pass_but_for_logs if testing.verdict(check) == {here: "pass"} with input as documents.but_for_logs

test_pass_not_judged if {
	testing.verdict(check) == {} with input as documents.follower
	testing.verdict(check) == {} with input as documents.landing_zone
}

test_fail_management_only if testing.verdict(check) == {here: "fail"} with input as documents.management_only

test_fail_silent if testing.verdict(check) == {here: "fail"} with input as documents.silent

test_fail_writes_only if testing.verdict(check) == {here: "fail"} with input as documents.writes_only

test_fail_one_bucket if testing.verdict(check) == {here: "fail"} with input as documents.one_bucket
