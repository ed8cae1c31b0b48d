package gabakura.checks.compute_no_external_ip_test

import data.gabakura.checks.compute_no_external_ip as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

policy(rules) := testing.declared("gcp.orgpolicy.policy", "policy", {"constraint": "compute.vmExternalIpAccess", "spec": {"rules": rules}})

documents := {
	"denied": testing.planned([policy([{"deny_all": true}])]),
	"some": testing.observed([policy([{"values": {"allowed_values": ["projects/p/zones/z/instances/i"]}}])]),
	"public_address": testing.observed([policy([{"deny_all": true}]), testing.declared("gcp.compute.address", "address", {"address_type": "EXTERNAL"})]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
}

test_pass_denied if testing.verdict(check) == {"policy": "pass"} with input as documents.denied

test_fail_some if testing.verdict(check) == {"policy": "fail"} with input as documents.some

test_fail_public_address if testing.verdict(check) == {"address": "fail", "policy": "pass"} with input as documents.public_address

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
