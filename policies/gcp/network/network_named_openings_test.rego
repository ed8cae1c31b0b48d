package gabakura.checks.network_named_openings_test

import data.gabakura.checks.network_named_openings as check
import data.gabakura.testing
import rego.v1

rule(spec) := testing.declared("gcp.compute.firewall", "rule", object.union({
	"network": testing.ref("vpc"), "description": "staff_web",
	"direction": "INGRESS", "priority": 1000, "disabled": false,
}, spec))

documents := {
	"named": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "source_ranges": ["172.20.0.0/16"]})]),
	"ping": testing.planned([rule({"allowed": [{"ip_protocol": "icmp"}], "source_ranges": ["172.20.0.0/16"]})]),
	"denies": testing.planned([rule({"denied": [{"ip_protocol": "all"}], "description": ""})]),
	"any": testing.planned([rule({"allowed": [{"ip_protocol": "all"}], "source_tags": ["a"]})]),
	"ports": testing.planned([rule({"allowed": [{"ip_protocol": "tcp"}], "source_ranges": ["172.20.0.0/16"]})]),
	"egress": testing.planned([rule({"direction": "EGRESS", "allowed": [{"ip_protocol": "6", "ports": ["0-65535"]}], "destination_ranges": ["172.20.0.0/16"]})]),
	"nameless": testing.planned([rule({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}], "description": ""})]),
	"silent": testing.observed([rule({})]),
}

test_pass_named if testing.verdict(check) == {"rule": "pass"} with input as documents.named

test_pass_ping if testing.verdict(check) == {"rule": "pass"} with input as documents.ping

test_pass_denies if testing.verdict(check) == {"rule": "pass"} with input as documents.denies

test_fail_any_protocol_even_within if testing.verdict(check) == {"rule": "fail"} with input as documents.any

test_fail_every_port if testing.verdict(check) == {"rule": "fail"} with input as documents.ports

test_fail_egress if testing.verdict(check) == {"rule": "fail"} with input as documents.egress

test_fail_nameless if testing.verdict(check) == {"rule": "fail"} with input as documents.nameless

test_unknown_silent if testing.verdict(check) == {"rule": "unknown"} with input as documents.silent
