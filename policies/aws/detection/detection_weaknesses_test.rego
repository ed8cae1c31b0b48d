package gabakura.checks.detection_weaknesses_test

import data.gabakura.checks.detection_weaknesses as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

it(scans) := testing.declared("aws.inspector2.status", "it", {"resource_types": scans})

documents := {
	"all": testing.planned([it(["EC2", "ECR", "LAMBDA"])]),
	"by_the_platform": testing.observed_by({"platform": "control_tower"}, [testing.platforms(it(["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]))]),
	"follower": testing.observed_by({"lead": false}, []),
	"none": testing.planned([]),
	"some": testing.observed([it(["EC2"])]),
	"landing_zone": testing.planned_by({"platform": "control_tower"}, []),
}

test_pass_all if testing.verdict(check) == {here: "pass"} with input as documents.all

test_pass_by_the_platform if testing.verdict(check) == {here: "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_some if testing.verdict(check) == {here: "fail"} with input as documents.some

test_unknown_landing_zone if testing.verdict(check) == {here: "unknown"} with input as documents.landing_zone
