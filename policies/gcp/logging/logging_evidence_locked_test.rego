package gabakura.checks.logging_evidence_locked_test

import data.gabakura.checks.logging_evidence_locked as check
import data.gabakura.testing
import rego.v1

sink(destination) := testing.declared("gcp.logging.sink", "sink", {"destination": destination})

bucket(spec) := testing.declared("gcp.storage.bucket", "bucket", object.union({"name": "evidence"}, spec))

to_it := concat("", ["storage.googleapis.com/", testing.ref("bucket")])

documents := {
	"locked": testing.planned([sink(to_it), bucket({"retention_policy": {"retention_duration": "31536000s", "is_locked": true}})]),
	"open": testing.planned([sink(to_it), bucket({"retention_policy": {"retention_duration": "31536000s", "is_locked": false}})]),
	"none": testing.planned([sink(to_it), bucket({})]),
	"elsewhere": testing.planned([sink("storage.googleapis.com/archive")]),
}

test_pass_locked if testing.verdict(check) == {"bucket": "pass"} with input as documents.locked

test_fail_open if testing.verdict(check) == {"bucket": "fail"} with input as documents.open

test_fail_none if testing.verdict(check) == {"bucket": "fail"} with input as documents.none

test_unknown_elsewhere if testing.verdict(check) == {"sink": "unknown"} with input as documents.elsewhere
