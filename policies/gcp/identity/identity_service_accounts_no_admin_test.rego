package gabakura.checks.identity_service_accounts_no_admin_test

import data.gabakura.checks.identity_service_accounts_no_admin as check
import data.gabakura.testing
import rego.v1

binding(role, members) := testing.declared("gcp.project.iam_binding", "binding", {"role": role, "members": members})

machine := "serviceAccount:a@b.iam.gserviceaccount.com"

documents := {
	"reads": testing.planned([binding("roles/logging.viewer", [machine])]),
	"people": testing.planned([binding("roles/logging.admin", ["group:a@example.jp"])]),
	"agents": testing.observed([binding("roles/compute.networkAdmin", ["serviceAccount:service-1@compute-system.iam.gserviceaccount.com"])]),
	"admin": testing.observed([binding("roles/storage.admin", [machine])]),
	"owner": testing.observed([binding("roles/owner", [machine])]),
	"unread": testing.observed([testing.declared("gcp.project.iam_binding", "binding", {"role": "roles/owner"})]),
}

test_pass_reads if testing.verdict(check) == {"binding": "pass"} with input as documents.reads

test_pass_people if testing.verdict(check) == {"binding": "pass"} with input as documents.people

test_pass_agents_of_google if testing.verdict(check) == {"binding": "pass"} with input as documents.agents

test_fail_admin if testing.verdict(check) == {"binding": "fail"} with input as documents.admin

test_fail_owner if testing.verdict(check) == {"binding": "fail"} with input as documents.owner

test_unknown_unread if testing.verdict(check) == {"binding": "unknown"} with input as documents.unread
