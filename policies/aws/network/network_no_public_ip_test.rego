package gabakura.checks.network_no_public_ip_test

import data.gabakura.checks.network_no_public_ip as check
import data.gabakura.testing
import rego.v1

subnet(spec) := testing.declared("aws.ec2.subnet", "a", spec)

documents := {
	"private": testing.planned([subnet({"map_public_ip_on_launch": false})]),
	"public": testing.planned([subnet({"map_public_ip_on_launch": true})]),
	"silent": testing.planned([subnet({})]),
}

test_pass_private if testing.verdict(check) == {"a": "pass"} with input as documents["private"]

test_fail_public if testing.verdict(check) == {"a": "fail"} with input as documents["public"]

test_fail_when_the_field_is_absent if testing.verdict(check) == {"a": "fail"} with input as documents.silent
