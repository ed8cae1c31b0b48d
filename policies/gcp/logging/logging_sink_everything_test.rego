package gabakura.checks.logging_sink_everything_test

import data.gabakura.checks.logging_sink_everything as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

sink(spec) := testing.declared("gcp.logging.sink", "sink", object.union({"name": "logs", "destination": "storage.googleapis.com/logs"}, spec))

documents := {
	"good": testing.planned([sink({})]),
	"filtered": testing.observed([sink({"filter": "severity>=ERROR"})]),
	"excludes": testing.observed([sink({"exclusions": [{"name": "x", "filter": "y"}]})]),
	"off": testing.observed([sink({"disabled": true})]),
	"default": testing.observed([testing.platforms(sink({"name": "_Default"}))]),
	"undeclared": testing.planned([]),
}

test_pass_good if testing.verdict(check) == {"sink": "pass"} with input as documents.good

test_fail_filtered if testing.verdict(check) == {here: "fail"} with input as documents.filtered

test_fail_excludes if testing.verdict(check) == {here: "fail"} with input as documents.excludes

test_fail_off if testing.verdict(check) == {here: "fail"} with input as documents.off

test_fail_only_the_default if testing.verdict(check) == {here: "fail"} with input as documents.default

test_unknown_undeclared if testing.verdict(check) == {here: "unknown"} with input as documents.undeclared
