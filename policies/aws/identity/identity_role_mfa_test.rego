package gabakura.checks.identity_role_mfa_test

import data.gabakura.checks.identity_role_mfa as check
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
	"with_mfa": testing.planned([role(ours, {})]),
	"a_service": testing.planned([role(service, {"assume_role_policy": trusts(service, {})})]),
	"within_the_account": testing.planned([role(ours, {"assume_role_policy": trusts({"AWS": ["arn:aws:iam::111122223333:role/ci"]}, {})})]),
	"without": testing.planned([role(ours, {"assume_role_policy": trusts(ours, {})})]),
	"a_user": testing.planned([role(ours, {"assume_role_policy": trusts({"AWS": ["arn:aws:iam::111122223333:user/a"]}, {})})]),
	"only_if_it_shows": testing.planned([role(ours, {"assume_role_policy": trusts(ours, {"BoolIfExists": {"aws:MultiFactorAuthPresent": ["true"]}})})]),
	"unread": testing.observed([testing.declared("aws.iam.role", "role", {})]),
}

test_pass_with_mfa if testing.verdict(check) == {"role": "pass"} with input as documents.with_mfa

test_pass_a_service if testing.verdict(check) == {} with input as documents.a_service

test_pass_within_the_account if testing.verdict(check) == {} with input as documents.within_the_account

test_fail_without if testing.verdict(check) == {"role": "fail"} with input as documents.without

test_fail_a_user if testing.verdict(check) == {"role": "fail"} with input as documents.a_user

test_fail_only_if_it_shows if testing.verdict(check) == {"role": "fail"} with input as documents.only_if_it_shows

test_unknown_unread if testing.verdict(check) == {"role": "unknown"} with input as documents.unread
