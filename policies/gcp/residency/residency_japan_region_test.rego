package gabakura.checks.residency_japan_region_test

import data.gabakura.checks.residency_japan_region as check
import data.gabakura.testing
import rego.v1

here := "131016/acme/prod"

bucket(location) := testing.declared("gcp.storage.bucket", "bucket", {"location": location})

here_and(resources) := testing.planned_by({"region": "asia-northeast1"}, resources)

documents := {
	"tokyo": here_and([bucket("ASIA-NORTHEAST1")]),
	"osaka": here_and([testing.declared("gcp.compute.subnetwork", "subnet", {"region": "asia-northeast2"})]),
	"asia": here_and([bucket("ASIA")]),
	"ring": here_and([testing.declared("gcp.kms.key_ring", "ring", {"location": "global"})]),
	"abroad": testing.planned_by({"region": "us-central1"}, []),
	"silent": here_and([testing.declared("gcp.logging.bucket", "store", {})]),
}

test_pass_tokyo if testing.verdict(check) == {here: "pass", "bucket": "pass"} with input as documents.tokyo

test_pass_osaka if testing.verdict(check) == {here: "pass", "subnet": "pass"} with input as documents.osaka

test_fail_many_regions if testing.verdict(check) == {here: "pass", "bucket": "fail"} with input as documents.asia

test_fail_global if testing.verdict(check) == {here: "pass", "ring": "fail"} with input as documents.ring

test_fail_abroad if testing.verdict(check) == {here: "fail"} with input as documents.abroad

test_unknown_silent if testing.verdict(check) == {here: "pass", "store": "unknown"} with input as documents.silent
