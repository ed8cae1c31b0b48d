package gabakura.checks.detection_security_standards_test

import data.gabakura.checks.detection_security_standards as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

it(name, path, changes) := testing.declared("aws.securityhub.standard", name, object.union(
	{"standards_arn": concat("/", ["arn:aws:securityhub:ap-northeast-1::standards", path])},
	changes,
))

fsbp(changes) := it("fsbp", "aws-foundational-security-best-practices/v/1.0.0", changes)

cis := it("cis", "cis-aws-foundations-benchmark/v/5.0.0", {})

documents := {
	"both": testing.planned([fsbp({}), cis]),
	"both_observed": testing.observed([fsbp({"status": "READY"}), cis]),
	"by_the_platform": testing.observed_by({"platform": "control_tower"}, [testing.platforms(fsbp({})), testing.platforms(cis)]),
	"follower": testing.observed_by({"lead": false}, []),
	"one": testing.observed([fsbp({})]),
	"incomplete": testing.observed([fsbp({"status": "INCOMPLETE"}), cis]),
	"pending": testing.observed([fsbp({"status": "PENDING"}), cis]),
	"landing_zone": testing.planned_by({"platform": "control_tower"}, []),
}

test_pass_both if testing.verdict(check) == {here: "pass"} with input as documents.both

test_pass_both_observed if testing.verdict(check) == {here: "pass"} with input as documents.both_observed

test_pass_by_the_platform if testing.verdict(check) == {here: "pass"} with input as documents.by_the_platform

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_one if testing.verdict(check) == {here: "fail"} with input as documents.one

test_fail_incomplete if testing.verdict(check) == {here: "pass", "fsbp": "fail"} with input as documents.incomplete

test_unknown_pending if testing.verdict(check) == {here: "pass", "fsbp": "unknown"} with input as documents.pending

test_unknown_landing_zone if testing.verdict(check) == {here: "unknown"} with input as documents.landing_zone
