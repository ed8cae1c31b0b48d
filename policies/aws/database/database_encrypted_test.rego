package gabakura.checks.database_encrypted_test

import data.gabakura.checks.database_encrypted as check
import data.gabakura.testing
import rego.v1

server(spec) := testing.declared("aws.rds.instance", "server", spec)

cluster(spec) := testing.declared("aws.rds.cluster", "cluster", spec)

documents := {
	"encrypted": testing.planned([server({"storage_encrypted": true}), cluster({"storage_encrypted": true})]),
	"open": testing.planned([server({"storage_encrypted": false}), cluster({"storage_encrypted": false})]),
	"silent": testing.planned([server({}), cluster({})]),
	"member": testing.planned([server({"db_cluster_identifier": "shared"}), cluster({"storage_encrypted": true})]),
}

test_pass_encrypted if testing.verdict(check) == {"server": "pass", "cluster": "pass"} with input as documents.encrypted

test_fail_open if testing.verdict(check) == {"server": "fail", "cluster": "fail"} with input as documents.open

test_fail_when_the_field_is_absent if testing.verdict(check) == {"server": "fail", "cluster": "fail"} with input as documents.silent

test_pass_a_member_has_its_clusters if testing.verdict(check) == {"cluster": "pass"} with input as documents.member
