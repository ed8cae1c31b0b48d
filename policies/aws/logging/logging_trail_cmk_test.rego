package gabakura.checks.logging_trail_cmk_test

import data.gabakura.checks.logging_trail_cmk as check
import data.gabakura.testing
import rego.v1

good := {
	"name": "trail", "s3_bucket_name": testing.ref("logs"), "is_multi_region_trail": true,
	"include_global_service_events": true, "enable_log_file_validation": true, "logging": true,
	"kms_key_id": testing.ref("key"),
	"cloud_watch_logs_log_group_arn": testing.reference("group", "arn"),
}

trail(changes) := testing.declared("aws.cloudtrail.trail", "trail", object.union(good, changes))

documents := {
	"good": testing.planned([trail({})]),
	"bad": testing.planned([trail({"kms_key_id": null})]),
	"silent": testing.observed([testing.declared("aws.cloudtrail.trail", "trail", {})]),
	"organisation": testing.observed([testing.platforms(trail({"kms_key_id": null}))]),
}

test_pass_good if testing.verdict(check) == {"trail": "pass"} with input as documents.good

test_pass_the_organisations_trail_is_not_judged if testing.verdict(check) == {} with input as documents.organisation

test_fail_bad if testing.verdict(check) == {"trail": "fail"} with input as documents.bad

test_fail_when_the_field_is_absent if testing.verdict(check) == {"trail": "fail"} with input as documents.silent
