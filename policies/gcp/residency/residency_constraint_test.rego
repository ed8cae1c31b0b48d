package gabakura.checks.residency_constraint_test

import data.gabakura.checks.residency_constraint as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

policy(rules) := testing.declared("gcp.orgpolicy.policy", "policy", {"constraint": "gcp.resourceLocations", "spec": {"rules": rules}})

documents := {
	"japan": testing.planned([policy([{"values": {"allowed_values": ["in:asia-northeast1-locations", "in:asia-northeast2-locations"]}}])]),
	"asia": testing.observed([policy([{"values": {"allowed_values": ["in:asia-northeast1-locations", "in:asia-locations"]}}])]),
	"everything": testing.observed([policy([{"allow_all": true}])]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
}

test_pass_japan if testing.verdict(check) == {"policy": "pass"} with input as documents.japan

test_fail_asia if testing.verdict(check) == {"policy": "fail"} with input as documents.asia

test_fail_everything if testing.verdict(check) == {"policy": "fail"} with input as documents.everything

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
