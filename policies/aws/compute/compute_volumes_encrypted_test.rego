package gabakura.checks.compute_volumes_encrypted_test

import data.gabakura.checks.compute_volumes_encrypted as check
import data.gabakura.testing
import rego.v1

server(spec) := testing.found("aws.ec2.instance", "server", "i-1", spec)

template(spec) := testing.found("aws.ec2.launch_template", "template", "lt-1", spec)

version(open) := {"versions": [{"version_number": 1, "is_default": true, "has_unencrypted_volume": open}]}

documents := {
	"encrypted": testing.observed([server({"unencrypted_volume_ids": []}), template(version(false))]),
	"open": testing.observed([server({"unencrypted_volume_ids": ["vol-1"]}), template(version(true))]),
	"unread": testing.observed([server({}), template({})]),
	"none": testing.observed([]),
}

test_pass_encrypted if testing.verdict(check) == {"server": "pass", "template": "pass"} with input as documents.encrypted

test_fail_open if testing.verdict(check) == {"server": "fail", "template": "fail"} with input as documents.open

test_unknown_unread if testing.verdict(check) == {"server": "unknown", "template": "unknown"} with input as documents.unread

test_none if testing.verdict(check) == {} with input as documents.none
