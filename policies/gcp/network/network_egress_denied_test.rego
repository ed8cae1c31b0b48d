package gabakura.checks.network_egress_denied_test

import data.gabakura.checks.network_egress_denied as check
import data.gabakura.testing
import rego.v1

vpc := testing.declared("gcp.compute.network", "vpc", {})

deny(spec) := testing.declared("gcp.compute.firewall", "deny", object.union({
	"network": testing.ref("vpc"), "direction": "EGRESS", "priority": 65530,
	"denied": [{"ip_protocol": "all"}], "destination_ranges": ["0.0.0.0/0"],
}, spec))

documents := {
	"good": testing.planned([vpc, deny({})]),
	"none": testing.planned([vpc]),
	"ingress": testing.planned([vpc, deny({"direction": "INGRESS"})]),
	"some": testing.planned([vpc, deny({"target_tags": ["a"]})]),
	"part": testing.planned([vpc, deny({"destination_ranges": ["10.0.0.0/8"]})]),
	"off": testing.planned([vpc, deny({"disabled": true})]),
	"elsewhere": testing.planned([vpc, deny({"network": testing.ref("other")})]),
}

test_pass_good if testing.verdict(check) == {"vpc": "pass"} with input as documents.good

test_fail_none if testing.verdict(check) == {"vpc": "fail"} with input as documents.none

test_fail_ingress if testing.verdict(check) == {"vpc": "fail"} with input as documents.ingress

test_fail_for_some_instances if testing.verdict(check) == {"vpc": "fail"} with input as documents.some

test_fail_for_some_addresses if testing.verdict(check) == {"vpc": "fail"} with input as documents.part

test_fail_off if testing.verdict(check) == {"vpc": "fail"} with input as documents.off

test_fail_another_network if testing.verdict(check) == {"vpc": "fail"} with input as documents.elsewhere
