package gabakura.checks.detection_standing_checks_test

import data.gabakura.checks.detection_standing_checks as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

rule(identifier) := testing.declared("aws.config.rule", identifier, {"source_identifier": identifier})

pack(identifiers) := testing.declared("aws.config.conformance_pack", "pack", {"rules": {name: {"source_identifier": name} | some name in identifiers}})

people := ["ACCESS_KEYS_ROTATED", "IAM_USER_UNUSED_CREDENTIALS_CHECK", "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS", "ROOT_ACCOUNT_MFA_ENABLED"]

servers := ["EC2_IMDSV2_CHECK", "ENCRYPTED_VOLUMES", "RDS_INSTANCE_PUBLIC_ACCESS_CHECK", "RDS_STORAGE_ENCRYPTED"]

all := array.concat(people, servers)

rules(identifiers) := [rule(it) | some it in identifiers]

documents := {
	"pack": testing.planned([pack(all)]),
	"pack_and_rules": testing.observed(array.concat([pack(people)], rules(servers))),
	"by_the_platform": testing.observed_by({"platform": "control_tower"}, [testing.platforms(r) | some r in rules(all)]),
	"follower": testing.observed_by({"lead": false}, []),
	"none": testing.planned([]),
	"some": testing.observed([pack(people)]),
	"landing_zone": testing.planned_by({"platform": "control_tower"}, []),
}

test_pass_pack if testing.verdict(check) == {here: "pass"} with input as documents.pack

test_pass_pack_and_rules if testing.verdict(check) == {here: "pass"} with input as documents.pack_and_rules

test_pass_by_the_platform if testing.verdict(check) == {here: "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_some if testing.verdict(check) == {here: "fail"} with input as documents.some

test_unknown_landing_zone if testing.verdict(check) == {here: "unknown"} with input as documents.landing_zone
