package gabakura.checks.identity_role_session_test

import data.gabakura.checks.identity_role_session as check
import data.gabakura.testing
import rego.v1

trusts(principal, condition) := {"statement": [{
	"effect": "Allow", "action": ["sts:AssumeRole"],
	"principal": principal, "condition": condition,
}]}

ours := {"AWS": ["arn:aws:iam::999900001111:role/operators"]}

pipeline := {"Federated": ["arn:aws:iam::111122223333:oidc-provider/token.example"]}

service := {"Service": ["ec2.amazonaws.com"]}

mfa := {
	"Bool": {"aws:MultiFactorAuthPresent": ["true"]},
	"NumericLessThan": {"aws:MultiFactorAuthAge": ["3600"]},
}

role(principal, changes) := testing.declared("aws.iam.role", "role", object.union(
	{
		"max_session_duration": 3600,
		"permissions_boundary": testing.reference("boundary", "arn"),
		"assume_role_policy": trusts(principal, mfa),
	},
	changes,
))

documents := {
	"short": testing.planned([role(ours, {})]),
	"a_service": testing.planned([role(service, {"max_session_duration": 43200})]),
	"long": testing.planned([role(pipeline, {"max_session_duration": 7200})]),
	"silent": testing.observed([role(ours, {"max_session_duration": null})]),
}

test_pass_short if testing.verdict(check) == {"role": "pass"} with input as documents.short

test_pass_a_service if testing.verdict(check) == {} with input as documents.a_service

test_fail_long if testing.verdict(check) == {"role": "fail"} with input as documents.long

test_fail_silent if testing.verdict(check) == {"role": "fail"} with input as documents.silent
