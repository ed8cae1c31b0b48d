package gabakura.checks.identity_essential_contacts_test

import data.gabakura.checks.identity_essential_contacts as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

contact(categories) := testing.declared("gcp.essentialcontacts.contact", "contact", {"email": "a@example.jp", "notification_category_subscriptions": categories})

documents := {
	"all": testing.planned([contact(["ALL"])]),
	"four": testing.observed([contact(["LEGAL", "SECURITY", "SUSPENSION", "TECHNICAL"])]),
	"some": testing.observed([contact(["BILLING"])]),
	"none": testing.observed([]),
	"undeclared": testing.planned([]),
	"follower": testing.observed_by({"lead": false}, []),
}

test_pass_all if testing.verdict(check) == {here: "pass"} with input as documents.all

test_pass_four if testing.verdict(check) == {here: "pass"} with input as documents.four

test_pass_a_follower_is_not_judged if testing.verdict(check) == {} with input as documents.follower

test_fail_some if testing.verdict(check) == {here: "fail"} with input as documents.some

test_fail_none if testing.verdict(check) == {here: "fail"} with input as documents.none

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
