package gabakura.checks.network_no_open_egress_test

import data.gabakura.checks.network_no_open_egress as check
import data.gabakura.testing
import rego.v1

rule(spec) := testing.declared("gcp.compute.firewall", "rule", object.union({
	"network": testing.ref("vpc"), "description": "staff_web",
	"direction": "INGRESS", "priority": 1000, "disabled": false,
}, spec))

documents := {
	"named": testing.planned([rule({"direction": "EGRESS", "allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "destination_ranges": ["199.36.153.4/30"]})]),
	"everything": testing.planned([rule({"direction": "EGRESS", "allowed": [{"ip_protocol": "all"}], "destination_ranges": ["0.0.0.0/0"]})]),
	"unlimited": testing.planned([rule({"direction": "EGRESS", "allowed": [{"ip_protocol": "tcp"}]})]),
	"off": testing.planned([rule({"direction": "EGRESS", "allowed": [{"ip_protocol": "all"}], "disabled": true})]),
	"open": testing.planned([rule({"direction": "EGRESS", "allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "destination_ranges": [testing.reference("apis", "address")]})]),
}

test_pass_named if testing.verdict(check) == {"rule": "pass"} with input as documents.named

test_pass_off if testing.verdict(check) == {"rule": "pass"} with input as documents.off

test_fail_everything if testing.verdict(check) == {"rule": "fail"} with input as documents.everything

test_fail_without_a_far_end if testing.verdict(check) == {"rule": "fail"} with input as documents.unlimited

test_unknown_not_known_yet if testing.verdict(check) == {"rule": "unknown"} with input as documents.open
