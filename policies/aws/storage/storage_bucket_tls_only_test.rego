package gabakura.checks.storage_bucket_tls_only_test

import data.gabakura.checks.storage_bucket_tls_only as check
import data.gabakura.testing
import rego.v1

deny(condition) := {
	"effect": "Deny", "principal": {"AWS": ["*"]}, "action": ["s3:*"],
	"resource": [testing.reference("data", "arn"), concat("", [testing.reference("data", "arn"), "/*"])],
	"condition": condition,
}

bucket(statements) := testing.declared("aws.s3.bucket", "data", {
	"policy": {"version": "2012-10-17", "statement": statements},
})

no_tls := {"Bool": {"aws:SecureTransport": ["false"]}}

documents := {
	"denied": testing.planned([bucket([deny(no_tls)])]),
	"narrowed": testing.planned([bucket([deny(object.union(no_tls, {"StringEquals": {"aws:PrincipalOrgID": ["o-1"]}}))])]),
	"some_only": testing.planned([bucket([object.union(deny(no_tls), {"principal": {"AWS": ["arn:aws:iam::111122223333:root"]}})])]),
	"empty": testing.planned([bucket([])]),
	"none": testing.observed([testing.declared("aws.s3.bucket", "data", {"policy": null})]),
	"silent": testing.observed([testing.declared("aws.s3.bucket", "data", {})]),
}

test_pass_denied if testing.verdict(check) == {"data": "pass"} with input as documents.denied

test_fail_narrowed if testing.verdict(check) == {"data": "fail"} with input as documents.narrowed

test_fail_some_only if testing.verdict(check) == {"data": "fail"} with input as documents.some_only

test_fail_empty if testing.verdict(check) == {"data": "fail"} with input as documents.empty

test_fail_none if testing.verdict(check) == {"data": "fail"} with input as documents.none

test_fail_silent if testing.verdict(check) == {"data": "fail"} with input as documents.silent
