package gabakura.checks.network_load_balancer_tls_test

import data.gabakura.checks.network_load_balancer_tls as check
import data.gabakura.testing
import rego.v1

balancer(spec) := testing.observed([testing.found("aws.elb.load_balancer", "web", "arn", spec)])

listening(listeners) := balancer({"scheme": "internal", "listeners": listeners})

tls(policy) := {"port": 443, "protocol": "HTTPS", "ssl_policy": policy}

http(redirects) := {"port": 80, "protocol": "HTTP", "ssl_policy": "", "redirects_to_https": redirects}

documents := {
	"good": listening([tls("ELBSecurityPolicy-TLS13-1-2-2021-06"), http(true)]),
	"tcp": listening([{"port": 5432, "protocol": "TCP", "ssl_policy": ""}]),
	"public": balancer({"scheme": "internet-facing", "listeners": []}),
	"plain": listening([http(false)]),
	"old": listening([tls("ELBSecurityPolicy-2016-08")]),
	"older": listening([tls("ELBSecurityPolicy-TLS13-1-0-2021-06")]),
	"unread": balancer({"scheme": "internal"}),
}

test_pass_good if testing.verdict(check) == {"web": "pass"} with input as documents.good

test_pass_tcp if testing.verdict(check) == {"web": "pass"} with input as documents.tcp

test_fail_public if testing.verdict(check) == {"web": "fail"} with input as documents["public"]

test_fail_plain if testing.verdict(check) == {"web": "fail"} with input as documents.plain

test_fail_old if testing.verdict(check) == {"web": "fail"} with input as documents.old

test_fail_older if testing.verdict(check) == {"web": "fail"} with input as documents.older

test_unknown_unread if testing.verdict(check) == {"web": "unknown"} with input as documents.unread
