package gabakura.checks.network_my_number_no_internet_route_test

import data.gabakura.checks.network_my_number_no_internet_route as check
import data.gabakura.testing
import rego.v1

table(routes) := testing.declared("aws.ec2.route_table", "private", {
	"vpc_id": testing.ref("vpc"), "subnet_ids": [], "routes": routes,
})

to(cidr, target) := {"destination_cidr": cidr, "target": target}

documents := {
	"to_the_office": testing.planned([table([to("10.200.0.0/16", "tgw-1")])]),
	"no_routes": testing.planned([table([])]),
	"internet_zone": testing.planned_by({"zone": "internet"}, [table([to("0.0.0.0/0", "igw-1")])]),
	"internet_gateway": testing.planned([table([to("203.0.113.0/24", "igw-1")])]),
	"nat": testing.observed([table([to("0.0.0.0/0", "nat-1")])]),
	"default_route": testing.planned([table([to("0.0.0.0/0", "tgw-1")])]),
	"private_nat": testing.observed([table([to("10.200.0.0/16", "nat-1")])]),
	"not_yet": testing.planned([table([to("10.200.0.0/16", testing.ref("hub"))])]),
	"no_zone": object.union(testing.planned([table([to("0.0.0.0/0", "igw-1")])]), {"tenancy": {"zone": null}}),
}

test_pass_to_the_office if testing.verdict(check) == {"private": "pass"} with input as documents.to_the_office

test_pass_no_routes if testing.verdict(check) == {"private": "pass"} with input as documents.no_routes

test_pass_other_zones_are_not_judged if testing.verdict(check) == {} with input as documents.internet_zone

test_fail_internet_gateway if testing.verdict(check) == {"private": "fail"} with input as documents.internet_gateway

test_fail_nat if testing.verdict(check) == {"private": "fail"} with input as documents.nat

test_fail_default_route if testing.verdict(check) == {"private": "fail"} with input as documents.default_route

test_unknown_private_nat if testing.verdict(check) == {"private": "unknown"} with input as documents.private_nat

test_unknown_target_not_made_yet if testing.verdict(check) == {"private": "unknown"} with input as documents.not_yet

test_unknown_zone if testing.verdict(check) == {"private": "unknown"} with input as documents.no_zone
