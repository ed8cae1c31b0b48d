package gabakura.checks.detection_access_analyzer_test

import data.gabakura.checks.detection_access_analyzer as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

it(sort) := testing.declared("aws.accessanalyzer.analyzer", "it", {"analyzer_name": "a", "type": sort})

documents := {
	"on": testing.planned([it("ACCOUNT")]),
	"of_the_organisation": testing.observed([testing.platforms(it("ORGANIZATION"))]),
	"follower": testing.observed_by({"lead": false}, []),
	"none": testing.observed([]),
	"of_unused_access": testing.observed([it("ACCOUNT_UNUSED_ACCESS")]),
}

test_pass_on if testing.verdict(check) == {here: "pass"} with input as documents.on

test_pass_of_the_organisation if testing.verdict(check) == {here: "pass"} with input as documents.of_the_organisation

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_of_unused_access if testing.verdict(check) == {here: "fail"} with input as documents.of_unused_access
