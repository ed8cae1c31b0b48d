package gabakura.checks.residency_backup_copies_test

import data.gabakura.checks.residency_backup_copies as check
import data.gabakura.testing
import rego.v1

plan(copies) := testing.declared("aws.backup.plan", "p", {"rules": {"often": {"copy_actions": copies}}})

to(region) := {sprintf("arn:aws:backup:%s:111122223333:backup-vault:far", [region]): {}}

documents := {
	"none": testing.planned([plan({})]),
	"osaka": testing.planned([plan(to("ap-northeast-3"))]),
	"abroad": testing.observed([plan(object.union(to("ap-northeast-3"), to("us-east-1")))]),
	"open": testing.planned([plan({testing.reference("far", "arn"): {}})]),
	"silent": testing.observed([testing.declared("aws.backup.plan", "p", {})]),
}

test_pass_none if testing.verdict(check) == {"p": "pass"} with input as documents.none

test_pass_osaka if testing.verdict(check) == {"p": "pass"} with input as documents.osaka

test_fail_abroad if testing.verdict(check) == {"p": "fail"} with input as documents.abroad

test_unknown_open if testing.verdict(check) == {"p": "unknown"} with input as documents.open

test_unknown_silent if testing.verdict(check) == {"p": "unknown"} with input as documents.silent
