package gabakura.checks.cost_budget_test

import data.gabakura.checks.cost_budget as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

budget(fields) := testing.declared("gcp.billing.budget", "month", object.union({"display_name": "month", "threshold_rules": [{"threshold_percent": 80}], "notifications_rule": {}}, fields))

silent := {"disable_default_iam_recipients": true, "monitoring_notification_channels": []}

documents := {
	"alerted": testing.planned([budget({})]),
	"by channel": testing.observed([budget({"notifications_rule": object.union(silent, {"monitoring_notification_channels": ["c"]})})]),
	"to nobody": testing.observed([budget({"notifications_rule": silent})]),
	"never": testing.observed([budget({"threshold_rules": []})]),
	"absent": testing.observed([]),
	"of the organisation": testing.observed([testing.platforms(budget({}))]),
	"undeclared": testing.planned([]),
	"follower": testing.observed_by({"lead": false}, []),
}

test_pass_alerted if testing.verdict(check) == {"month": "pass"} with input as documents.alerted

test_pass_by_channel if testing.verdict(check) == {"month": "pass"} with input as documents["by channel"]

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_to_nobody if testing.verdict(check) == {"month": "fail"} with input as documents["to nobody"]

test_fail_never if testing.verdict(check) == {"month": "fail"} with input as documents.never

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_fail_the_organisations_is_not_the_projects if testing.verdict(check) == {here: "fail"} with input as documents["of the organisation"]

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
