package gabakura.checks.database_no_public_ip_test

import data.gabakura.checks.database_no_public_ip as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

policy(rules) := testing.declared("gcp.orgpolicy.policy", "policy", {"constraint": "sql.restrictPublicIp", "spec": {"rules": rules}})

documents := {
	"on": testing.planned([policy([{"enforce": true}])]),
	"inherited": testing.observed([testing.platforms(policy([{"enforce": true}]))]),
	"off": testing.observed([policy([{"enforce": false}])]),
	"sometimes": testing.observed([policy([{"enforce": true, "condition": {"expression": "x"}}])]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
	"follower": testing.observed_by({"lead": false}, []),
}

test_pass_on if testing.verdict(check) == {"policy": "pass"} with input as documents.on

test_pass_inherited if testing.verdict(check) == {"policy": "pass"} with input as documents.inherited

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_off if testing.verdict(check) == {"policy": "fail"} with input as documents.off

test_fail_sometimes if testing.verdict(check) == {"policy": "fail"} with input as documents.sometimes

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
