package gabakura.checks.detection_security_contact_test

import data.gabakura.checks.detection_security_contact as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

it(matter, mail) := testing.declared("aws.account.alternate_contact", "it", {
	"alternate_contact_type": matter,
	"email_address": mail,
})

documents := {
	"known": testing.planned([it("SECURITY", "soc@example.lg.jp")]),
	"follower": testing.observed_by({"lead": false}, []),
	"none": testing.observed([]),
	"in_other_matters": testing.observed([it("BILLING", "soc@example.lg.jp")]),
	"without_an_address": testing.observed([it("SECURITY", "")]),
}

test_pass_known if testing.verdict(check) == {here: "pass"} with input as documents.known

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_fail_in_other_matters if testing.verdict(check) == {here: "fail"} with input as documents.in_other_matters

test_fail_without_an_address if testing.verdict(check) == {here: "fail"} with input as documents.without_an_address
