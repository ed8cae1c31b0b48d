package gabakura.checks.network_vpc_flow_logs_test

import data.gabakura.checks.network_vpc_flow_logs as check
import data.gabakura.testing
import rego.v1

vpc := testing.declared("aws.ec2.vpc", "vpc", {"cidr_block": "10.16.0.0/20"})

log(spec) := testing.declared("aws.ec2.flow_log", "log", spec)

seen := testing.found("aws.ec2.vpc", "vpc", "vpc-1", {"cidr_block": "10.16.0.0/20"})

documents := {
	"logged": testing.planned([vpc, log({"resource_id": testing.ref("vpc"), "traffic_type": "ALL"})]),
	"by_the_platform": testing.observed([
		seen,
		testing.platforms(log({"resource_id": "vpc-1", "traffic_type": "ALL"})),
	]),
	"rejects_only": testing.planned([vpc, log({"resource_id": testing.ref("vpc"), "traffic_type": "REJECT"})]),
	"another_vpc": testing.observed([seen, log({"resource_id": "vpc-2", "traffic_type": "ALL"})]),
	"none": testing.planned([vpc]),
}

test_pass_logged if testing.verdict(check) == {"vpc": "pass"} with input as documents.logged

test_pass_logged_by_the_platform if testing.verdict(check) == {"vpc": "pass"} with input as documents.by_the_platform

test_fail_rejects_only if testing.verdict(check) == {"vpc": "fail"} with input as documents.rejects_only

test_fail_another_vpc if testing.verdict(check) == {"vpc": "fail"} with input as documents.another_vpc

test_fail_none if testing.verdict(check) == {"vpc": "fail"} with input as documents.none
