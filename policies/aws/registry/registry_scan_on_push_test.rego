package gabakura.checks.registry_scan_on_push_test

import data.gabakura.checks.registry_scan_on_push as check
import data.gabakura.testing
import rego.v1

repository(spec) := testing.planned([testing.declared("aws.ecr.repository", "web", spec)])

documents := {
	"scans": repository({"scan_on_push": true}),
	"silent": repository({"scan_on_push": false}),
	"absent": repository({}),
}

test_pass_scans if testing.verdict(check) == {"web": "pass"} with input as documents.scans

test_fail_silent if testing.verdict(check) == {"web": "fail"} with input as documents.silent

test_fail_when_the_field_is_absent if testing.verdict(check) == {"web": "fail"} with input as documents.absent
