package gabakura.checks.network_maintenance_closed_test

import data.gabakura.checks.network_maintenance_closed as check
import data.gabakura.testing
import rego.v1

rule(spec) := testing.declared("gcp.compute.firewall", "rule", object.union({
	"network": testing.ref("vpc"), "description": "staff_web",
	"direction": "INGRESS", "priority": 1000, "disabled": false,
}, spec))

documents := {
	"proxy": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["22", "3389"]}], "source_ranges": ["35.235.240.0/20"]})]),
	"offices": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["22"]}], "source_ranges": ["172.20.0.0/16"]})]),
	"both": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["22"]}], "source_ranges": ["35.235.240.0/20", "172.20.0.1/32"]})]),
}

test_pass_proxy if testing.verdict(check) == {"rule": "pass"} with input as documents.proxy

test_fail_shell_from_the_offices if testing.verdict(check) == {"rule": "fail"} with input as documents.offices

test_fail_beside_the_proxy if testing.verdict(check) == {"rule": "fail"} with input as documents.both
