package gabakura.checks.continuity_backed_up_test

import data.gabakura.checks.continuity_backed_up as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

plan := testing.declared("aws.backup.plan", "plan", {"backup_plan_name": "often"})

selection(of) := testing.declared("aws.backup.selection", "all", {"backup_plan_id": of})

documents := {
	"good": testing.planned([plan, selection(testing.ref("plan"))]),
	"good_observed": testing.observed([object.union(plan, {"id": "p-1"}), selection("p-1")]),
	"by_the_platform": testing.observed([
		testing.platforms(object.union(plan, {"id": "orgs/1"})),
		testing.platforms(selection("orgs/1")),
	]),
	"verify": testing.planned_by({"stage": "verify"}, []),
	"none": testing.planned([]),
	"nothing_taken_in": testing.planned([plan]),
	"another_plan": testing.observed([object.union(plan, {"id": "p-1"}), selection("p-2")]),
}

test_pass_good if testing.verdict(check) == {here: "pass"} with input as documents.good

test_pass_good_observed if testing.verdict(check) == {here: "pass"} with input as documents.good_observed

test_pass_by_the_platform if testing.verdict(check) == {here: "pass"} with input as documents.by_the_platform

test_pass_verification_is_not_judged if testing.verdict(check) == {} with input as documents.verify

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_nothing_taken_in if testing.verdict(check) == {here: "fail"} with input as documents.nothing_taken_in

test_fail_another_plan if testing.verdict(check) == {here: "fail"} with input as documents.another_plan
