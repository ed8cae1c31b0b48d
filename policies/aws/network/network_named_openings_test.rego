package gabakura.checks.network_named_openings_test

import data.gabakura.checks.network_named_openings as check
import data.gabakura.testing
import rego.v1

group(rule) := testing.declared("aws.ec2.security_group", "app", {"ingress": [], "egress": [rule]})

https := {
	"protocol": "tcp", "from_port": 443, "to_port": 443,
	"cidr_ipv4": "10.16.0.0/20", "description": "rest_api",
}

documents := {
	"named": testing.planned([group(https)]),
	"nothing_open": testing.planned([testing.declared("aws.ec2.default_security_group", "app", {"ingress": [], "egress": []})]),
	"any_protocol": testing.planned([group({
		"protocol": "-1", "cidr_ipv4": "10.16.0.0/20",
		"description": "all",
	})]),
	"any_port": testing.observed([group(object.union(https, {"from_port": 0, "to_port": 65535}))]),
	"nameless": testing.observed([group(object.remove(https, ["description"]))]),
	"unread": testing.observed([testing.declared("aws.ec2.security_group", "app", {"ingress": []})]),
}

test_pass_named if testing.verdict(check) == {"app": "pass"} with input as documents.named

test_pass_nothing_open if testing.verdict(check) == {"app": "pass"} with input as documents.nothing_open

test_fail_any_protocol_even_within if testing.verdict(check) == {"app": "fail"} with input as documents.any_protocol

test_fail_any_port if testing.verdict(check) == {"app": "fail"} with input as documents.any_port

test_fail_nameless if testing.verdict(check) == {"app": "fail"} with input as documents.nameless

test_unknown_rules_not_read if testing.verdict(check) == {"app": "unknown"} with input as documents.unread
