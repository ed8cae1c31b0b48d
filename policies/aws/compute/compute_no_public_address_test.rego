package gabakura.checks.compute_no_public_address_test

import data.gabakura.checks.compute_no_public_address as check
import data.gabakura.testing
import rego.v1

server(spec) := testing.found("aws.ec2.instance", "server", "i-1", spec)

template(spec) := testing.found("aws.ec2.launch_template", "template", "lt-1", spec)

version(changes) := {"versions": [object.union({"version_number": 1, "is_default": true}, changes)]}

documents := {
	"private": testing.observed([
		server({"public_ip_addresses": []}),
		template(version({"associate_public_ip_address": false})),
	]),
	"left_to_the_subnet": testing.observed([template(version({}))]),
	"public": testing.observed([
		server({"public_ip_addresses": ["198.51.100.1"]}),
		template(version({"associate_public_ip_address": true})),
	]),
	"unread": testing.observed([server({}), template({})]),
	"none": testing.observed([]),
}

test_pass_private if testing.verdict(check) == {"server": "pass", "template": "pass"} with input as documents["private"]

test_pass_left_to_the_subnet if testing.verdict(check) == {"template": "pass"} with input as documents.left_to_the_subnet

test_fail_public if testing.verdict(check) == {"server": "fail", "template": "fail"} with input as documents["public"]

test_unknown_unread if testing.verdict(check) == {"server": "unknown", "template": "unknown"} with input as documents.unread

test_none if testing.verdict(check) == {} with input as documents.none
