package gabakura.checks.network_declared_routes_test

import data.gabakura.checks.network_declared_routes as check
import data.gabakura.testing
import rego.v1

table(cidr, target) := testing.declared("aws.ec2.route_table", "private", {"routes": [{
	"destination_cidr": cidr, "target": target,
}]})

documents := {
	"office": testing.planned([table("172.20.0.0/16", "tgw-1")]),
	"none": testing.planned([testing.declared("aws.ec2.route_table", "private", {"routes": []})]),
	"elsewhere": testing.observed([table("10.17.0.0/20", "tgw-1")]),
	"wider": testing.observed([table("172.16.0.0/12", "vgw-1")]),
	"peering": testing.planned([table("172.20.0.0/16", "pcx-1")]),
	"lgwan_gateway": testing.planned_by({"zone": "lgwan"}, [table("0.0.0.0/0", "igw-1")]),
	"internet_gateway": testing.planned_by({"zone": "internet"}, [table("0.0.0.0/0", "igw-1")]),
	"not_yet": testing.planned([table("172.20.0.0/16", testing.ref("hub"))]),
	"no_facts": object.remove(testing.observed([table("172.20.0.0/16", "tgw-1")]), ["tenancy"]),
	"unread": testing.observed([testing.declared("aws.ec2.route_table", "private", {})]),
}

test_pass_office if testing.verdict(check) == {"private": "pass"} with input as documents.office

test_pass_no_routes if testing.verdict(check) == {"private": "pass"} with input as documents.none

test_fail_another_municipality if testing.verdict(check) == {"private": "fail"} with input as documents.elsewhere

test_fail_a_supernet if testing.verdict(check) == {"private": "fail"} with input as documents.wider

test_fail_peering if testing.verdict(check) == {"private": "fail"} with input as documents.peering

test_fail_an_internet_gateway_of_lgwan if testing.verdict(check) == {"private": "fail"} with input as documents.lgwan_gateway

test_pass_an_internet_gateway_of_the_internet_zone if testing.verdict(check) == {"private": "pass"} with input as documents.internet_gateway

test_unknown_target_not_made_yet if testing.verdict(check) == {"private": "unknown"} with input as documents.not_yet

test_unknown_without_facts if testing.verdict(check) == {"private": "unknown"} with input as documents.no_facts

test_unknown_routes_not_read if testing.verdict(check) == {"private": "unknown"} with input as documents.unread
