package gabakura.checks.network_vpc_zone_test

import data.gabakura.checks.network_vpc_zone as check
import data.gabakura.testing
import rego.v1

vpc(tags) := object.union(
	testing.declared("aws.ec2.vpc", "vpc", {"cidr_block": "10.16.0.0/20"}),
	{"tags": tags},
)

documents := {
	"as_declared": testing.planned([vpc({"Zone": "my-number"})]),
	"another": testing.observed([vpc({"Zone": "internet"})]),
	"none": testing.planned([vpc({})]),
	"undeclared": object.union(testing.planned([vpc({"Zone": "my-number"})]), {"tenancy": {"zone": null}}),
}

test_pass_as_declared if testing.verdict(check) == {"vpc": "pass"} with input as documents.as_declared

test_fail_another_zone if testing.verdict(check) == {"vpc": "fail"} with input as documents.another

test_fail_no_zone if testing.verdict(check) == {"vpc": "fail"} with input as documents.none

test_unknown_when_no_zone_is_declared if testing.verdict(check) == {"vpc": "unknown"} with input as documents.undeclared
