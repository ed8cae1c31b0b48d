package gabakura.checks.network_load_balancer_logs_test

import data.gabakura.checks.network_load_balancer_logs as check
import data.gabakura.testing
import rego.v1

balancer(spec) := testing.observed([testing.found("aws.elb.load_balancer", "web", "arn", spec)])

application(spec) := balancer(object.union({"sort": "application", "listeners": []}, spec))

network(protocol, logs) := balancer({
	"sort": "network", "access_logs_enabled": logs,
	"listeners": [{"port": 443, "protocol": protocol}],
})

documents := {
	"kept": application({"access_logs_enabled": true}),
	"lost": application({"access_logs_enabled": false}),
	"silent": application({}),
	"tls": network("TLS", true),
	"tls_lost": network("TLS", false),
	"tcp": network("TCP", false),
	"gateway": balancer({"sort": "gateway", "access_logs_enabled": false, "listeners": []}),
	"unread": balancer({"sort": "network", "access_logs_enabled": false}),
	"sortless": balancer({"access_logs_enabled": true, "listeners": []}),
}

test_pass_kept if testing.verdict(check) == {"web": "pass"} with input as documents.kept

test_pass_tls_of_a_network if testing.verdict(check) == {"web": "pass"} with input as documents.tls

test_pass_a_network_without_tls_is_not_judged if testing.verdict(check) == {} with input as documents.tcp

test_pass_a_gateway_is_not_judged if testing.verdict(check) == {} with input as documents.gateway

test_fail_lost if testing.verdict(check) == {"web": "fail"} with input as documents.lost

test_fail_when_the_field_is_absent if testing.verdict(check) == {"web": "fail"} with input as documents.silent

test_fail_tls_of_a_network if testing.verdict(check) == {"web": "fail"} with input as documents.tls_lost

test_unknown_unread if testing.verdict(check) == {"web": "unknown"} with input as documents.unread

test_unknown_without_a_sort if testing.verdict(check) == {"web": "unknown"} with input as documents.sortless
