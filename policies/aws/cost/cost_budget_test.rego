package gabakura.checks.cost_budget_test

import data.gabakura.checks.cost_budget as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

budget(alerts) := testing.declared("aws.budgets.budget", "month", {"budget_name": "month", "alerts": alerts})

documents := {
	"mail": testing.planned([budget([{"threshold": "80", "emails": ["a@example.jp"], "topics": []}])]),
	"topic": testing.observed([budget([{"threshold": "80", "emails": [], "topics": ["arn:aws:sns:t"]}])]),
	"none": testing.planned([]),
	"silent": testing.observed([budget([])]),
	"others": testing.observed([object.union(
		budget([{"threshold": "80", "emails": ["a@example.jp"]}]),
		{"owner": "foreign"},
	)]),
}

test_pass_mail if testing.verdict(check) == {here: "pass"} with input as documents.mail

test_pass_topic if testing.verdict(check) == {here: "pass"} with input as documents.topic

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_nobody_is_told if testing.verdict(check) == {here: "fail"} with input as documents.silent

test_fail_a_budget_of_others if testing.verdict(check) == {here: "fail"} with input as documents.others
