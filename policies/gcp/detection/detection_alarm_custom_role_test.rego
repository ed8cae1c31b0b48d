package gabakura.checks.detection_alarm_custom_role_test

import data.gabakura.checks.detection_alarm_custom_role as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

metric(filter) := testing.declared("gcp.logging.metric", "metric", {"name": "m", "filter": filter})

alert(spec) := testing.declared("gcp.monitoring.alert_policy", "alert", object.union({"conditions": [{"condition_threshold": {"filter": "metric.type=\"logging.googleapis.com/user/m\" AND resource.type=\"x\""}}]}, spec))

entries := "iam_role AND CreateRole AND DeleteRole AND UpdateRole"

documents := {
	"counted": testing.planned([metric(entries), alert({})]),
	"uncounted": testing.observed([metric(entries)]),
	"other": testing.observed([metric("severity>=ERROR"), alert({})]),
	"off": testing.observed([metric(entries), alert({"enabled": false})]),
	"undeclared": testing.planned([]),
	"follower": testing.observed_by({"lead": false}, []),
}

test_pass_counted if testing.verdict(check) == {"alert": "pass"} with input as documents.counted

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_uncounted if testing.verdict(check) == {here: "fail"} with input as documents.uncounted

test_fail_other_entries if testing.verdict(check) == {here: "fail"} with input as documents.other

test_fail_off if testing.verdict(check) == {here: "fail"} with input as documents.off

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
