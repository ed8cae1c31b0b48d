package gabakura.checks.network_maintenance_closed_test

import data.gabakura.checks.network_maintenance_closed as check
import data.gabakura.testing
import rego.v1

group(rule) := testing.declared("aws.ec2.security_group", "app", {"ingress": [rule], "egress": []})

port(number) := {"protocol": "tcp", "from_port": number, "to_port": number}

documents := {
	"https": testing.planned([group(object.union(port(443), {"cidr_ipv4": "172.20.0.0/16"}))]),
	"from_a_group": testing.planned([group(object.union(port(22), {"security_group_id": "sg-1"}))]),
	"shell": testing.planned([group(object.union(port(22), {"cidr_ipv4": "172.20.0.0/16"}))]),
	"desktop": testing.observed([group(object.union(port(3389), {"prefix_list_id": "pl-1"}))]),
	"span": testing.planned([group({
		"protocol": "tcp", "from_port": 5000, "to_port": 6000,
		"cidr_ipv4": "172.20.0.0/16",
	})]),
	"unread": testing.observed([testing.declared("aws.ec2.security_group", "app", {"egress": []})]),
}

test_pass_https if testing.verdict(check) == {"app": "pass"} with input as documents.https

test_pass_from_a_group if testing.verdict(check) == {"app": "pass"} with input as documents.from_a_group

test_fail_shell_from_the_offices if testing.verdict(check) == {"app": "fail"} with input as documents.shell

test_fail_desktop if testing.verdict(check) == {"app": "fail"} with input as documents.desktop

test_fail_within_a_span if testing.verdict(check) == {"app": "fail"} with input as documents.span

test_unknown_rules_not_read if testing.verdict(check) == {"app": "unknown"} with input as documents.unread
