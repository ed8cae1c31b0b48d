package gabakura.checks.network_no_public_ingress_test

import data.gabakura.checks.network_no_public_ingress as check
import data.gabakura.testing
import rego.v1

rule(spec) := testing.declared("gcp.compute.firewall", "rule", object.union({
	"network": testing.ref("vpc"), "description": "staff_web",
	"direction": "INGRESS", "priority": 1000, "disabled": false,
}, spec))

documents := {
	"named": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "source_ranges": ["172.20.0.0/16"]})]),
	"tags": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "source_tags": ["api-consumer"]})]),
	"site": testing.planned_by({"zone": "internet"}, [rule({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "source_ranges": ["0.0.0.0/0"]})]),
	"everyone": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "source_ranges": ["0.0.0.0/0"]})]),
	"unlimited": testing.observed([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}]})]),
	"silent": testing.observed([rule({})]),
}

test_pass_named if testing.verdict(check) == {"rule": "pass"} with input as documents.named

test_pass_tags if testing.verdict(check) == {"rule": "pass"} with input as documents.tags

test_pass_public_site if testing.verdict(check) == {"rule": "pass"} with input as documents.site

test_fail_everyone if testing.verdict(check) == {"rule": "fail"} with input as documents.everyone

test_fail_without_a_far_end if testing.verdict(check) == {"rule": "fail"} with input as documents.unlimited

test_unknown_silent if testing.verdict(check) == {"rule": "unknown"} with input as documents.silent
