package gabakura.checks.compute_imdsv2_test

import data.gabakura.checks.compute_imdsv2 as check
import data.gabakura.testing
import rego.v1

server(spec) := testing.found("aws.ec2.instance", "server", "i-1", spec)

template(versions) := testing.found("aws.ec2.launch_template", "template", "lt-1", {"versions": versions})

version(number, changes) := object.union({"version_number": number, "is_default": number == 1}, changes)

account(tokens) := testing.declared("aws.ec2.instance_metadata_defaults", "account", {"http_tokens": tokens})

required := version(1, {"http_tokens": "required"})

documents := {
	"required": testing.observed([server({"http_tokens": "required"}), template([required])]),
	"no_metadata": testing.observed([server({"http_tokens": "optional", "http_endpoint": "disabled"})]),
	"optional": testing.observed([server({"http_tokens": "optional"})]),
	"silent": testing.observed([server({})]),
	"newest_optional": testing.observed([template([required, version(4, {"http_tokens": "optional"})])]),
	"by_default": testing.observed([account("required"), template([version(1, {})])]),
	"by_image": testing.observed([account("optional"), template([version(1, {})])]),
	"unread": testing.observed([testing.found("aws.ec2.launch_template", "template", "lt-1", {})]),
	"platform": testing.observed([testing.platforms(server({"http_tokens": "optional"}))]),
	"none": testing.observed([]),
}

test_pass_required if testing.verdict(check) == {"server": "pass", "template": "pass"} with input as documents.required

test_pass_no_metadata if testing.verdict(check) == {"server": "pass"} with input as documents.no_metadata

test_pass_by_default if testing.verdict(check) == {"template": "pass"} with input as documents.by_default

test_fail_optional if testing.verdict(check) == {"server": "fail"} with input as documents.optional

test_fail_when_the_field_is_absent if testing.verdict(check) == {"server": "fail"} with input as documents.silent

test_fail_newest_optional if testing.verdict(check) == {"template": "fail"} with input as documents.newest_optional

test_unknown_by_image if testing.verdict(check) == {"template": "unknown"} with input as documents.by_image

test_unknown_unread if testing.verdict(check) == {"template": "unknown"} with input as documents.unread

test_the_platforms_are_not_judged if testing.verdict(check) == {} with input as documents.platform

test_none if testing.verdict(check) == {} with input as documents.none
