package gabakura.checks.database_deletion_protection_test

import data.gabakura.checks.database_deletion_protection as check
import data.gabakura.testing
import rego.v1

server(spec) := testing.declared("aws.rds.instance", "server", spec)

cluster(spec) := testing.declared("aws.rds.cluster", "cluster", spec)

documents := {
	"protected": testing.planned([server({"deletion_protection": true}), cluster({"deletion_protection": true})]),
	"open": testing.planned([server({"deletion_protection": false}), cluster({"deletion_protection": false})]),
	"silent": testing.planned([server({}), cluster({})]),
	"verify": testing.planned_by({"stage": "verify"}, [server({}), cluster({})]),
	"member": testing.planned([server({"db_cluster_identifier": "shared"}), cluster({"deletion_protection": true})]),
}

test_pass_protected if testing.verdict(check) == {"server": "pass", "cluster": "pass"} with input as documents.protected

test_pass_verify_is_not_judged if testing.verdict(check) == {} with input as documents.verify

test_pass_a_member_has_its_clusters if testing.verdict(check) == {"cluster": "pass"} with input as documents.member

test_fail_open if testing.verdict(check) == {"server": "fail", "cluster": "fail"} with input as documents.open

test_fail_when_the_field_is_absent if testing.verdict(check) == {"server": "fail", "cluster": "fail"} with input as documents.silent
