package gabakura.checks.encryption_key_rotation_test

import data.gabakura.checks.encryption_key_rotation as check
import data.gabakura.testing
import rego.v1

key(spec) := testing.declared("gcp.kms.crypto_key", "key", object.union({"purpose": "ENCRYPT_DECRYPT"}, spec))

documents := {
	"rotates": testing.planned([key({"rotation_period": "7776000s"})]),
	"asymmetric": testing.planned([key({"purpose": "ASYMMETRIC_SIGN"})]),
	"late": testing.planned([key({"rotation_period": "31536000s"})]),
	"silent": testing.planned([key({})]),
}

test_pass_rotates if testing.verdict(check) == {"key": "pass"} with input as documents.rotates

test_pass_asymmetric_is_not_judged if testing.verdict(check) == {} with input as documents.asymmetric

test_fail_late if testing.verdict(check) == {"key": "fail"} with input as documents.late

test_fail_silent if testing.verdict(check) == {"key": "fail"} with input as documents.silent
