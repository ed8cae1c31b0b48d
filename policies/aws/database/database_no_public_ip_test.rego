package gabakura.checks.database_no_public_ip_test

import data.gabakura.checks.database_no_public_ip as check
import data.gabakura.testing
import rego.v1

server(spec) := testing.planned([testing.declared("aws.rds.instance", "db", spec)])

documents := {
	"private": server({"publicly_accessible": false}),
	"public": server({"publicly_accessible": true}),
	"silent": server({}),
}

test_pass_private if testing.verdict(check) == {"db": "pass"} with input as documents["private"]

test_fail_public if testing.verdict(check) == {"db": "fail"} with input as documents["public"]

test_fail_when_the_field_is_absent if testing.verdict(check) == {"db": "fail"} with input as documents.silent
