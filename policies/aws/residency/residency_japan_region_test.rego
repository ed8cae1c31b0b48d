package gabakura.checks.residency_japan_region_test

import data.gabakura.checks.residency_japan_region as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

subnet(spec) := testing.declared("aws.ec2.subnet", "a", spec)

documents := {
	"tokyo": testing.planned([subnet({"availability_zone": "ap-northeast-1a"})]),
	"osaka": testing.planned_by({"region": "ap-northeast-3"}, [subnet({"availability_zone": "ap-northeast-3b"})]),
	"left_to_the_cloud": testing.planned([subnet({})]),
	"abroad": testing.planned_by({"region": "us-east-1"}, []),
	"singapore": testing.observed([subnet({"availability_zone": "ap-southeast-1a"})]),
	"taipei": testing.observed([subnet({"availability_zone": "ap-northeast-1-tpe-1a"})]),
	"unseen": testing.observed([subnet({})]),
}

test_pass_tokyo if testing.verdict(check) == {here: "pass", "a": "pass"} with input as documents.tokyo

test_pass_osaka if testing.verdict(check) == {here: "pass", "a": "pass"} with input as documents.osaka

test_pass_left_to_the_cloud if testing.verdict(check) == {here: "pass", "a": "pass"} with input as documents.left_to_the_cloud

test_fail_abroad if testing.verdict(check) == {here: "fail"} with input as documents.abroad

test_fail_singapore if testing.verdict(check) == {here: "pass", "a": "fail"} with input as documents.singapore

test_fail_taipei if testing.verdict(check) == {here: "pass", "a": "fail"} with input as documents.taipei

test_unknown_zone_not_read if testing.verdict(check) == {here: "pass", "a": "unknown"} with input as documents.unseen
