package gabakura.checks.network_declared_routes_test

import data.gabakura.checks.network_declared_routes as check
import data.gabakura.testing
import rego.v1

gateway := "projects/p/global/gateways/default-internet-gateway"

route(spec) := testing.declared("gcp.compute.route", "route", object.union({"network": testing.ref("vpc")}, spec))

documents := {
	"apis": testing.planned([route({"dest_range": "199.36.153.4/30", "next_hop_gateway": gateway})]),
	"office": testing.planned([route({"dest_range": "172.20.0.0/16", "next_hop_vpn_tunnel": "projects/p/regions/r/vpnTunnels/t"})]),
	"site": testing.planned_by({"zone": "internet"}, [route({"dest_range": "0.0.0.0/0", "next_hop_gateway": gateway})]),
	"another": testing.planned([route({"dest_range": "10.17.0.0/20", "next_hop_ip": "10.16.0.9"})]),
	"supernet": testing.planned([route({"dest_range": "172.16.0.0/12", "next_hop_ip": "10.16.0.9"})]),
	"gateway": testing.planned_by({"zone": "lgwan"}, [route({"dest_range": "0.0.0.0/0", "next_hop_gateway": gateway})]),
	"undeclared": testing.planned_by({"network": null}, [route({"dest_range": "172.20.0.0/16", "next_hop_ip": "10.16.0.9"})]),
}

test_pass_cloud_apis if testing.verdict(check) == {"route": "pass"} with input as documents.apis

test_pass_office if testing.verdict(check) == {"route": "pass"} with input as documents.office

test_pass_public_site if testing.verdict(check) == {"route": "pass"} with input as documents.site

test_fail_another_municipality if testing.verdict(check) == {"route": "fail"} with input as documents.another

test_fail_a_supernet if testing.verdict(check) == {"route": "fail"} with input as documents.supernet

test_fail_an_internet_gateway_of_lgwan if testing.verdict(check) == {"route": "fail"} with input as documents.gateway

test_unknown_undeclared if testing.verdict(check) == {"route": "unknown"} with input as documents.undeclared
