package gabakura.checks.network_dns_logging_test

import data.gabakura.checks.network_dns_logging as check
import data.gabakura.testing
import rego.v1

vpc := testing.declared("gcp.compute.network", "vpc", {})

policy(spec) := testing.declared("gcp.dns.policy", "policy", spec)

documents := {
	"good": testing.planned([vpc, policy({"enable_logging": true, "networks": [testing.ref("vpc")]})]),
	"none": testing.planned([vpc]),
	"off": testing.planned([vpc, policy({"enable_logging": false, "networks": [testing.ref("vpc")]})]),
	"elsewhere": testing.planned([vpc, policy({"enable_logging": true, "networks": [testing.ref("other")]})]),
}

test_pass_good if testing.verdict(check) == {"vpc": "pass"} with input as documents.good

test_fail_none if testing.verdict(check) == {"vpc": "fail"} with input as documents.none

test_fail_off if testing.verdict(check) == {"vpc": "fail"} with input as documents.off

test_fail_another_network if testing.verdict(check) == {"vpc": "fail"} with input as documents.elsewhere
