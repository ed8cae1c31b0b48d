package gabakura.checks.network_endpoint_policy_test

import data.gabakura.checks.network_endpoint_policy as check
import data.gabakura.testing
import rego.v1

endpoint(spec) := testing.declared("aws.ec2.vpc_endpoint", "s3", spec)

allow(who, action, resource) := {"policy": {"version": "2012-10-17", "statement": [{
	"effect": "Allow", "principal": {"AWS": [who]}, "action": [action], "resource": [resource],
}]}}

documents := {
	"narrow": testing.planned([endpoint(allow("*", "s3:GetObject", "arn:aws:s3:::b/*"))]),
	"wide": testing.planned([endpoint(allow("*", "*", "*"))]),
	"none": testing.planned([endpoint({})]),
	"balancer": testing.planned([endpoint({"endpoint_type": "GatewayLoadBalancer"})]),
	"null": testing.planned([endpoint({"policy": null})]),
}

test_pass_narrow if testing.verdict(check) == {"s3": "pass"} with input as documents.narrow

test_pass_a_balancers_is_not_judged if testing.verdict(check) == {} with input as documents.balancer

test_fail_wide if testing.verdict(check) == {"s3": "fail"} with input as documents.wide

test_fail_none if testing.verdict(check) == {"s3": "fail"} with input as documents.none

test_fail_null if testing.verdict(check) == {"s3": "fail"} with input as documents["null"]
