package gabakura.checks.logging_trail_cmk_test

import data.gabakura.checks.logging_trail_cmk as check
import data.gabakura.testing
import rego.v1

sink(destination) := testing.declared("gcp.logging.sink", "sink", {"destination": destination})

bucket(spec) := testing.declared("gcp.storage.bucket", "bucket", object.union({"name": "evidence"}, spec))

to_it := concat("", ["storage.googleapis.com/", testing.ref("bucket")])

documents := {
	"own": testing.planned([sink(to_it), bucket({"encryption": {"default_kms_key": testing.ref("key")}})]),
	"silent": testing.planned([sink(to_it), bucket({})]),
	"elsewhere": testing.planned([sink("storage.googleapis.com/archive")]),
}

test_pass_own if testing.verdict(check) == {"bucket": "pass"} with input as documents.own

test_fail_silent if testing.verdict(check) == {"bucket": "fail"} with input as documents.silent

test_unknown_elsewhere if testing.verdict(check) == {"sink": "unknown"} with input as documents.elsewhere
