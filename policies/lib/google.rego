# Words the checks of Google Cloud share.
package gabakura.google

import data.gabakura.lib
import rego.v1

firewall := lib.resources_of("gcp.compute.firewall")

direction(rule) := object.get(rule.spec, "direction", "INGRESS")

# Rules that let something through; one that is switched off lets nothing through.
admitting(way) := [r |
	some r in firewall
	direction(r) == way
	not r.spec.disabled == true
	count(lib.list(r.spec, "allowed")) > 0
]

# Everything that rules let through: address, protocol, first and last port, far end.
openings(way) := {[r.address, protocol, span, far] |
	some r in admitting(way)
	some entry in r.spec.allowed
	protocol := word(entry.ip_protocol)
	some span in spans(entry)
	some far in far_ends(r)
}

# Protocols may be written as numbers.
word(protocol) := object.get({"6": "tcp", "17": "udp", "132": "sctp"}, protocol, lower(protocol))

every_port := [0, 65535]

# A port that is absent bounds nothing.
spans(entry) := {every_port} if count(lib.list(entry, "ports")) == 0

spans(entry) := {as_span(text) | some text in entry.ports} if count(lib.list(entry, "ports")) > 0

as_span(text) := [to_number(text), to_number(text)] if not contains(text, "-")

as_span(text) := [to_number(from), to_number(to)] if [from, to] := split(text, "-")

covers(protocol, wanted) if protocol in {"all", wanted}

reaches(span, port) if {
	span[0] <= port
	port <= span[1]
}

# An opening in a few words.
shown(protocol, span, far) := sprintf("%v %v-%v, %v", [protocol, span[0], span[1], far])

sides := {
	"INGRESS": ["source_ranges", "source_tags", "source_service_accounts"],
	"EGRESS": ["destination_ranges"],
}

# Where nothing limits a rule, everybody is its far end.
limited(rule) if {
	some field in sides[direction(rule)]
	count(lib.list(rule.spec, field)) > 0
}

far_ends(rule) := {"0.0.0.0/0"} if not limited(rule)

far_ends(rule) := {far |
	some field in sides[direction(rule)]
	some name in lib.list(rule.spec, field)
	far := far_end(field, name)
} if limited(rule)

# Ranges as they are; tags and accounts of instances by what they are.
far_end(field, range) := range if endswith(field, "_ranges")

far_end(field, name) := sprintf("%v %v", [field, name]) if not endswith(field, "_ranges")

is_range(far) if contains(far, "/")

# Rules that were not read, or name a range that is not known before it is made.
doubts(way) := unread | open_ranges(way)

unread := {d |
	some r in firewall
	not lib.known_list(r.spec, "allowed")
	not lib.known_list(r.spec, "denied")
	d := {"address": r.address, "message": "what it lets through is not known"}
}

open_ranges(way) := {d |
	some r in admitting(way)
	some cidr in far_ends(r)
	lib.unresolved(cidr)
	d := {"address": r.address, "message": sprintf("a range is not known yet: %v", [cidr])}
}

# Where cloud APIs answer that VPC Service Controls can guard; not announced on the Internet.
restricted_apis := "199.36.153.4/30"

# The broker operators come in by.
proxy := "35.235.240.0/20"

to_the_internet(route) if endswith(lib.shown(route.spec, "next_hop_gateway"), "/default-internet-gateway")

# Buckets that sinks of this tenancy write to.
evidence := [b |
	some b in lib.resources_of("gcp.storage.bucket")
	some sink in lib.resources_of("gcp.logging.sink")
	lands_in(sink, b)
]

lands_in(sink, bucket) if sink.spec.destination == sprintf("storage.googleapis.com/%v", [bucket.id])

lands_in(sink, bucket) if sink.spec.destination == sprintf("storage.googleapis.com/%v", [bucket.spec.name])

lands_in(sink, bucket) if {
	start := concat("", ["storage.googleapis.com/${ref:", bucket.address, "#"])
	startswith(sink.spec.destination, start)
}

# Sinks whose bucket is kept elsewhere: nothing can be said of it from here.
evidence_doubts := {d |
	some sink in lib.resources_of("gcp.logging.sink")
	startswith(lib.shown(sink.spec, "destination"), "storage.googleapis.com/")
	not lands_here(sink)
	d := {
		"address": sink.address,
		"message": sprintf("where it writes is not in view: %v", [sink.spec.destination]),
	}
}

lands_here(sink) if {
	some b in lib.resources_of("gcp.storage.bucket")
	lands_in(sink, b)
}

# Members that stand for everybody, or for anybody with an account of Google's.
everybody(member) if member in {"allUsers", "allAuthenticatedUsers"}

# What is project-wide is judged once per project: in the leading tenancy. What a plan does not
# declare may stand there already; in the cloud its absence is a fault.
subject(addresses) := addresses if count(addresses) > 0

subject(addresses) := {input.tenancy.id} if {
	input.tenancy.lead
	count(addresses) == 0
}

subject(addresses) := set() if {
	not input.tenancy.lead
	count(addresses) == 0
}

fault(there, message) := {f |
	not lib.planning
	f := absent(there, message)[_]
}

doubt(there, message) := {d |
	lib.planning
	message_in_plan := sprintf("%v; what the project has now is not part of a plan", [message])
	d := absent(there, message_in_plan)[_]
}

absent(there, message) := [f |
	input.tenancy.lead
	count(there) == 0
	f := {"address": input.tenancy.id, "message": message}
]

# Constraints of the project, whoever laid them on it.
constraints(name) := [p |
	input.tenancy.lead
	some p in lib.present("gcp.orgpolicy.policy")
	p.spec.constraint == name
]

# The switch is on, for everything.
enforced(policy) if {
	some rule in policy.spec.spec.rules
	rule.enforce == true
	not rule.condition
}

switch_subject(name) := subject({p.address | some p in constraints(name)})

switch_fail(name) := fault(constraints(name), sprintf("`%v` is not set", [name])) | {f |
	some p in constraints(name)
	not enforced(p)
	f := {"address": p.address, "message": sprintf("`%v` is not enforced", [name])}
}

switch_unknown(name) := doubt(constraints(name), sprintf("`%v` is not declared", [name]))

# Alarms: a metric whose filter has all of the words, counted by an alert that is on.
alarms(texts) := [a |
	input.tenancy.lead
	some m in lib.present("gcp.logging.metric")
	not m.spec.disabled == true
	every text in texts {
		contains(m.spec.filter, text)
	}
	some a in lib.present("gcp.monitoring.alert_policy")
	not a.spec.enabled == false
	some condition in a.spec.conditions
	contains(condition.condition_threshold.filter, sprintf("logging.googleapis.com/user/%v\"", [m.spec.name]))
]
