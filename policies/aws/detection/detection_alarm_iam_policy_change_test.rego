package gabakura.checks.detection_alarm_iam_policy_change_test

import data.gabakura.checks.detection_alarm_iam_policy_change as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

filters := [
	testing.filter("f0", `"PutRolePolicy" || "DeleteRolePolicy" || "CreatePolicyVersion" || "AttachRolePolicy" || "DetachRolePolicy" || "AttachUserPolicy" || "PutUserPolicy" || "AttachGroupPolicy" || "PutGroupPolicy"`),
]

alarms := [
	testing.alarm("f0", {}),
]

trail := testing.trail_and_group

documents := {
	"alerted": testing.planned(array.concat(trail, array.concat(filters, alarms))),
	"follower": testing.planned_by({"lead": false}, []),
	"landing_zone": testing.observed_by({"platform": "control_tower"}, []),
	"no_trail": testing.observed(array.concat(filters, alarms)),
	"no_filter": testing.observed(array.concat(trail, alarms)),
	"no_alarm": testing.observed(array.concat(trail, filters)),
	"one_event_missing": testing.observed(array.concat(trail, array.concat(
		[testing.filter("f0", "something else")],
		alarms,
	))),
	"tells_nobody": testing.observed(array.concat(trail, array.concat(
		filters,
		[testing.alarm("f0", {"alarm_actions": []})],
	))),
	"switched_off": testing.observed(array.concat(trail, array.concat(
		filters,
		[testing.alarm("f0", {"actions_enabled": false})],
	))),
}

test_pass_alerted if testing.verdict(check) == {here: "pass"} with input as documents.alerted

test_pass_not_judged if {
	testing.verdict(check) == {} with input as documents.follower
	testing.verdict(check) == {} with input as documents.landing_zone
}

test_fail_no_trail if testing.verdict(check) == {here: "fail"} with input as documents.no_trail

test_fail_no_filter if testing.verdict(check) == {here: "fail"} with input as documents.no_filter

test_fail_no_alarm if testing.verdict(check) == {here: "fail"} with input as documents.no_alarm

test_fail_one_event_missing if testing.verdict(check) == {here: "fail"} with input as documents.one_event_missing

test_fail_tells_nobody if testing.verdict(check) == {here: "fail"} with input as documents.tells_nobody

test_fail_switched_off if testing.verdict(check) == {here: "fail"} with input as documents.switched_off
