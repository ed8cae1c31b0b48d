package gabakura.checks.encryption_key_grants_known_test

import data.gabakura.checks.encryption_key_grants_known as check
import data.gabakura.testing
import rego.v1

grant(principal) := testing.observed([testing.found("aws.kms.grant", "grant", "g-1", {
	"key_id": "k-1", "grantee_principal": principal,
})])

documents := {
	"role": grant("arn:aws:iam::111122223333:role/app"),
	"service": grant("rds.ap-northeast-1.amazonaws.com"),
	"stranger": grant("arn:aws:iam::444455556666:root"),
	"deleted": grant("AROAEXAMPLE"),
	"silent": testing.observed([testing.found("aws.kms.grant", "grant", "g-1", {})]),
	"none": testing.observed([]),
}

test_pass_role if testing.verdict(check) == {"grant": "pass"} with input as documents.role

test_pass_service if testing.verdict(check) == {"grant": "pass"} with input as documents.service

test_fail_stranger if testing.verdict(check) == {"grant": "fail"} with input as documents.stranger

test_unknown_deleted if testing.verdict(check) == {"grant": "unknown"} with input as documents.deleted

test_unknown_silent if testing.verdict(check) == {"grant": "unknown"} with input as documents.silent

test_none if testing.verdict(check) == {} with input as documents.none
