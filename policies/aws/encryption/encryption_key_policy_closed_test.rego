package gabakura.checks.encryption_key_policy_closed_test

import data.gabakura.checks.encryption_key_policy_closed as check
import data.gabakura.testing
import rego.v1

key(statement) := testing.declared("aws.kms.key", "key", {"policy": {"version": "2012-10-17", "statement": [statement]}})

allow(who) := {"effect": "Allow", "principal": {"AWS": [who]}, "action": ["kms:Decrypt"], "resource": ["*"]}

documents := {
	"named": testing.planned([key(allow("arn:aws:iam::111122223333:root"))]),
	"limited": testing.planned([key(object.union(allow("*"), {"condition": {"StringEquals": {"aws:PrincipalAccount": ["111122223333"]}}}))]),
	"everybody": testing.planned([key(allow("*"))]),
	"unseen": testing.observed([testing.declared("aws.kms.key", "key", {})]),
}

test_pass_named if testing.verdict(check) == {"key": "pass"} with input as documents.named

test_pass_limited if testing.verdict(check) == {"key": "pass"} with input as documents.limited

test_fail_everybody if testing.verdict(check) == {"key": "fail"} with input as documents.everybody

test_unknown_policy if testing.verdict(check) == {"key": "unknown"} with input as documents.unseen
