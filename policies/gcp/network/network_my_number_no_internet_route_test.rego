package gabakura.checks.network_my_number_no_internet_route_test

import data.gabakura.checks.network_my_number_no_internet_route as check
import data.gabakura.testing
import rego.v1

gateway := "projects/p/global/gateways/default-internet-gateway"

route(spec) := testing.declared("gcp.compute.route", "route", object.union({"network": testing.ref("vpc")}, spec))

router(spec) := testing.declared("gcp.compute.router", "router", object.union({"network": testing.ref("vpc")}, spec))

vpc(spec) := testing.declared("gcp.compute.network", "vpc", spec)

documents := {
	"apis": testing.planned([route({"dest_range": "199.36.153.4/30", "next_hop_gateway": gateway})]),
	"line": testing.planned([router({"nats": []})]),
	"closed": testing.planned([vpc({"default_internet_route": false})]),
	"other": testing.planned_by({"zone": "internet"}, [route({"dest_range": "0.0.0.0/0", "next_hop_gateway": gateway})]),
	"gateway": testing.planned([route({"dest_range": "203.0.113.0/24", "next_hop_gateway": gateway})]),
	"default": testing.planned([route({"dest_range": "0.0.0.0/0", "next_hop_ip": "10.0.0.2"})]),
	"nat": testing.planned([router({"nats": [{"name": "nat"}]})]),
	"kept": testing.observed([vpc({"default_internet_route": true})]),
	"undeclared": testing.planned_by({"zone": null}, [router({"nats": [{"name": "nat"}]})]),
}

test_pass_cloud_apis if testing.verdict(check) == {"route": "pass"} with input as documents.apis

test_pass_line if testing.verdict(check) == {"router": "pass"} with input as documents.line

test_pass_closed if testing.verdict(check) == {"vpc": "pass"} with input as documents.closed

test_pass_another_zone if testing.verdict(check) == {} with input as documents.other

test_fail_internet_gateway if testing.verdict(check) == {"route": "fail"} with input as documents.gateway

test_fail_default_route if testing.verdict(check) == {"route": "fail"} with input as documents.default

test_fail_nat if testing.verdict(check) == {"router": "fail"} with input as documents.nat

test_fail_default_route_kept if testing.verdict(check) == {"vpc": "fail"} with input as documents.kept

test_unknown_undeclared if testing.verdict(check) == {"router": "unknown"} with input as documents.undeclared
