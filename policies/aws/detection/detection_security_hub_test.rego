package gabakura.checks.detection_security_hub_test

import data.gabakura.checks.detection_security_hub as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

it := testing.declared("aws.securityhub.hub", "it", {})

documents := {
	"on": testing.planned([it]),
	"by_the_platform": testing.observed_by({"platform": "control_tower"}, [testing.platforms(it)]),
	"follower": testing.observed_by({"lead": false}, []),
	"none": testing.planned([]),
	"none_observed": testing.observed_by({"platform": "control_tower"}, []),
	"landing_zone": testing.planned_by({"platform": "control_tower"}, []),
}

test_pass_on if testing.verdict(check) == {here: "pass"} with input as documents.on

test_pass_by_the_platform if testing.verdict(check) == {here: "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_none_observed if testing.verdict(check) == {here: "fail"} with input as documents.none_observed

test_unknown_landing_zone if testing.verdict(check) == {here: "unknown"} with input as documents.landing_zone
