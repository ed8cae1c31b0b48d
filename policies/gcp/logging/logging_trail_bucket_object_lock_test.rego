package gabakura.checks.logging_trail_bucket_object_lock_test

import data.gabakura.checks.logging_trail_bucket_object_lock as check
import data.gabakura.testing
import rego.v1

sink(destination) := testing.declared("gcp.logging.sink", "sink", {"destination": destination})

bucket(spec) := testing.declared("gcp.storage.bucket", "bucket", object.union({"name": "evidence"}, spec))

to_it := concat("", ["storage.googleapis.com/", testing.ref("bucket")])

documents := {
	"kept": testing.planned([sink(to_it), bucket({"retention_policy": {"retention_duration": "31536000s", "is_locked": true}})]),
	"named": testing.observed([sink("storage.googleapis.com/evidence"), bucket({"retention_policy": {"retention_duration": "31536000s", "is_locked": false}})]),
	"other": testing.planned([bucket({})]),
	"none": testing.planned([sink(to_it), bucket({})]),
	"zero": testing.planned([sink(to_it), bucket({"retention_policy": {"retention_duration": "0s"}})]),
	"elsewhere": testing.planned([sink("storage.googleapis.com/archive")]),
	"searchable": testing.planned([sink("logging.googleapis.com/projects/p/locations/l/buckets/b")]),
}

test_pass_kept if testing.verdict(check) == {"bucket": "pass"} with input as documents.kept

test_pass_by_its_name if testing.verdict(check) == {"bucket": "pass"} with input as documents.named

test_pass_other_buckets_are_not_judged if testing.verdict(check) == {} with input as documents.other

test_pass_searchable_stores_are_not_judged if testing.verdict(check) == {} with input as documents.searchable

test_fail_none if testing.verdict(check) == {"bucket": "fail"} with input as documents.none

test_fail_no_time if testing.verdict(check) == {"bucket": "fail"} with input as documents.zero

test_unknown_elsewhere if testing.verdict(check) == {"sink": "unknown"} with input as documents.elsewhere
