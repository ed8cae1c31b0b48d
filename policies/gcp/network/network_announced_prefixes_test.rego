package gabakura.checks.network_announced_prefixes_test

import data.gabakura.checks.network_announced_prefixes as check
import data.gabakura.testing
import rego.v1

router(bgp) := testing.declared("gcp.compute.router", "router", {"bgp": object.union({"asn": 64512, "advertise_mode": "CUSTOM", "advertised_groups": []}, bgp)})

network := {"network": {"allowed_prefixes": ["10.16.0.0/20"]}}

documents := {
	"declared": testing.planned_by(network, [router({"advertised_ip_ranges": [{"range": "10.16.0.0/20"}]})]),
	"plain": testing.planned_by(network, [testing.declared("gcp.compute.router", "router", {})]),
	"subnets": testing.planned_by(network, [router({"advertise_mode": "DEFAULT"})]),
	"groups": testing.planned_by(network, [router({"advertised_groups": ["ALL_SUBNETS"]})]),
	"supernet": testing.planned_by(network, [router({"advertised_ip_ranges": [{"range": "10.16.0.0/12"}]})]),
	"undeclared": testing.planned([router({"advertised_ip_ranges": [{"range": "10.16.0.0/20"}]})]),
}

test_pass_declared if testing.verdict(check) == {"router": "pass"} with input as documents.declared

test_pass_without_a_line if testing.verdict(check) == {} with input as documents.plain

test_fail_every_subnet if testing.verdict(check) == {"router": "fail"} with input as documents.subnets

test_fail_groups if testing.verdict(check) == {"router": "fail"} with input as documents.groups

test_fail_a_supernet if testing.verdict(check) == {"router": "fail"} with input as documents.supernet

test_unknown_undeclared if testing.verdict(check) == {"router": "unknown"} with input as documents.undeclared
