package gabakura.checks.network_declared_resolvers_test

import data.gabakura.checks.network_declared_resolvers as check
import data.gabakura.testing
import rego.v1

group(rule) := testing.declared("aws.ec2.security_group", "dns", {"ingress": [], "egress": [rule]})

to(port, peer) := object.union({"protocol": "udp", "from_port": port, "to_port": port}, peer)

resolver := {"cidr_ipv4": "172.20.0.53/32"}

documents := {
	"declared": testing.planned([group(to(53, resolver))]),
	"https": testing.planned([group(to(443, {"cidr_ipv4": "10.16.0.0/20"}))]),
	"own_group": testing.planned([group(to(53, {"security_group_id": "sg-1"}))]),
	"another": testing.planned([group(to(53, {"cidr_ipv4": "8.8.8.8/32"}))]),
	"the_whole_range": testing.observed([group(to(53, {"cidr_ipv4": "172.20.0.0/16"}))]),
	"clock": testing.planned([group(to(123, resolver))]),
	"no_facts": object.remove(testing.planned([group(to(53, resolver))]), ["tenancy"]),
	"unread": testing.observed([testing.declared("aws.ec2.security_group", "dns", {"ingress": []})]),
}

test_pass_declared if testing.verdict(check) == {"dns": "pass"} with input as documents.declared

test_pass_other_ports if testing.verdict(check) == {"dns": "pass"} with input as documents.https

test_pass_own_group if testing.verdict(check) == {"dns": "pass"} with input as documents.own_group

test_fail_another_resolver if testing.verdict(check) == {"dns": "fail"} with input as documents.another

test_fail_a_whole_range if testing.verdict(check) == {"dns": "fail"} with input as documents.the_whole_range

test_fail_another_clock if testing.verdict(check) == {"dns": "fail"} with input as documents.clock

test_unknown_without_facts if testing.verdict(check) == {"dns": "unknown"} with input as documents.no_facts

test_unknown_rules_not_read if testing.verdict(check) == {"dns": "unknown"} with input as documents.unread
