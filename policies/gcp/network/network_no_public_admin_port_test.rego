package gabakura.checks.network_no_public_admin_port_test

import data.gabakura.checks.network_no_public_admin_port as check
import data.gabakura.testing
import rego.v1

rule(spec) := testing.declared("gcp.compute.firewall", "rule", object.union({
	"network": testing.ref("vpc"), "description": "staff_web",
	"direction": "INGRESS", "priority": 1000, "disabled": false,
}, spec))

documents := {
	"proxy": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["22"]}], "source_ranges": ["35.235.240.0/20"]})]),
	"ssh": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["22"]}], "source_ranges": ["0.0.0.0/0"]})]),
	"within": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["3000-4000"]}]})]),
	"all": testing.planned([rule({"allowed": [{"ip_protocol": "all"}], "source_ranges": ["0.0.0.0/0"]})]),
}

test_pass_proxy if testing.verdict(check) == {"rule": "pass"} with input as documents.proxy

test_fail_ssh if testing.verdict(check) == {"rule": "fail"} with input as documents.ssh

test_fail_within_a_range_of_ports if testing.verdict(check) == {"rule": "fail"} with input as documents.within

test_fail_all if testing.verdict(check) == {"rule": "fail"} with input as documents.all
