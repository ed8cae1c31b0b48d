package gabakura.checks.registry_immutable_tags_test

import data.gabakura.checks.registry_immutable_tags as check
import data.gabakura.testing
import rego.v1

repository(spec) := testing.planned([testing.declared("aws.ecr.repository", "web", spec)])

documents := {
	"immutable": repository({"image_tag_mutability": "IMMUTABLE"}),
	"mutable": repository({"image_tag_mutability": "MUTABLE"}),
	"excepting": repository({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION"}),
	"absent": repository({}),
}

test_pass_immutable if testing.verdict(check) == {"web": "pass"} with input as documents.immutable

test_fail_mutable if testing.verdict(check) == {"web": "fail"} with input as documents.mutable

test_fail_with_exceptions if testing.verdict(check) == {"web": "fail"} with input as documents.excepting

test_fail_when_the_field_is_absent if testing.verdict(check) == {"web": "fail"} with input as documents.absent
