package gabakura.checks.identity_role_trust_closed_test

import data.gabakura.checks.identity_role_trust_closed as check
import data.gabakura.testing
import rego.v1

role(statement) := testing.declared("aws.iam.role", "role", {
	"assume_role_policy": {"version": "2012-10-17", "statement": [statement]},
})

trusts(kind, who) := {"effect": "Allow", "principal": {kind: [who]}, "action": ["sts:AssumeRole"]}

documents := {
	"service": testing.planned([role(trusts("Service", "vpc-flow-logs.amazonaws.com"))]),
	"within_the_organisation": testing.planned([role(object.union(
		trusts("AWS", "*"),
		{"condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-1"]}}},
	))]),
	"everybody": testing.planned([role(trusts("AWS", "*"))]),
	"all_but": testing.planned([role({"effect": "Allow", "not_principal": {"AWS": ["arn:aws:iam::1:root"]}})]),
	"silent": testing.observed([testing.declared("aws.iam.role", "role", {})]),
}

test_pass_service if testing.verdict(check) == {"role": "pass"} with input as documents.service

test_pass_within_the_organisation if testing.verdict(check) == {"role": "pass"} with input as documents.within_the_organisation

test_fail_everybody if testing.verdict(check) == {"role": "fail"} with input as documents.everybody

test_fail_all_but if testing.verdict(check) == {"role": "fail"} with input as documents.all_but

test_unknown_trust_not_read if testing.verdict(check) == {"role": "unknown"} with input as documents.silent
