package gabakura.checks.storage_bucket_public_block_test

import data.gabakura.checks.storage_bucket_public_block as check
import data.gabakura.testing
import rego.v1

all_on := {"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true, "restrict_public_buckets": true}

bucket(spec) := testing.declared("aws.s3.bucket", "data", spec)

documents := {
	"blocked": testing.planned([bucket({"public_access_block": all_on})]),
	"one_off": testing.planned([bucket({"public_access_block": object.union(all_on, {"block_public_policy": false})})]),
	"none": testing.observed([bucket({"public_access_block": null})]),
}

test_pass_blocked if testing.verdict(check) == {"data": "pass"} with input as documents.blocked

test_fail_one_off if testing.verdict(check) == {"data": "fail"} with input as documents.one_off

test_fail_none if testing.verdict(check) == {"data": "fail"} with input as documents.none
