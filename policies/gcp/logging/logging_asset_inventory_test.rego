package gabakura.checks.logging_asset_inventory_test

import data.gabakura.checks.logging_asset_inventory as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

service(name) := testing.declared("gcp.serviceusage.service", "service", {"name": name})

documents := {
	"on": testing.planned([service("cloudasset.googleapis.com")]),
	"other": testing.observed([service("compute.googleapis.com")]),
	"undeclared": testing.planned([]),
}

test_pass_on if testing.verdict(check) == {"service": "pass"} with input as documents.on

test_fail_off if testing.verdict(check) == {here: "fail"} with input as documents.other

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
