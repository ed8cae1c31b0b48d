package gabakura.checks.network_declared_resolvers_test

import data.gabakura.checks.network_declared_resolvers as check
import data.gabakura.testing
import rego.v1

rule(spec) := testing.declared("gcp.compute.firewall", "rule", object.union({
	"network": testing.ref("vpc"), "description": "staff_web",
	"direction": "INGRESS", "priority": 1000, "disabled": false,
}, spec))

egress(protocol, port, far) := rule({
	"direction": "EGRESS", "destination_ranges": [far],
	"allowed": [{"ip_protocol": protocol, "ports": [port]}],
})

policy(spec) := testing.declared("gcp.dns.policy", "policy", spec)

servers(address) := {"alternative_name_server_config": {"target_name_servers": [{"ipv4_address": address}]}}

documents := {
	"declared": testing.planned([egress("udp", "53", "172.20.0.53/32")]),
	"another": testing.planned([egress("udp", "53", "8.8.8.8/32")]),
	"clock": testing.planned([egress("udp", "123", "172.20.0.123/32")]),
	"own": testing.planned([policy(servers("172.20.0.53"))]),
	"public": testing.planned([policy(servers("8.8.8.8"))]),
	"inbound": testing.planned([policy({"enable_inbound_forwarding": true})]),
	"undeclared": testing.planned_by({"network": null}, [egress("udp", "53", "172.20.0.53/32")]),
}

test_pass_declared if testing.verdict(check) == {"rule": "pass"} with input as documents.declared

test_pass_own_servers if testing.verdict(check) == {"policy": "pass"} with input as documents.own

test_fail_another_resolver if testing.verdict(check) == {"rule": "fail"} with input as documents.another

test_fail_another_clock if testing.verdict(check) == {"rule": "fail"} with input as documents.clock

test_fail_public_servers if testing.verdict(check) == {"policy": "fail"} with input as documents.public

test_fail_inbound if testing.verdict(check) == {"policy": "fail"} with input as documents.inbound

test_unknown_undeclared if testing.verdict(check) == {"rule": "unknown"} with input as documents.undeclared
