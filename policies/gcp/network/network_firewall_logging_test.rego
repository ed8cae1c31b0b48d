package gabakura.checks.network_firewall_logging_test

import data.gabakura.checks.network_firewall_logging as check
import data.gabakura.testing
import rego.v1

rule(spec) := testing.declared("gcp.compute.firewall", "rule", object.union({
	"network": testing.ref("vpc"), "description": "staff_web",
	"direction": "INGRESS", "priority": 1000, "disabled": false,
}, spec))

documents := {
	"on": testing.planned([rule({"log_config": {"enable": true}})]),
	"off": testing.planned([rule({"log_config": {"enable": false}})]),
	"silent": testing.planned([rule({})]),
	"unused": testing.planned([rule({"disabled": true})]),
}

test_pass_on if testing.verdict(check) == {"rule": "pass"} with input as documents.on

test_pass_switched_off_rules_are_not_judged if testing.verdict(check) == {} with input as documents.unused

test_fail_off if testing.verdict(check) == {"rule": "fail"} with input as documents.off

test_fail_silent if testing.verdict(check) == {"rule": "fail"} with input as documents.silent
