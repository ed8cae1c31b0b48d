package gabakura.checks.network_vpc_zone_test

import data.gabakura.checks.network_vpc_zone as check
import data.gabakura.testing
import rego.v1

vpc(spec) := testing.declared("gcp.compute.network", "vpc", spec)

documents := {
	"declared": testing.planned([vpc({"description": "zone my-number"})]),
	"another": testing.planned([vpc({"description": "zone internet"})]),
	"silent": testing.planned([vpc({})]),
	"undeclared": testing.planned_by({"zone": null}, [vpc({"description": "zone internet"})]),
}

test_pass_declared if testing.verdict(check) == {"vpc": "pass"} with input as documents.declared

test_fail_another_zone if testing.verdict(check) == {"vpc": "fail"} with input as documents.another

test_fail_silent if testing.verdict(check) == {"vpc": "fail"} with input as documents.silent

test_unknown_undeclared if testing.verdict(check) == {"vpc": "unknown"} with input as documents.undeclared
