# Words the checks share.
#
# A check fails unless what it demands is plainly there: helpers are undefined, not
# true, when a field is absent, so `not lib.on(spec, "x")` catches both.
package gabakura.lib

import rego.v1

# Phases: `plan` judges what would be made, `observed` what the cloud says now.
planning if input.phase == "plan"

# The organisation runs the landing zone: its trail, recorders and detectors are its own.
landing_zone if input.tenancy.platform in {"control_tower", "organization"}

# Zones as network.md names them; undefined when the environment declares none.
zone := input.tenancy.zone if is_string(input.tenancy.zone)

# What the environment declares of its network; undefined when the document does not say.
network := input.tenancy.network if is_object(input.tenancy.network)

# Every resource of a kind, whoever answers for it.
present(kind) := [r | some r in input.resources; r.kind == kind]

# Resources of a kind that this tenancy answers for or lets stand in its containers.
resources_of(kind) := [r | some r in present(kind); r.owner != "platform"]

# Something in `x` waits for a resource that is not made yet.
unresolved(x) if contains(json.marshal(x), "${ref:")

# `value` names `resource`, by identity or by a reference not resolved yet.
points_to(value, resource) if {
	is_string(resource.id)
	value == resource.id
}

points_to(value, resource) if {
	is_string(value)
	startswith(value, concat("", ["${ref:", resource.address, "#"]))
}

# As `points_to`, for buckets, whose name is known before they are made.
names_bucket(value, bucket) if points_to(value, bucket)

names_bucket(value, bucket) if value == bucket.spec.bucket

# A switch that is on.
on(spec, field) if spec[field] == true

# A text that is there and not empty.
given(spec, field) if {
	is_string(spec[field])
	spec[field] != ""
}

# A list that was read; undefined when it is absent, which is not the same as empty.
known_list(spec, field) if is_array(spec[field])

# The field as a list, empty when absent. Pair it with `known_list`.
list(spec, field) := spec[field] if known_list(spec, field)

list(spec, field) := [] if not known_list(spec, field)

# What a reader sees of a field that may be absent.
shown(spec, field) := object.get(spec, field, "not set")

# Prefix lengths that mean everybody, or nearly: no private range is wider than 10.0.0.0/8
# or fc00::/7.
wide := {"0", "1", "2", "3", "4", "5", "6", "7"}

anywhere(cidr) if {
	is_string(cidr)
	split(cidr, "/")[1] in wide
	cidr != "fc00::/7"
}

# Rules of security groups that name everybody as the far end. One comprehension instead of
# a helper per rule: these are the most numerous things there are.
open_rules(groups, direction) := {[r.address, rule] |
	some r in groups
	some rule in r.spec[direction]
	some field in ["cidr_ipv4", "cidr_ipv6"]
	cidr := rule[field]
	is_string(cidr)
	split(cidr, "/")[1] in wide
	cidr != "fc00::/7"
}

# Groups whose rules were not read, or name a range that is not known before it is made.
rule_doubts(groups, direction) := unread_rules(groups, direction) | open_ranges(groups, direction)

unread_rules(groups, direction) := {d |
	some r in groups
	not is_array(r.spec[direction])
	d := {"address": r.address, "message": sprintf("its %s rules are not known", [direction])}
}

open_ranges(groups, direction) := {d |
	some r in groups
	some rule in r.spec[direction]
	some field in ["cidr_ipv4", "cidr_ipv6"]
	is_string(rule[field])
	contains(rule[field], "${ref:")
	d := {"address": r.address, "message": sprintf("a range is not known yet: %v", [rule[field]])}
}

# The entries of a prefix list are not part of the document.
prefix_list_doubts(groups, direction) := {d |
	some r in groups
	some rule in r.spec[direction]
	is_string(rule.prefix_list_id)
	d := {
		"address": r.address,
		"message": sprintf("the entries of prefix list `%v` are unknown", [rule.prefix_list_id]),
	}
}

every_protocol(rule) if rule.protocol == "-1"

# The rule lets `port` through.
covers(rule, _) if every_protocol(rule)

covers(rule, port) if {
	rule.protocol in {"tcp", "udp"}
	number(rule, "from_port", 0) <= port
	port <= number(rule, "to_port", 65535)
}

# A number, or its default when it is absent.
number(spec, field, _) := spec[field] if is_number(spec[field])

number(spec, field, otherwise) := otherwise if not is_number(spec[field])

# A rule in a few words.
rule_shown(rule) := sprintf("%v %v-%v, %v", [
	rule.protocol, number(rule, "from_port", "any"), number(rule, "to_port", "any"),
	concat(" ", sort(ranges(rule))),
])

ranges(rule) := {cidr |
	some field in ["cidr_ipv4", "cidr_ipv6"]
	cidr := rule[field]
	is_string(cidr)
}

# Statements of a policy document; none when it is absent.
statements(document) := object.get(document, "statement", []) if is_object(document)

statements(document) := [] if not is_object(document)

# The statement speaks of everybody.
everybody(statement) if statement.principal == "*"

everybody(statement) if {
	some who in statement.principal
	"*" in who
}

unconditional(statement) if object.get(statement, "condition", {}) == {}

# Buckets that trails of this tenancy write to.
trail_buckets := [b |
	some b in resources_of("aws.s3.bucket")
	some t in resources_of("aws.cloudtrail.trail")
	names_bucket(t.spec.s3_bucket_name, b)
]

# Trails whose bucket is kept elsewhere: nothing can be said of it from here.
trail_bucket_doubts := {d |
	some t in resources_of("aws.cloudtrail.trail")
	not writes_here(t)
	d := {
		"address": t.address,
		"message": sprintf("its bucket `%v` is not in view", [shown(t.spec, "s3_bucket_name")]),
	}
}

writes_here(trail) if {
	some b in resources_of("aws.s3.bucket")
	names_bucket(trail.spec.s3_bucket_name, b)
}

# The account-wide setting of a kind, judged once per account: in the leading tenancy.
settings(kind) := [r | input.tenancy.lead; some r in present(kind)]

no_setting(kind) if {
	input.tenancy.lead
	count(present(kind)) == 0
}

# A setting that is not there: the tenancy answers for it.
setting_subjects(kind) := {r.address | some r in settings(kind)} | {a |
	no_setting(kind)
	a := input.tenancy.id
}

# In the cloud an absent setting is a fault; a plan just does not know what the account has.
setting_faults(kind) := {f |
	no_setting(kind)
	not planning
	f := {"address": input.tenancy.id, "message": sprintf("the account has no `%s`", [kind])}
}

setting_doubts(kind) := {f |
	no_setting(kind)
	planning
	words := "`%s` is not declared; what the account has now is not part of a plan"
	f := {"address": input.tenancy.id, "message": sprintf(words, [kind])}
}

# `value` is the ARN of `resource`, whose id is the last part of it, or a reference to it.
names_arn(value, resource, service) if {
	is_string(resource.id)
	startswith(value, sprintf("arn:aws:%s:", [service]))
	endswith(value, concat("", [":", resource.id]))
}

names_arn(value, resource, _) if points_to(value, resource)

# What the organisation may bring is not part of a plan.
elsewhere if {
	planning
	landing_zone
}

elsewhere_doubts(what) := {d |
	input.tenancy.lead
	elsewhere
	words := "%s: the organisation's own is not part of a plan"
	d := {"address": input.tenancy.id, "message": sprintf(words, [what])}
}

# Alarms on the trail are judged once per account, and not where the organisation keeps the trail.
alarms_expected if {
	input.tenancy.lead
	not landing_zone
}

# Events that no alarm reports. `events` lists, per alarm, what its filter must match.
alarm_faults(events) := {f |
	alarms_expected
	some words in events
	not alerted(words)
	message := sprintf("no alarm reports: %v", [concat(" ", words)])
	f := {"address": input.tenancy.id, "message": message}
}

# A filter on a trail's log group counts them, and a working alarm watches the count.
alerted(words) if {
	some filter in present("aws.logs.metric_filter")
	every word in words {
		contains(filter.spec.filter_pattern, word)
	}
	counts_a_trail(filter)
	some alarm in present("aws.cloudwatch.alarm")
	alarm.spec.namespace == filter.spec.metric_namespace
	alarm.spec.metric_name == filter.spec.metric_name
	object.get(alarm.spec, "actions_enabled", true) == true
	count(list(alarm.spec, "alarm_actions")) > 0
}

counts_a_trail(filter) if {
	some group in present("aws.logs.log_group")
	points_to(filter.spec.log_group_name, group)
	some trail in present("aws.cloudtrail.trail")
	writes_to(trail, group)
}

writes_to(trail, group) if points_to(trail.spec.cloud_watch_logs_log_group_arn, group)

writes_to(trail, group) if {
	name := sprintf(":log-group:%s:", [group.spec.log_group_name])
	contains(trail.spec.cloud_watch_logs_log_group_arn, name)
}

# Roles that people, other accounts or pipelines take on; not those of services.
roles_for_callers := [r |
	some r in resources_of("aws.iam.role")
	some statement in statements(r.spec.assume_role_policy)
	statement.effect == "Allow"
	is_for_callers(statement)
]

is_for_callers(statement) if count(callers(statement)) > 0

is_for_callers(statement) if count(statement.principal.Federated) > 0

# ARNs a statement names as AWS principals.
callers(statement) := {arn | some arn in statement.principal.AWS}
