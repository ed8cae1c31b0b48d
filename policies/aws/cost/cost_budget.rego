package gabakura.checks.cost_budget

import data.gabakura.lib
import rego.v1

metadata := {
	"id": "cost-budget",
	"title": {
		"ja": "費用の予算があり、超過する前に通知されること",
		"en": "A budget exists and alerts somebody before it is exceeded",
	},
	"severity": "low",
	"enforcement": "warn",
	"remediation": {
		"ja": "予算モジュール budget を使うか、alerts のある aws.budgets.budget を宣言してください。",
		"en": "Use the module `budget`, or declare an `aws.budgets.budget` with `alerts`.",
	},
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SA-2", "sourced": false},
	],
	"kinds": ["aws.budgets.budget"],
}

# In an account several share, each has a budget of its own.
budgets := [b | some b in lib.resources_of("aws.budgets.budget"); b.owner == "ours"]

subject contains input.tenancy.id

fail contains {"address": input.tenancy.id, "message": message} if {
	count([b | some b in budgets; notifies(b)]) == 0
	message := sprintf("no budget notifies anybody (%v of ours in view)", [count(budgets)])
}

notifies(budget) if {
	some alert in budget.spec.alerts
	some field in ["emails", "topics"]
	count(lib.list(alert, field)) > 0
}
