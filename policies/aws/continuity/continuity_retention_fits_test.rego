package gabakura.checks.continuity_retention_fits_test

import data.gabakura.checks.continuity_retention_fits as check
import data.gabakura.testing
import rego.v1

vault(lock) := testing.declared("aws.backup.vault", "v", {"backup_vault_name": "backups", "lock": lock})

plan(vault, lifecycle) := testing.declared("aws.backup.plan", "p", {"rules": {"often": {
	"target_backup_vault_name": vault,
	"lifecycle": lifecycle,
}}})

lock := {"mode": "GOVERNANCE", "min_retention_days": 14, "max_retention_days": 400}

documents := {
	"good": testing.planned([vault(lock), plan(testing.ref("v"), {"delete_after_days": 35})]),
	"good_by_name": testing.observed([vault(lock), plan("backups", {"delete_after_days": 14})]),
	"open": testing.observed([vault({"mode": "OFF"}), plan("backups", {})]),
	"forever": testing.planned([vault({"mode": "GOVERNANCE", "min_retention_days": 14}), plan("backups", {})]),
	"short": testing.planned([vault(lock), plan(testing.ref("v"), {"delete_after_days": 13})]),
	"long": testing.planned([vault(lock), plan("backups", {"delete_after_days": 401})]),
	"too_long_for_ever": testing.planned([vault(lock), plan("backups", {})]),
	"elsewhere": testing.planned([vault(lock), plan("others", {"delete_after_days": 35})]),
}

test_pass_good if testing.verdict(check) == {"p": "pass"} with input as documents.good

test_pass_good_by_name if testing.verdict(check) == {"p": "pass"} with input as documents.good_by_name

test_pass_open if testing.verdict(check) == {"p": "pass"} with input as documents.open

test_pass_forever if testing.verdict(check) == {"p": "pass"} with input as documents.forever

test_fail_short if testing.verdict(check) == {"p": "fail"} with input as documents.short

test_fail_long if testing.verdict(check) == {"p": "fail"} with input as documents.long

test_fail_too_long_for_ever if testing.verdict(check) == {"p": "fail"} with input as documents.too_long_for_ever

test_unknown_elsewhere if testing.verdict(check) == {"p": "unknown"} with input as documents.elsewhere
