package gabakura.checks.continuity_vault_locked_test

import data.gabakura.checks.continuity_vault_locked as check
import data.gabakura.testing
import rego.v1

vault(changes) := testing.declared("aws.backup.vault", "v", object.union({"backup_vault_name": "v"}, changes))

documents := {
	"governance": testing.planned([vault({"lock": {"mode": "GOVERNANCE", "min_retention_days": 14}})]),
	"compliance": testing.observed([vault({"lock": {"mode": "COMPLIANCE", "min_retention_days": 14}})]),
	"platforms": testing.observed([testing.platforms(vault({"lock": {"mode": "OFF"}}))]),
	"foreign": testing.observed([object.union(vault({"lock": {"mode": "OFF"}}), {"owner": "foreign"})]),
	"off": testing.observed([vault({"lock": {"mode": "OFF"}})]),
	"no_least": testing.planned([vault({"lock": {"mode": "GOVERNANCE"}})]),
	"silent": testing.planned([vault({})]),
}

test_pass_governance if testing.verdict(check) == {"v": "pass"} with input as documents.governance

test_pass_compliance if testing.verdict(check) == {"v": "pass"} with input as documents.compliance

test_pass_the_platforms_is_not_judged if testing.verdict(check) == {} with input as documents.platforms

test_pass_others_are_not_judged if testing.verdict(check) == {} with input as documents.foreign

test_fail_off if testing.verdict(check) == {"v": "fail"} with input as documents.off

test_fail_no_least if testing.verdict(check) == {"v": "fail"} with input as documents.no_least

test_fail_when_the_field_is_absent if testing.verdict(check) == {"v": "fail"} with input as documents.silent
