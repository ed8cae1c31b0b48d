package gabakura.checks.logging_trail_bucket_versioning_test

import data.gabakura.checks.logging_trail_bucket_versioning as check
import data.gabakura.testing
import rego.v1

trail(bucket) := testing.declared("aws.cloudtrail.trail", "trail", {"s3_bucket_name": bucket})

bucket(changes) := testing.declared("aws.s3.bucket", "logs", object.union({"bucket": "acme-logs"}, changes))

documents := {
	"good": testing.planned([trail(testing.ref("logs")), bucket({"versioning": "Enabled"})]),
	"good_by_name": testing.observed([trail("acme-logs"), bucket({"versioning": "Enabled"})]),
	"bad": testing.planned([trail("acme-logs"), bucket({"versioning": "Suspended"})]),
	"silent": testing.planned([trail("acme-logs"), bucket({})]),
	"no_log_bucket": testing.planned([bucket({"versioning": "Suspended"})]),
	"elsewhere": testing.observed([trail("central-logs"), bucket({"versioning": "Enabled"})]),
}

test_pass_good if testing.verdict(check) == {"logs": "pass"} with input as documents.good

test_pass_good_by_name if testing.verdict(check) == {"logs": "pass"} with input as documents.good_by_name

test_pass_other_buckets_are_not_judged if testing.verdict(check) == {} with input as documents.no_log_bucket

test_fail_bad if testing.verdict(check) == {"logs": "fail"} with input as documents.bad

test_fail_when_the_field_is_absent if testing.verdict(check) == {"logs": "fail"} with input as documents.silent

test_unknown_bucket_elsewhere if testing.verdict(check) == {"trail": "unknown"} with input as documents.elsewhere
