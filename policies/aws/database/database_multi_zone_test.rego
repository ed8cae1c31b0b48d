package gabakura.checks.database_multi_zone_test

import data.gabakura.checks.database_multi_zone as check
import data.gabakura.testing
import rego.v1

server(spec) := testing.declared("aws.rds.instance", "server", spec)

cluster := testing.declared("aws.rds.cluster", "cluster", {"db_cluster_identifier": "shared"})

made := testing.found("aws.rds.cluster", "cluster", "shared", {"db_cluster_identifier": "shared"})

member(name, of) := testing.declared("aws.rds.instance", name, {"db_cluster_identifier": of})

documents := {
	"two_zones": testing.planned([server({"multi_az": true})]),
	"one_zone": testing.planned([server({"multi_az": false})]),
	"silent": testing.planned([server({})]),
	"verify": testing.planned_by({"stage": "verify"}, [server({"multi_az": false}), cluster]),
	"pair": testing.planned([cluster, member("a", testing.ref("cluster")), member("b", "shared")]),
	"pair_made": testing.observed([made, member("a", "shared"), member("b", "shared")]),
	"alone": testing.planned([cluster, member("a", testing.ref("cluster")), member("b", testing.ref("another"))]),
	"empty": testing.observed([made]),
}

test_pass_two_zones if testing.verdict(check) == {"server": "pass"} with input as documents.two_zones

test_pass_verify_is_not_judged if testing.verdict(check) == {} with input as documents.verify

test_pass_a_pair if testing.verdict(check) == {"cluster": "pass"} with input as documents.pair

test_pass_a_pair_that_stands if testing.verdict(check) == {"cluster": "pass"} with input as documents.pair_made

test_fail_one_zone if testing.verdict(check) == {"server": "fail"} with input as documents.one_zone

test_fail_when_the_field_is_absent if testing.verdict(check) == {"server": "fail"} with input as documents.silent

test_fail_a_server_alone if testing.verdict(check) == {"cluster": "fail"} with input as documents.alone

test_fail_a_cluster_without_servers if testing.verdict(check) == {"cluster": "fail"} with input as documents.empty
