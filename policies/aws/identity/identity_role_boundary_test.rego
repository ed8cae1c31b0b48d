package gabakura.checks.identity_role_boundary_test

import data.gabakura.checks.identity_role_boundary as check
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
	"bounded": testing.planned([role(ours, {})]),
	"a_pipeline": testing.planned([role(pipeline, {})]),
	"a_service": testing.planned([role(service, {"permissions_boundary": ""})]),
	"unbounded": testing.planned([role(ours, {"permissions_boundary": ""})]),
	"silent": testing.observed([testing.declared("aws.iam.role", "role", {"assume_role_policy": trusts(pipeline, {})})]),
}

test_pass_bounded if testing.verdict(check) == {"role": "pass"} with input as documents.bounded

test_pass_a_pipeline if testing.verdict(check) == {"role": "pass"} with input as documents.a_pipeline

test_pass_a_service if testing.verdict(check) == {} with input as documents.a_service

test_fail_unbounded if testing.verdict(check) == {"role": "fail"} with input as documents.unbounded

test_fail_silent if testing.verdict(check) == {"role": "fail"} with input as documents.silent
