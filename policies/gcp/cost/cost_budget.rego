package gabakura.checks.cost_budget

import data.gabakura.google
import data.gabakura.lib
import rego.v1

metadata := {
	"id": "cost-budget",
	"controls": [
		{"framework": "NIST SP 800-53r5", "id": "SA-2", "sourced": false},
	],
	"kinds": ["gcp.billing.budget"],
}

# The project's; those of the organisation are about more than it.
budgets := [b |
	input.tenancy.lead
	some b in lib.present("gcp.billing.budget")
	not b.owner == "platform"
]

subject contains address if some address in google.subject({b.address | some b in budgets})

fail contains f if some f in google.fault(budgets, "there is no budget for the project")

unknown contains d if some d in google.doubt(budgets, "no budget is declared")

fail contains {"address": b.address, "message": "it notifies nobody"} if {
	some b in budgets
	not notifies(b)
}

notifies(budget) if {
	count(lib.list(budget.spec, "threshold_rules")) > 0
	hears(budget.spec.notifications_rule)
}

hears(rule) if count(lib.list(rule, "monitoring_notification_channels")) > 0

# Google notifies billing account administrators unless that is disabled.
hears(rule) if not rule.disable_default_iam_recipients == true
