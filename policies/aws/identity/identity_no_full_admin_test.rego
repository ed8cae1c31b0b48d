package gabakura.checks.identity_no_full_admin_test

import data.gabakura.checks.identity_no_full_admin as check
import data.gabakura.testing
import rego.v1

role(policies, arns) := testing.declared("aws.iam.role", "role", {
	"role_name": "role", "inline_policies": policies, "managed_policy_arns": arns,
})

allow(action, resource) := {"p": {"version": "2012-10-17", "statement": [
	{"effect": "Allow", "action": [action], "resource": [resource]},
]}}

documents := {
	"narrow": testing.planned([role(allow("s3:GetObject", "*"), ["arn:aws:iam::aws:policy/ReadOnlyAccess"])]),
	"no_policies": testing.planned([role({}, [])]),
	"everything": testing.planned([role(allow("*", "*"), [])]),
	"all_but": testing.planned([role({"p": {"statement": [{"effect": "Allow", "not_action": ["iam:*"], "resource": ["*"]}]}}, [])]),
	"attached": testing.observed([role({}, ["arn:aws:iam::aws:policy/AdministratorAccess"])]),
	"customer_managed": testing.observed([role({}, ["arn:aws:iam::111122223333:policy/ours"])]),
	"silent": testing.observed([testing.declared("aws.iam.role", "role", {})]),
}

test_pass_narrow if testing.verdict(check) == {"role": "pass"} with input as documents.narrow

test_pass_no_policies if testing.verdict(check) == {"role": "pass"} with input as documents.no_policies

test_fail_everything if testing.verdict(check) == {"role": "fail"} with input as documents.everything

test_fail_all_but if testing.verdict(check) == {"role": "fail"} with input as documents.all_but

test_fail_attached if testing.verdict(check) == {"role": "fail"} with input as documents.attached

test_unknown_customer_managed if testing.verdict(check) == {"role": "unknown"} with input as documents.customer_managed

test_unknown_policies_not_read if testing.verdict(check) == {"role": "unknown"} with input as documents.silent
