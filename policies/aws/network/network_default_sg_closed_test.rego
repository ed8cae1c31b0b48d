package gabakura.checks.network_default_sg_closed_test

import data.gabakura.checks.network_default_sg_closed as check
import data.gabakura.testing
import rego.v1

vpc := testing.declared("aws.ec2.vpc", "vpc", {"cidr_block": "10.16.0.0/20"})

group(ingress) := testing.declared("aws.ec2.default_security_group", "default", {
	"vpc_id": testing.ref("vpc"), "ingress": ingress, "egress": [],
})

documents := {
	"closed": testing.planned([vpc, group([])]),
	"open": testing.planned([vpc, group([{"protocol": "-1", "security_group_id": "sg-1"}])]),
	"undeclared": testing.planned([vpc]),
	"unseen": testing.observed([testing.found("aws.ec2.vpc", "vpc", "vpc-1", {})]),
}

test_pass_closed if testing.verdict(check) == {"vpc": "pass"} with input as documents.closed

test_fail_open if testing.verdict(check) == {"vpc": "fail"} with input as documents.open

test_fail_undeclared if testing.verdict(check) == {"vpc": "fail"} with input as documents.undeclared

test_unknown_unseen if testing.verdict(check) == {"vpc": "unknown"} with input as documents.unseen
