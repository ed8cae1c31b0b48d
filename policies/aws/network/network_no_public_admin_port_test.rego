package gabakura.checks.network_no_public_admin_port_test

import data.gabakura.checks.network_no_public_admin_port as check
import data.gabakura.testing
import rego.v1

group(ingress) := testing.declared("aws.ec2.security_group", "web", {
	"vpc_id": testing.ref("vpc"), "group_name": "web", "ingress": ingress, "egress": [],
})

tcp(port, cidr) := {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_ipv4": cidr}

documents := {
	"inside": testing.planned([group([tcp(22, "10.0.0.0/8")])]),
	"other_port": testing.planned([group([tcp(443, "0.0.0.0/0")])]),
	"ssh": testing.planned([group([tcp(22, "0.0.0.0/0")])]),
	"half_the_world": testing.planned([group([tcp(3389, "128.0.0.0/1")])]),
	"ipv6": testing.planned([group([{"protocol": "tcp", "from_port": 20, "to_port": 30, "cidr_ipv6": "::/0"}])]),
	"every_protocol": testing.planned([group([{"protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}])]),
	"not_yet": testing.planned([group([tcp(22, testing.reference("vpc", "cidr_block"))])]),
	"prefix_list": testing.planned([group([{"protocol": "tcp", "from_port": 22, "to_port": 22, "prefix_list_id": "pl-1"}])]),
	"silent": testing.planned([testing.declared("aws.ec2.security_group", "web", {})]),
}

test_pass_inside if testing.verdict(check) == {"web": "pass"} with input as documents.inside

test_pass_other_port if testing.verdict(check) == {"web": "pass"} with input as documents.other_port

test_fail_ssh if testing.verdict(check) == {"web": "fail"} with input as documents.ssh

test_fail_half_the_world if testing.verdict(check) == {"web": "fail"} with input as documents.half_the_world

test_fail_ipv6 if testing.verdict(check) == {"web": "fail"} with input as documents.ipv6

test_fail_every_protocol if testing.verdict(check) == {"web": "fail"} with input as documents.every_protocol

test_unknown_range_not_known_yet if testing.verdict(check) == {"web": "unknown"} with input as documents.not_yet

test_unknown_prefix_list if testing.verdict(check) == {"web": "unknown"} with input as documents.prefix_list

test_unknown_rules_not_read if testing.verdict(check) == {"web": "unknown"} with input as documents.silent
