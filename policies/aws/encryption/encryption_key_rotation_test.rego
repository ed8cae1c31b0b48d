package gabakura.checks.encryption_key_rotation_test

import data.gabakura.checks.encryption_key_rotation as check
import data.gabakura.testing
import rego.v1

key(spec) := testing.declared("aws.kms.key", "key", spec)

documents := {
	"rotates": testing.planned([key({"key_spec": "SYMMETRIC_DEFAULT", "enable_key_rotation": true})]),
	"asymmetric": testing.planned([key({"key_spec": "RSA_4096", "enable_key_rotation": false})]),
	"still": testing.planned([key({"key_spec": "SYMMETRIC_DEFAULT", "enable_key_rotation": false})]),
	"silent": testing.planned([key({})]),
}

test_pass_rotates if testing.verdict(check) == {"key": "pass"} with input as documents.rotates

test_pass_asymmetric_is_not_judged if testing.verdict(check) == {} with input as documents.asymmetric

test_fail_still if testing.verdict(check) == {"key": "fail"} with input as documents.still

test_fail_silent if testing.verdict(check) == {"key": "fail"} with input as documents.silent
