package gabakura.checks.database_backup_test

import data.gabakura.checks.database_backup as check
import data.gabakura.testing
import rego.v1

server(days) := testing.declared("aws.rds.instance", "server", {"backup_retention_period": days})

cluster(days) := testing.declared("aws.rds.cluster", "cluster", {"backup_retention_period": days})

documents := {
	"kept": testing.planned([server(7), cluster(35)]),
	"short": testing.planned([server(0), cluster(6)]),
	"silent": testing.planned([testing.declared("aws.rds.instance", "server", {})]),
	"verify": testing.planned_by({"stage": "verify"}, [server(0)]),
	"member": testing.planned([testing.declared("aws.rds.instance", "server", {"db_cluster_identifier": "shared"})]),
}

test_pass_kept if testing.verdict(check) == {"server": "pass", "cluster": "pass"} with input as documents.kept

test_fail_short if testing.verdict(check) == {"server": "fail", "cluster": "fail"} with input as documents.short

test_fail_when_the_field_is_absent if testing.verdict(check) == {"server": "fail"} with input as documents.silent

test_pass_verify_is_not_judged if testing.verdict(check) == {} with input as documents.verify

test_pass_a_member_is_not_judged if testing.verdict(check) == {} with input as documents.member
