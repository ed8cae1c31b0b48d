package gabakura.checks.network_custom_mode_test

import data.gabakura.checks.network_custom_mode as check
import data.gabakura.testing
import rego.v1

vpc(spec) := testing.declared("gcp.compute.network", "vpc", spec)

documents := {
	"custom": testing.planned([vpc({"auto_create_subnetworks": false})]),
	"auto": testing.planned([vpc({"auto_create_subnetworks": true})]),
	"silent": testing.observed([vpc({})]),
}

test_pass_custom if testing.verdict(check) == {"vpc": "pass"} with input as documents.custom

test_fail_auto if testing.verdict(check) == {"vpc": "fail"} with input as documents.auto

test_fail_silent if testing.verdict(check) == {"vpc": "fail"} with input as documents.silent
