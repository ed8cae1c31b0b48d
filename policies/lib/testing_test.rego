# What the tests of the checks share: documents to judge, and verdicts to compare.
package gabakura.testing

import rego.v1

tenancy := {
	"id": "131016/acme/prod",
	"municipality": "131016",
	"vendor": "acme",
	"stage": "prod",
	"profile": "city",
	"mode": "single",
	"platform": "standalone",
	"lead": true,
	"cloud": "aws",
	"account": "111122223333",
	"region": "ap-northeast-1",
	"modules": ["network", "encryption", "logging", "guardrails"],
	"zone": "my-number",
	"network": {"office_cidrs": ["172.20.0.0/16"], "resolvers": ["172.20.0.53"]},
}

address(name) := sprintf("131016/acme/prod/m/%s", [name])

ref(name) := reference(name, "id")

reference(name, field) := sprintf("${ref:%s#%s}", [address(name), field])

# A resource that is declared and not made yet.
declared(kind, name, spec) := {
	"address": address(name), "kind": kind, "id": null,
	"owner": "ours", "spec": spec, "tags": {},
}

# A resource the cloud lists.
found(kind, name, id, spec) := object.union(declared(kind, name, spec), {"id": id})

platforms(resource) := object.union(resource, {"owner": "platform"})

planned(resources) := planned_by({}, resources)

planned_by(changes, resources) := document("plan", changes, resources)

observed(resources) := observed_by({}, resources)

observed_by(changes, resources) := document("observed", changes, resources)

document(phase, changes, resources) := {
	"phase": phase,
	"tenancy": object.union(tenancy, changes),
	"resources": resources,
	"covered": [],
	"gaps": [],
}

# A trail that writes to a log group, for filters to count in.
trail_and_group := [
	declared("aws.cloudtrail.trail", "trail", {
		"cloud_watch_logs_log_group_arn": reference("group", "arn_all"),
	}),
	declared("aws.logs.log_group", "group", {"log_group_name": "/gabakura/trail"}),
]

filter(metric, pattern) := declared("aws.logs.metric_filter", metric, {
	"log_group_name": ref("group"), "filter_pattern": pattern,
	"metric_namespace": "Gabakura", "metric_name": metric,
})

alarm(metric, changes) := declared("aws.cloudwatch.alarm", concat("", ["alarm-", metric]), object.union(
	{
		"namespace": "Gabakura", "metric_name": metric, "actions_enabled": true,
		"alarm_actions": [reference("alarms", "arn")],
	},
	changes,
))

# Status per address, the tenancy's prefix cut: what the harness makes of a check's rules.
verdict(check) := {short(a): status(check, a) | some a in subjects(check)}

subjects(check) := (check.subject | addresses(check, "fail")) | addresses(check, "unknown")

addresses(check, rule) := {e.address | some e in object.get(check, rule, set())}

short(a) := trim_prefix(a, "131016/acme/prod/m/")

status(check, a) := "fail" if a in addresses(check, "fail")

status(check, a) := "unknown" if {
	not a in addresses(check, "fail")
	a in addresses(check, "unknown")
}

status(check, a) := "pass" if {
	not a in addresses(check, "fail")
	not a in addresses(check, "unknown")
}
