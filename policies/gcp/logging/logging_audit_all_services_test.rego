package gabakura.checks.logging_audit_all_services_test

import data.gabakura.checks.logging_audit_all_services as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

config(entries) := testing.declared("gcp.project.audit_config", "config", {"service": "allServices", "audit_log_configs": entries})

all := [{"log_type": "ADMIN_READ"}, {"log_type": "DATA_READ"}, {"log_type": "DATA_WRITE"}]

documents := {
	"good": testing.planned([config(all)]),
	"some": testing.planned([config([{"log_type": "ADMIN_READ"}])]),
	"exempted": testing.planned([config(array.concat(all, [{"log_type": "DATA_READ", "exempted_members": ["user:a@example.jp"]}]))]),
	"absent": testing.observed([]),
	"undeclared": testing.planned([]),
	"follower": testing.observed_by({"lead": false}, []),
}

test_pass_good if testing.verdict(check) == {"config": "pass"} with input as documents.good

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_some if testing.verdict(check) == {"config": "fail"} with input as documents.some

test_fail_exempted if testing.verdict(check) == {"config": "fail"} with input as documents.exempted

test_fail_absent if testing.verdict(check) == {here: "fail"} with input as documents.absent

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
