package gabakura.checks.network_no_open_egress_test

import data.gabakura.checks.network_no_open_egress as check
import data.gabakura.testing
import rego.v1

group(egress) := testing.declared("aws.ec2.security_group", "app", {
	"vpc_id": testing.ref("vpc"), "group_name": "app", "ingress": [], "egress": egress,
})

documents := {
	"named_flow": testing.planned([group([{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.16.0.0/20"}])]),
	"to_a_prefix_list": testing.planned([group([{"protocol": "tcp", "from_port": 443, "to_port": 443, "prefix_list_id": "pl-1"}])]),
	"everything": testing.planned([group([{"protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}])]),
	"every_port": testing.planned([group([{"protocol": "tcp", "from_port": 0, "to_port": 65535, "cidr_ipv6": "::/0"}])]),
	"silent": testing.planned([testing.declared("aws.ec2.security_group", "app", {"ingress": []})]),
}

test_pass_named_flow if testing.verdict(check) == {"app": "pass"} with input as documents.named_flow

test_pass_to_a_prefix_list if testing.verdict(check) == {"app": "pass"} with input as documents.to_a_prefix_list

test_fail_everything if testing.verdict(check) == {"app": "fail"} with input as documents.everything

test_fail_every_port if testing.verdict(check) == {"app": "fail"} with input as documents.every_port

test_unknown_rules_not_read if testing.verdict(check) == {"app": "unknown"} with input as documents.silent
