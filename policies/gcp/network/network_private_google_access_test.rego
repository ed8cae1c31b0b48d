package gabakura.checks.network_private_google_access_test

import data.gabakura.checks.network_private_google_access as check
import data.gabakura.testing
import rego.v1

subnet(spec) := testing.declared("gcp.compute.subnetwork", "subnet", spec)

documents := {
	"on": testing.planned([subnet({"private_ip_google_access": true})]),
	"off": testing.planned([subnet({"private_ip_google_access": false})]),
	"silent": testing.planned([subnet({})]),
}

test_pass_on if testing.verdict(check) == {"subnet": "pass"} with input as documents.on

test_fail_off if testing.verdict(check) == {"subnet": "fail"} with input as documents.off

test_fail_silent if testing.verdict(check) == {"subnet": "fail"} with input as documents.silent
