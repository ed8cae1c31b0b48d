# The messages of gabakura in English. The same ids, attributes and variables as ja.ftl.
# `.hint` says what to do next; a command to copy stands on its own line, indented by four.
# A variable that was not given is `absent`.

## common

label-error = error
label-warning = warning
label-cause = caused by
label-hint = hint
level = { $level ->
    [error] error
   *[warning] warning
}
none = (none)
known-after = (known after apply: { $reference })
known-after-within = (‹ › known after apply)
absent-value = (absent)
and-more = and { $count } more

action = { $action ->
    [create] create
    [update] update
    [replace] replace
    [delete] delete
    [adopt] adopt
    [forget] forget
   *[no-op] no change
}
move = { $move ->
    [create] create
    [update] update
    [delete] delete
    [adopt] adopt
   *[forget] forget
}
severity = { $severity ->
    [critical] critical
    [high] high
    [medium] medium
   *[low] low
}
finding-status = { $status ->
    [pass] pass
    [fail] fail
    [waived] waived
    [none] not applicable
   *[unknown] unknown
}
drift-status = { $status ->
    [changed] changed
    [missing] missing
    [unmanaged] unmanaged
    [foreign] foreign
   *[unknown] unknown
}
owner = { $owner ->
    [ours] ours
    [platform] platform
   *[foreign] foreign
}
stage = { $stage ->
    [prod] production
    [verify] verification
   *[dev] development
}
enforcement = { $enforcement ->
    [deny] refuses the apply
   *[warn] warns
}
profile = { $profile ->
    [designated_city] designated city
    [core_city] core city
    [city] city or special ward
   *[town] town or village
}

coverage-complete = coverage: all { $kinds ->
    [one] { $kinds } kind
   *[other] { $kinds } kinds
} ({ $time })
coverage-incomplete = { $count ->
    [one] { $count } kind could not be read
   *[other] { $count } kinds could not be read
} ({ $time }); their state is unknown
coverage-title = not covered
owner-sentence = owner: { $owner }

## plan

plan-reason = { $reason ->
    [not_yet_made] does not exist yet
    [missing] recorded, but no longer exists in the cloud
    [differs] differs from what is declared
    [immutable_field] `{ $field }` cannot be changed in place
    [dependency_replaced] what `{ $field }` refers to is replaced
    [no_longer_declared] no longer declared
    [unmanaged] undeclared, inside a container that is exclusively ours
    [destroy] the tenancy is destroyed
    [undone] not recorded before the run that is undone
    [found_by_identity] exists under the declared name, and is not recorded
    [found_by_owner_tag] carries our ownership tag, and is not recorded
    [record_behind] the cloud is as declared; only the record is out of date
   *[in_sync] as declared
}
plan-withheld = { $because ->
    [switched_off] its service is not enabled: { $detail }
    [not_observed] the cloud could not be read: { $detail }
    [protected] deleting it cannot be undone (protected)
    [taken_by_other] identity `{ $detail }` belongs to a resource that is not ours
    [waits_for] it depends on `{ $detail }`, which is withheld
    [ambiguous] several resources carry its ownership tag: { $detail }
    [occupied] it contains resources that gabakura does not manage: { $detail }
   *[in_doubt] an earlier operation on it is still in doubt: { $detail }
}
plan-withheld-title = { $count ->
    [one] { $count } withheld
   *[other] { $count } withheld
}
plan-withheld-hint = { $because ->
    [protected] to keep it, declare it again; it is deleted only when the tenancy is destroyed and the resource is named
    [protected_destroy]
        to delete it, name it; its data cannot be recovered:
            gabakura destroy { $tenancy } --override-protection { $address }
    [protected_undo] to delete it, name it when planning (--override-protection { $address }); its data cannot be recovered
    [occupied] their owner must delete them first; gabakura never does
    [in_doubt]
        find out what happened to it:
            gabakura state recover { $tenancy }
    [ambiguous] gabakura does not guess which one is right: delete the others or remove their ownership tag, then plan again
    [taken_by_other]
        choose another name, or ask the owner of that resource; if it is yours, adopt it:
            gabakura adopt { $tenancy }
    [taken_by_other_adopt] it carries another owner's tags or is recorded under another address: choose another name
    [switched_off] declare the service (gcp.serviceusage.service) and make this depend on it, or enable it by hand
    [not_observed] check the read permissions and the connection, then plan again
   *[waits_for] { "" }
}
plan-unchanged = { $count } unchanged (not shown)
plan-group = { $count ->
    [one] { $count } tenancy with this plan
   *[other] { $count } tenancies with the same plan
}
plan-group-example = values are those of { $tenancy }; --json has those of every tenancy
plan-exceptions = { $count ->
    [one] { $count } tenancy with a plan of its own
   *[other] { $count } tenancies with plans of their own
}
plan-findings-title = { $count ->
    [one] { $count } policy finding
   *[other] { $count } policy findings
}
plan-count = { $action ->
    [create] { $count } to create
    [update] { $count } to update
    [replace] { $count } to replace
    [delete] { $count } to delete
    [adopt] { $count } to adopt
    [forget] { $count } to forget
    [withheld] { $count } withheld
   *[no-op] { $count } unchanged
}
plan-total = plan ({ $tenancies ->
    [one] { $tenancies } tenancy
   *[other] { $tenancies } tenancies
})
plan-empty = no changes: declaration, record and cloud match
plan-empty-incomplete = no changes in what was read; the rest is unknown
plan-irreversible = { $count ->
    [one] { $count } deletion or replacement: review it before you apply
   *[other] { $count } deletions or replacements: review them before you apply
}
plan-intent = { $intent ->
    [fix] plan to restore the recorded settings
    [destroy] plan to destroy everything
    [adopt] plan to adopt what exists
    [undo] plan to return to an earlier record
   *[apply] plan to reach the declared state
}
undo-covers = undoing these runs: { $runs }
undo-beyond-title = { $count ->
    [one] { $count } resource is not restored as it was
   *[other] { $count } resources are not restored as they were
}
undo-beyond = { $beyond ->
    [made-anew] recreated; the data of the old one is lost
    [gone] created since; it is deleted with its data
   *[kept] created since, and kept: deleting it cannot be undone
}
undo-beyond-note = { $thing ->
    [key] the deletion of a key can be cancelled until its date (kms:CancelKeyDeletion); a new key cannot decrypt what the old one encrypted
    [bucket] an object lock cannot be removed, and locked objects cannot be deleted before their retention ends
    [log_group] deleted logs cannot be restored
   *[other] { "" }
}
undo-declared = the declaration is unchanged: unless environments and templates are reverted as well, the next apply makes the same changes again
plan-budget = at least { $calls } mutating calls and { $seconds } s at the declared rate limits; many kinds need more than one call, and dependencies are not counted
plan-digest = digest of the plan: { $digest }

## drift

drift-none = no drift
drift-none-incomplete = no drift in what was read; the rest is unknown
drift-field = expected { $expected } → observed { $observed }
drift-total = drift ({ $tenancies ->
    [one] { $tenancies } tenancy
   *[other] { $tenancies } tenancies
}): { $changed } changed, { $missing } missing, { $unmanaged } unmanaged, { $unknown } unknown{ $foreign ->
    [0] { "" }
   *[other] ; { $foreign } unmanaged by us, which is not drift
}
drift-next =
    to restore the recorded settings:
        gabakura drift { $selector } --fix
    to keep the current settings, write them into the environment file, then:
        gabakura apply { $selector }

## audit

audit-passed = { $count } passed
audit-waived-by = waived: { $reason }
audit-remediation = remediation: { $text }
audit-controls = controls: { $controls }
audit-control-proposed = (mapping proposed)
audit-not-applicable = not applicable (no resource of the kinds this check reads)
audit-total = audit ({ $tenancies ->
    [one] { $tenancies } tenancy
   *[other] { $tenancies } tenancies
}): { $fail } failed, { $unknown } unknown, { $waived } waived, { $pass } passed
audit-severities = failures by severity: { $critical } critical, { $high } high, { $medium } medium, { $low } low
audit-unknown-note = unknown is not a pass: check the read permissions, then audit again
audit-clean = every check that ran passed

## apply

step-status = { $status ->
    [done] done
    [refused] refused
    [unfinished] unfinished
    [unknown] unknown
   *[skipped] skipped
}
apply-waits-for = `{ $address }` was not completed
apply-stopped = stopped before it started
apply-nothing = nothing to apply
apply-total = apply ({ $tenancies ->
    [one] { $tenancies } tenancy
   *[other] { $tenancies } tenancies
}): { $done } done, { $refused } refused, { $unfinished } unfinished, { $unknown } unknown, { $skipped } skipped
apply-complete = apply complete
apply-complete-but = applied what could be applied; { $count } withheld (see the plan for the reasons)
destroy-complete-but = destroyed what could be destroyed; kept: { $count }
destroy-nothing = nothing could be destroyed; kept: { $count }
destroy-kept = { $because ->
    [protected] kept: deleting it cannot be undone
    [waits_for] kept: `{ $detail }` is kept
    [occupied] kept: it contains resources that gabakura does not manage ({ $detail })
   *[other] kept: whether it can be deleted is unknown (see the plan for the reason)
}
destroy-next =
    to delete what was kept, name it; its data cannot be recovered:
destroy-next-command = gabakura destroy { $tenancy }{ $overrides }
apply-interrupted = stopped; everything that had started is recorded
wave-begins = applying wave { $number } of { $total } ({ $count ->
    [one] { $count } tenancy
   *[other] { $count } tenancies
})
wave-ended = wave { $number } of { $total } ({ $count ->
    [one] { $count } tenancy
   *[other] { $count } tenancies
}): { $outcome ->
    [passed] passed
    [failed] failed
    [stopped] stopped halfway
   *[not-started] not started
}
wave-tenancy = { $fate ->
    [incomplete] not completed
    [unsettled] a second plan still shows changes
   *[not-started] not started
}
fleet-stopped = stopped: { $failed } failed, { $max } allowed; not started: { $left }
fleet-next-plan =
    fix the cause, then plan again, review and apply (completed steps are not repeated):
        gabakura plan -o plan.json
fleet-next =
    fix the cause, then continue (completed steps are not repeated):
        gabakura apply { $again }
apply-next-recover =
    to find out what happened to the operations in doubt:
        gabakura state recover { $selector }
apply-next-again =
    fix the cause, then continue; completed steps are not repeated:
        gabakura { $command }
apply-next-continue =
    to continue:
        gabakura { $command }
settled-title = { $count ->
    [one] checked { $count } operation in doubt from an earlier run
   *[other] checked { $count } operations in doubt from earlier runs
}
settled-verdict = { $verdict ->
    [done] it was done ({ $detail })
    [not-done] it was not done
   *[open] not known yet: { $detail }
}
settled-none = no operation is in doubt
settle-undeclared = { $tenancy } is no longer declared, and the record does not hold its account, region and role
    .hint = declare its stage again, with account, region, role and `modules = []`; resolve the operation; then remove the declaration
settle-next = if you know what happened, decide:
settle-done-command = gabakura state settle { $address } --done { $id } --reason "how you know"
settle-not-done-command = gabakura state settle { $address } --not-done --reason "how you know"
settle-noted = decided by hand; the journal records who ({ $by }), why, and what had been observed
settle-unconfirmed = nothing in the cloud confirmed this; the next plan shows what exists
settle-not-needed = nothing to decide: the cloud's state answered it
settled-open =
    some operations are still in doubt; what they touch is withheld. Check the cloud, wait a while, then:
        gabakura state recover { $selector }

## state

column-address = address
column-kind = kind
column-id = id
column-tenancy = tenancy
column-holder = held by
column-since = since
column-until = until
column-code = code
column-name = name
column-kana = reading
column-class = class
column-cloud = cloud
column-parameter = parameter
column-default = default
state-none = nothing is recorded
state-total = { $count ->
    [one] { $count } resource
   *[other] { $count } resources
}
state-recorded-at = recorded at
state-spec = settings
state-declared = declared
state-tags = tags
state-outputs = outputs
state-depends-on = depends on
state-exclusive = exclusive: any undeclared resource inside it is drift
column-run = run
column-began = began
column-outcome = outcome
runs-none = no run is recorded
run-count = { $fate ->
    [refused] { $count } refused
   *[open] { $count } in doubt
}
runs-next =
    to plan a return to the record before a run (without its last number: in every tenancy):
        gabakura plan --undo RUN -o undo.json
locks-none = nothing is locked
journal-sound = the journal is consistent ({ $entries } rows, { $open } operations in doubt)
journal-faults = { $count ->
    [one] the journal is inconsistent in { $count } place
   *[other] the journal is inconsistent in { $count } places
}
journal-chain = end of { $tenancy }: row { $seq } { $hash }
journal-hint =
    do not write to this state; take a copy first (of a database: pg_dump):
        cp -a .gabakura .gabakura.damaged
journal-shut = the state is sealed and no identity was named: the contents of the rows were not checked
sealed = sealed: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources; whoever holds the key of one of these can read them:
rekeyed = sealed with a new key: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources; whoever holds the key of one of these can read them:
unsealed = no longer sealed: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources
seal-left-over = the rows' former contents may still be in the database's files: { $problem }
exported = exported: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources
imported = imported and checked: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources
export-locks = { $count ->
    [one] { $count } tenancy was locked during the export: if a run is under way, the export is already out of date
   *[other] { $count } tenancies were locked during the export: if a run is under way, the export is already out of date
}
rendered-total = { $tenancy }: { $count ->
    [one] { $count } resource
   *[other] { $count } resources
}

## explain

explain-severity = severity: { $severity } (a failure: { $enforcement })
explain-kinds = kinds read: { $kinds }
explain-controls = controls
explain-allowed = allowed: { $values }
explain-any = any value
explain-checks = checks that read it
explain-checks-unknown = the checks that read it are unknown: there is no valid workspace here
explain-default = default { $value }
explain-example = example
explain-list = list of { $of }
explain-map = table of { $of }
explain-observed-only = read-only: it is managed elsewhere, and no template can declare it
explain-outputs = outputs: { $fields }
explain-parent = contained in the resource that `{ $field }` names
explain-replaces = a change replaces the resource
explain-schema = settings
explain-required = required
explain-set = set of { $of }
explain-setting = there is always exactly one: it is set and reset, never created
explain-table = table
explain-taggable = carries tags, ownership among them
explain-unchecked = no check reads it
explain-untaggable = carries no tags: only the record shows its owner
explain-protected = deleting it cannot be undone; destroy needs --override-protection
explain-municipality-ended = until { $until }

## progress

progress-listing = refreshing
progress-listed = refreshing { $done }/{ $total }
progress-listed-all = refreshed { $total } lists, { $failed } unreadable
progress-gap = unreadable: { $kind } ({ $place }): { $code }
progress-applying = applying { $tenancy } ({ $count } steps)
progress-apply = applying
progress-step = { $status } { $move } { $address }
progress-retry = retrying { $address }: { $code } (in { $seconds } s)
progress-recovering = checking operations in doubt of { $tenancy } ({ $count })
progress-alive = still running ({ $elapsed } so far, { $done }/{ $total })

## diagnostics

diagnostic-count = { $errors ->
    [one] { $errors } error
   *[other] { $errors } errors
}, { $warnings ->
    [one] { $warnings } warning
   *[other] { $warnings } warnings
}

diagnostic-same = { $count ->
    [one] the same in { $count } more tenancy
   *[other] the same in { $count } more tenancies
}

account-form = account `{ $found }` is not a number of 12 digits
    .hint = write the AWS account number in quotes, leading zeros included, such as "012345678901"
account-key = { $cloud } takes `{ $expected }`, not `{ $found }`
    .hint = rename the key to `{ $expected }`
account-no-lead = no tenancy leads account { $account }, which several share
    .hint = choose the one that declares the account-wide settings and write `lead = true` in its environment, for example { $tenancy }
account-two-leads = two tenancies lead account { $account }: { $tenancy } and { $other }
    .hint = write `lead = false` in one of them; the other is at { $place }
account-two-stages = account { $account } serves two stages: { $tenancy } and { $other }
    .hint = production, verification and development each need an account of their own; the other is at { $place }
address-syntax = `{ $found }` in `{ $key }` is not an IPv4 address
    .hint = write it as 10.0.0.2
asn-same = the line and the transit gateway have the same AS number: { $found }
    .hint = a Direct Connect gateway and a transit gateway need different numbers; check `direct_connect_asn` and `transit_gateway_asn`
bad-date = `{ $found }` in `{ $key }` is not a date
    .hint = write it as 2027-03-31: the last day it holds, in Japan
bad-mailbox = `{ $found }` in `{ $key }` is not an email address
    .hint = write a monitored address, such as security@city.example.jp
bad-name = `{ $found }` in `{ $key }` cannot be a name
    .hint = start with a lower-case letter; lower-case letters, digits and inner hyphens, at most 40
bad-principal = `{ $found }` in `{ $key }` is not an accepted principal
    .hint = name a group, a workload or a federation, never a single person or everybody: { $expected }
bad-service = `{ $found }` in `{ $key }` is not a service name
    .hint = lower-case letters, digits, hyphens and dots, as in "logs" or "ecr.api"
cidr-host-bits = `{ $found }` in `{ $key }` is not the first address of its network
    .hint = did you mean { $expected }?
cidr-not-private = `{ $found }` in `{ $key }` is not private
    .hint = choose from 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10
cidr-overlap = { $found } of { $tenancy } overlaps { $other_range } of { $other }
    .hint = connected networks cannot share addresses; the other is at { $place }
cidr-overlap-municipality = { $found } of { $tenancy } overlaps { $other_range } of { $other }, of the same municipality
    .hint = use separate ranges if they may be connected one day; the other is at { $place }
cidr-overlap-staff = { $found } overlaps { $other } of the offices
    .hint = the offices are routed to this network: choose a `cidr` that they do not use
cidr-size = { $found } cannot be the range of a network on { $cloud }
    .hint = allowed: { $allowed }
cidr-syntax = `{ $found }` in `{ $key }` is not an address range
    .hint = write an IPv4 CIDR such as 10.16.0.0/20
cidr-too-small = { $found } does not hold { $count } subnets of /{ $prefix }
    .hint = widen `cidr`, or raise `subnet_prefix`
connection-missing = `{ $key }` has no effect without `connection`
    .hint = add `connection = "direct_connect"` (AWS), `"interconnect"` (Google Cloud) or `"lgcs"`, or remove `{ $key }`
connection-needs = connection `{ $connection }` needs `{ $key }`
    .hint = gabakura does not guess the properties of a line: ask its operator, and write them here
crossing-forbidden = flow `{ $flow }` may not run between `{ $zone }` and `{ $far }` (guideline { $edition }{ $model ->
        [absent] {""}
       *[other] , model { $model }
    })
    .hint = keep it within its zone{ $source ->
        [absent] {""}
       *[other] ; source: { $source }
    }
crossing-needs = flow `{ $flow }` between `{ $zone }` and `{ $far }` needs `{ $key }`
    .hint = add `{ $key }` to its entry in `crossings`; source: { $source }
crossing-past-sanitizer = far end { $found } of flow `{ $flow }` is outside its `sanitizer`
    .hint = let all of it pass the sanitizing point (無害化), or remove the flow and its crossing
crossing-without-flow = `crossings` names flow `{ $flow }`, which is not in `flows`
    .hint = add it to `flows`, or remove the crossing
duplicate-item = `{ $found }` appears twice in `{ $key }`
    .hint = remove one of them
empty-value = `{ $key }` is empty
    .hint = write a value, or remove the key
exchange-account = the exchange account { $account } of { $tenancy } is the account of { $other }
    .hint = exchange print data in an account of its own, where no system runs
exchange-key = `{ $found }` is not a key of account { $account }
    .hint = write the name of this municipality's key in the exchange account: { $expected }
exchange-key-shared = { $tenancy } and { $other } exchange print data under the same key { $found }
    .hint = use a key per municipality; the other is at { $place }
far-end-unrouted = there is no route to { $found }, the far end of flow `{ $flow }`
    .hint = add its range to `office_cidrs`, or check the far end
file-unreadable = the file cannot be read: { $problem }
    .hint = check its permissions, its encoding (UTF-8) and its size
fleet-column = there is no column `{ $found }`
    .hint = columns are municipality, profile, lead, and STAGE.FIELD such as "prod.account" or "prod.params.cidr"
fleet-row = the row has { $found } values for { $expected } columns
    .hint = give one value per column; "" leaves a field out
flow-needs = flow `{ $flow }` needs `{ $key }`
    .hint = write the far end into `{ $key }`, or remove `{ $flow }` from `flows`
flow-zone = flow `{ $flow }` is not allowed in `{ $zone }`
    .hint = it is allowed in { $allowed } (three-layer rules); use another zone, or remove it from `flows`
guideline-unread = the network rules of guideline edition { $found } are not in the table yet
    .hint = choose one of { $allowed }, or remove the key (the newest is the default)
hub-id = `{ $found }` in `{ $key }` is not an id
    .hint = write { $expected } and 8 or 17 digits of 0–9 and a–f
hub-tables = transit gateway { $hub } has { $count } route tables
    .hint = the quota is { $allowed }: ask AWS to raise it before it is reached
isolation-without-shared = `isolation` is for shared use only
    .hint = add `mode = "shared"`, or remove `isolation`
lead-twice = two members have `lead = true`
    .hint = choose the one that declares the settings of the account
key-of-other-cloud = `{ $key }` has no effect on { $cloud }
    .hint = remove it; docs/portability.md lists what each cloud needs
line-unencrypted = the line (`{ $connection }`) is not encrypted
    .hint = encrypt it by MACsec or VPN, and say so in `line_encryption`
member-account = account `{ $found }` of stage `{ $stage }` cannot be a member's own
    .hint = with this isolation the members share an account: write it once, in `[stage.{ $stage }]`
missing-key = `{ $key }` is missing
    .hint = add `{ $key }` to this table
model-edition = guideline edition { $edition } has no model `{ $model }`
    .hint = the model exists since { $since }: change `guideline` or `model`; source: { $source }
model-needed = whether flow `{ $flow }` is allowed depends on `model`
    .hint = write the model the municipality follows into `model`; it is allowed under { $allowed }
municipality-check-digit = the check digit of municipality code `{ $found }` is wrong
    .hint = { $name ->
        [absent] if the first five digits are right, it is { $expected }
       *[other] did you mean { $expected } ({ $name })?
    }
municipality-ended = municipality code `{ $found }` ({ $name }) ended on { $until }
    .hint =
        look up the code that followed it:
            gabakura municipality { $name }
municipality-form = municipality code `{ $found }` is not a number of six digits
    .hint = { $suggestion ->
        [absent] write the code in quotes, check digit included, such as "131016"
       *[other] did you mean { $suggestion }?
    }
municipality-not-tenant = { $name } ({ $found }, { $class }) cannot hold a tenancy
    .hint = use the code of a city, special ward, town, village or prefecture; a ward belongs to its city
municipality-unknown = no municipality has code `{ $found }`
    .hint = { $suggestion ->
        [absent]
            look it up by name:
                gabakura municipality 千代田区
       *[other] did you mean { $suggestion }?
    }
number-range = the number in `{ $key }` is too large or not finite
    .hint = write a 64-bit integer or a finite number
out-of-range = { $found } is not allowed in `{ $key }`
    .hint = { $allowed ->
        [absent] write an integer that fits into 64 bits
       *[other] allowed: { $allowed }
    }
platform-cloud = { $cloud } has no landing zone `{ $found }`
    .hint = allowed: { $allowed }
prefix-outside = { $found }, announced to the offices, is outside the own range { $range }
    .hint = list in `allowed_prefixes`, one by one, only ranges inside `cidr`
project-form = project id `{ $found }` is malformed
    .hint = 6 to 30 lower-case letters, digits and hyphens, letter first; neither the project number nor its display name
reach-municipality = { $found } of { $tenancy } reaches { $other_range } of another municipality, { $other }
    .hint = no route or opening joins municipalities: narrow the range; the other is at { $place }
reach-stage = { $found } of { $tenancy } reaches { $other_range } of another stage, { $other }
    .hint = no route or opening joins stages: narrow the range; the other is at { $place }
reach-zone = { $found } of { $tenancy } reaches { $other_range } of { $other }, which is in another zone
    .hint = declare the flow in `crossings`, or narrow the range; the other is at { $place }
region-outside-japan = region `{ $region }` is not in Japan
    .hint = { $suggestion ->
        [absent] use one of { $allowed }; an exception needs a waiver of check `{ $check }`
       *[other] did you mean `{ $suggestion }`?
    }
reserved-text = `{ $key }` contains the reserved text `{ "${ref:" }`
    .hint = to refer to another resource, write {"{"} ref = "name" {"}"} in the template
role-account = the role is of account { $found }, the stage of account { $expected }
    .hint = this would enter another municipality's account: correct the role, in which { $placeholder } stands for the account
role-form = `{ $found }` is not a role of { $cloud }
    .hint = write { $expected }
route-domain-municipalities = { $tenancy } and another municipality, { $other }, share the route table { $found }
    .hint = each municipality needs a table of the transit gateway of its own; the other is at { $place }
route-domain-stages = { $tenancy } and another stage, { $other }, share the route table { $found }
    .hint = production, verification and development each need a table of their own; the other is at { $place }
route-domain-zones = { $tenancy } and { $other }, of another zone, share the route table { $found }
    .hint = each zone needs a table of the transit gateway of its own; the other is at { $place }
secret-key = `{ $key }` is the name of a secret; files must not hold secrets
    .hint = keep the value out of environments and templates, in Secrets Manager or the like, and refer to it where it is used; if only the name misleads, choose another
secret-value = { $what ->
    [access-key] there is an AWS access key here
    [private-key] there is a private key here
   *[password] there is a password here
}
    .hint = remove it; if it was shared already, revoke it and create a new one (the value is not shown here)
stage-account = account `{ $found }` of stage `{ $stage }` cannot be that of every member
    .hint = here each municipality needs its own: write it per member, or as fleet column "{ $stage }.account"
stage-undeclared = stage `{ $stage }` is not declared
    .hint = add `[stage.{ $stage }]` to the file
tenancy-duplicate = tenancy { $tenancy } is declared twice
    .hint = municipality, vendor and stage make one tenancy; the other is at { $place }
toml-syntax = this is not TOML: { $message }
    .hint = look for an open quote or bracket, or a duplicate key
two-forms = the municipalities are given in two ways
    .hint = use one of `municipality = …`, `[[member]]` and `[fleet]`
unknown-key = there is no key `{ $key }`
    .hint = { $suggestion ->
        [absent] check its spelling and the table it is in
       *[other] did you mean `{ $suggestion }`?
    }
unknown-word = `{ $found }` is not allowed in `{ $key }`
    .hint = { $suggestion ->
        [absent] allowed: { $allowed }
       *[other] did you mean `{ $suggestion }`? (allowed: { $allowed })
    }
wrong-type = `{ $key }` is of type { $found }, not { $expected }
    .hint = { $expected ->
        [string] put the value in quotes
        [array] put the value in [ ]
        [integer] write a whole number, without quotes
        [boolean] write true or false, without quotes
        [date] write a date such as 2027-03-31, without quotes
       *[other] write a value of type { $expected }
    }
zone-mixed = the one network of account { $account } has two zones: { $tenancy } and { $other }
    .hint = application isolation has one VPC: give all the same `zone`, or use another account; the other is at { $place }
workspace-empty = there are no environment files
    .hint =
        name the workspace with --workspace, or make a first file:
            gabakura init 131016 acme --account 111122223333

policy-compile = the policy does not compile: { $message }
    .hint = look for an unknown function or an unsafe variable
policy-duplicate = check `{ $check }` of this cloud is also in { $first }
    .hint = change package and id of one, or remove it
policy-file-name = the file's name does not match its package
    .hint = name the file { $expected }
policy-id = the check's id `{ $id }` does not match its package
    .hint = make it "{ $expected }"
policy-impure = `{ $builtin }` is not allowed
    .hint = a check must give the same answer to the same input: remove randomness and printing
policy-kinds = the check's kinds `{ $kinds }` are invalid
    .hint = `kinds` names at least one kind, all of one cloud
policy-metadata = `metadata` is invalid: { $problem }
    .hint = write id, controls and kinds for each cloud; title, severity, enforcement and remediation once per check
policy-rule-missing = rule `{ $rule }` is missing
    .hint = a check needs metadata, subject and fail
policy-syntax = this is not Rego: { $message }
    .hint = check the brackets and `import rego.v1`

helper-argument = argument { $position } of `{ $helper }` is { $found } ({ $tenancy })
    .hint = give it { $expected }
helper-cidr = `{ $found }` is not an address range ({ $tenancy })
    .hint = write an IPv4 CIDR such as 10.16.0.0/20 into the parameter in the environment file
kind-cloud = kind `{ $kind }` is not of { $cloud } ({ $tenancy })
    .hint = a template is in templates/CLOUD/ and declares kinds of that cloud only
kind-observed-only = kind `{ $kind }` is read-only: no template can declare it ({ $tenancy })
    .hint = such resources are created outside gabakura; checks read them (`gabakura explain { $kind }`)
kind-unknown = there is no kind `{ $kind }`
    .hint = { $suggestion ->
        [absent]
            check its spelling; to describe a kind:
                gabakura explain aws.ec2.vpc
       *[other] did you mean `{ $suggestion }`?
    }
module-unknown = { $cloud } has no module `{ $module }` ({ $tenancy })
    .hint = { $suggestion ->
        [absent] add templates/{ $cloud }/{ $module }.toml.hbs, or remove it from `modules`
       *[other] did you mean `{ $suggestion }`?
    }
name-too-long = the name for `{ $purpose }` does not fit into { $max } characters ({ $tenancy })
    .hint = shorten the purpose or the vendor's name
parameter-bounds = the bounds of `{ $key }` are the wrong way round: { $min } to { $max }
    .hint = write the smaller number as min
parameter-default = `{ $param }` is required and has a default
    .hint = remove required, or the default that would never be used
parameter-duplicate = parameter `{ $param }` is declared twice
    .hint = the other declaration is { $place }: keep one, in common.params.toml if several modules use it
parameter-module = there is no template for the parameters of module `{ $module }`
    .hint = { $suggestion ->
        [absent] put the file beside MODULE.toml.hbs and name it MODULE.params.toml, or common.params.toml
       *[other] did you mean `{ $suggestion }`?
    }
parameter-name = `{ $found }` cannot be a parameter's name
    .hint = start with a lower-case letter; lower-case letters, digits and _
parameter-undeclared = the template uses parameter `{ $param }`, which no file declares
    .hint = { $suggestion ->
        [absent] declare [{ $param }] with type, ja and en in { $file }
       *[other] did you mean `{ $suggestion }`? If not, declare [{ $param }] with type, ja and en in { $file }
    }
param-missing = parameter `{ $param }` is missing ({ $tenancy })
    .hint = write `{ $key }` into the environment at { $place }
param-unused = no template declares parameter `{ $param }`
    .hint = { $suggestion ->
        [absent] remove it if it is not needed
       *[other] did you mean `{ $suggestion }`?
    }
reference-across = `{ $reference }` belongs to another tenancy ({ $tenancy })
    .hint = references cannot cross tenancies: pass the value as a parameter
reference-circle = resources refer to each other in a cycle: { $path } ({ $tenancy })
    .hint = move one of the references into a resource of its own, such as a rule or a route
reference-form = `{ $reference }` is not a reference ({ $tenancy })
    .hint = write "name" within a module, "module/name" across modules
reference-mark = a value contains the reserved text `{ "${ref:" }` ({ $tenancy })
    .hint = write a reference as {"{"} ref = "name" {"}"}
reference-output = `{ $reference }` ({ $kind }) has no output `{ $field }` ({ $tenancy })
    .hint = it has { $allowed }
reference-unknown = `{ $reference }` is not declared ({ $tenancy })
    .hint = { $suggestion ->
        [absent] check the name, and that its module is in `modules`
       *[other] did you mean `{ $suggestion }`?
    }
resource-duplicate = { $address } is declared twice
    .hint = rename one; the other is at { $place }
resource-missing-key = the resource lacks `{ $key }` ({ $tenancy })
    .hint = a [[resource]] needs kind and name
resource-name = `{ $found }` cannot be a resource's name ({ $tenancy })
    .hint = start with a lower-case letter; lower-case letters, digits and inner hyphens, at most 40
resource-number = the number is too large or not finite ({ $tenancy })
    .hint = write a 64-bit integer or a finite number
resource-unknown-key = a resource has no key `{ $key }` ({ $tenancy })
    .hint = { $suggestion ->
        [absent] settings go below `spec.`
       *[other] did you mean `{ $suggestion }`?
    }
resource-wrong-type = `{ $key }` is of type { $found }, not { $expected } ({ $tenancy })
    .hint = check the quotes and brackets of what the template writes
spec-fault = `{ $path }` of { $kind } is invalid: { $problem } ({ $tenancy })
    .hint = { $suggestion ->
        [absent]
            to list its settings:
                gabakura explain { $kind }
       *[other] did you mean `{ $suggestion }`?
    }
subnets-too-small = { $found } does not hold { $count } of /{ $prefix } ({ $tenancy })
    .hint = widen `cidr` in the environment, or raise the prefix
tag-length = tag `{ $key }` is too short or too long ({ $tenancy })
    .hint = a key has 1 to 128 characters, a value up to 256
tag-reserved = tag `{ $key }` is not allowed ({ $tenancy })
    .hint = keys that begin with `{ $prefix }` are reserved
tags-unsupported = { $kind } takes no tags ({ $tenancy })
    .hint = remove `tags`
template-duplicate = module `{ $module }` has two templates
    .hint = remove or rename one; the other is { $place }
template-helper-unknown = there is no helper `{ $helper }`
    .hint = { $suggestion ->
        [absent] check its spelling; to write a value: {"{{"}toml variable{"}}"}
       *[other] did you mean `{ $suggestion }`?
    }
template-path = this is not a path for a template
    .hint = put it at templates/CLOUD/MODULE{ $suffix }
template-quoted-value = `{ $helper }` cannot be within quotes
    .hint = `{ $helper }` writes quotes itself: remove those around it
template-raw-output = unescaped output ({"{{{"} {"}}}"}) is not allowed
    .hint = write {"{{"}toml variable{"}}"}
template-render = the template does not render: { $message } ({ $tenancy })
    .hint = check the helper and its arguments on this line
template-reserved-character = there is a reserved control character
    .hint = remove the invisible character on this line
template-syntax = this is not a template: { $message }
    .hint = look for an unmatched {"{{"} or {"}}"}
template-toml = what the template renders to is not TOML: { $message } ({ $tenancy })
    .hint = check quotes and brackets around this line, and that values are written with {"{{"}toml variable{"}}"}
template-unclosed = block `{ $block }` is not closed
    .hint = add {"{{"}/{ $block }{"}}"}
template-unsupported = partials and decorators are not supported
    .hint = use if, each, with, unless and the helpers for values
template-variable-unknown = there is no variable `{ $variable }`
    .hint = { $suggestion ->
        [absent] parameters are params.NAME
       *[other] did you mean `{ $suggestion }`?
    }
variable-missing = variable `{ $variable }` has no value ({ $tenancy })
    .hint = give it one in the environment, or put {"{{"}#if{"}}"} around it
variable-not-scalar = variable `{ $variable }` is of type { $found } and cannot be written as text ({ $tenancy })
    .hint = write {"{{"}toml { $variable }{"}}"}, or {"{{"}#each{"}}"} over it
zone-unknown = region `{ $region }` has no zone number { $index } ({ $tenancy })
    .hint = lower `availability_zones`, or change the region

## problems

store-locked = { $tenancy } is locked by { $holder } since { $since }
    .hint =
        wait for it to end; break the lock only after making sure that the process is gone:
            gabakura state unlock { $tenancy } --reason "made sure the process is gone"
store-lock-lost = the lock on { $tenancy } was lost: it ran out, or somebody broke it
    .hint =
        nothing more was started; make sure that no other run is under way, then resolve what is in doubt:
            gabakura state recover { $tenancy }
store-not-ours = `{ $path }` is not a state file of gabakura, or is damaged
    .hint =
        nothing was overwritten; take a copy, then restore your backup:
            cp -a { $path } { $path }.damaged
store-not-ours-schema = the schema `gabakura` in `{ $path }` was not created by gabakura, or is damaged
    .hint =
        nothing was changed; inspect the schema, or use another database:
            psql "{ $path }" -c "\dt gabakura.*"
store-too-new = `{ $path }` was written by a newer gabakura (format { $found }; this one reads up to { $supported })
    .hint =
        use the newer release; to see which one this is:
            gabakura --version
store-illegal-move = the journal refuses this transition
    .hint =
        the run was stopped and the record is intact; verify it and resolve what is in doubt:
            gabakura state verify
            gabakura state recover
store-corrupt = the state is corrupt
    .hint =
        nothing was written; find the damaged rows:
            gabakura state verify
store-unreachable = the state in `{ $place }` cannot be used
    .hint =
        nothing more was started; check the address, the role and the server:
            psql "{ $place }" -c "SELECT 1"
store-occupied = { $tenancy } already has a record here, or is locked
    .hint =
        nothing was imported; import into an empty state, or list what is here:
            gabakura state list { $tenancy }
store-key-missing = the state is sealed, and no identity was named
    .hint =
        name the file with the key (or set GABAKURA_IDENTITY):
            gabakura --identity FILE state list
store-wrong-key = none of the identities opens the state
    .hint =
        list its recipients; one of them can add you:
            gabakura state verify --json
            gabakura state rekey --recipient age1… --recipient age1…
store-resealed = the state was resealed while this ran
    .hint =
        nothing was written; run it again, and if an apply was under way, resolve what is in doubt first:
            gabakura state recover
store-sealed-otherwise = the export is sealed differently from this state
    .hint =
        nothing was imported; import it into a new state, then seal or unseal that one:
            gabakura --state sqlite:NEW.db state import FILE
store-database = the state could not be { $action ->
    [opened] opened
    [created] created
    [read] read
    [written] written
    [locked] locked
    [unlocked] unlocked
    [exported] exported
    [imported] imported
    [sealed] sealed
   *[other] handled
}
    .hint =
        check free space and permissions (on the database server, if the state is on one):
            df -h .gabakura && ls -la .gabakura

provider-refused = { $service } refused `{ $operation }`: { $code }
    .hint = { $class ->
        [access]
            check the permissions (role policy, SCP); who you are now:
                aws sts get-caller-identity
        [quota] ask for a higher service quota or delete what is no longer needed, then run again
        [unsent] this process was suspended for minutes; nothing was sent: run again
        [throttled] too many calls: wait a little, lower --parallel, then run again
        [consistency] the last change is not visible everywhere yet: wait a minute, then run again
       *[other] fix the cause that the cloud names, then run again
    }
provider-switched-off = `{ $switch }` is not enabled in the account
    .hint = enable it, or declare it as a resource that comes first
provider-no-reply = no response to `{ $operation }` from { $service }
    .hint =
        it may or may not have happened; check the connection, then find out:
            gabakura state recover
provider-malformed = the response of { $service } to `{ $operation }` is malformed
    .hint =
        find out what happened:
            gabakura state recover
provider-no-credentials = there are no usable credentials for account { $account }
    .hint =
        check the credentials and the trust policy of the role:
            aws sts get-caller-identity
provider-unknown-kind = this release does not know kind `{ $kind }`
    .hint = check the kind's spelling and the release of gabakura
apply-stale = the record changed after the plan was made (planned at { $planned }, now at { $found })
    .hint =
        nothing was changed; plan again:
            gabakura plan
host-port-taken = port { $port } on 127.0.0.1 is in use
    .hint =
        choose another one:
            gabakura sandbox start --port 4848
host-running = the sandbox is running on port { $port }
    .hint = stop it with Ctrl+C in its terminal, then run this again
host-in-use = another process has the sandbox's state open
    .hint = wait for the other gabakura to end, then run this again
host-other = the sandbox cannot be used
    .hint =
        its state can be reset (everything in the sandbox is lost):
            gabakura sandbox reset

ask-apply = Apply this plan? Type "yes" to apply:
log-filter = `{ $filter }` in GABAKURA_LOG is not a log filter: { $problem }
    .hint = for example: GABAKURA_LOG=debug
trace-exporter = traces cannot be exported: { $problem }
    .hint = check OTEL_EXPORTER_OTLP_ENDPOINT, or unset it
stopping = stopping after the calls in flight; press Ctrl+C again to stop at once (operations in doubt are resolved by the next run)
needs-yes = nothing was applied: there is no terminal to confirm on
    .hint = review the plan, then run again with --yes
not-agreed = nothing was changed: the plan was not confirmed
cannot-write = { $path ->
    [absent] cannot write: { $problem }
   *[other] cannot write `{ $path }`: { $problem }
}
    .hint = check permissions and free space there
no-credentials = no access to { $place }: { $problem }
    .hint =
        check the credentials and the trust policy of the role:
            aws sts get-caller-identity
selector-matches-nothing = no tenancy matches `{ $selector }`
    .hint =
        to see which are declared:
            gabakura plan
not-an-address = `{ $text }` is not a resource address
    .hint =
        it has the form MUNICIPALITY/VENDOR/STAGE/MODULE/NAME; to list them:
            gabakura state list
not-a-tenancy = `{ $text }` is not a tenancy
    .hint = it has the form MUNICIPALITY/VENDOR/STAGE, such as 131016/acme/prod
not-a-name = `{ $text }` cannot be a name
    .hint = start with a lower-case letter; lower-case letters, digits and inner hyphens, at most 40
not-an-account = `{ $text }` is not an account number of 12 digits
    .hint = for example 111122223333
not-a-state = this is not the address of a state: { $problem }
    .hint =
        --state and GABAKURA_STATE take a file or a database:
            gabakura --state sqlite:.gabakura/state.db state list
            gabakura --state postgres://USER@HOST/DATABASE state list
identity-unusable = the identities in `{ $path }` cannot be used: { $problem }
    .hint =
        name a file as age-keygen writes it:
            age-keygen -o FILE
state-not-sealed = an identity was named, but the state is not sealed
    .hint =
        seal it, or leave the identity out (--identity, GABAKURA_IDENTITY) if it is meant to be plain:
            gabakura --identity FILE state seal
state-sealed-already = the state is already sealed
    .hint =
        to seal it with a new key, for new recipients:
            gabakura --identity FILE state rekey --recipient age1…
seal-needs-identity = no identity was named: a state cannot be sealed or opened without a key
    .hint =
        name the file with your key; to create one:
            age-keygen -o FILE
seal-recipient = this is not an age recipient: { $problem }
    .hint =
        name public keys as age-keygen prints them; that of a file:
            age-keygen -y FILE
import-refused = `{ $path }` was not imported: { $problem }
    .hint = nothing was written; use another copy of the file, as `gabakura state export` wrote it
cannot-read = `{ $path }` cannot be read: { $problem }
    .hint = check the path and the permissions
reason-secret = the reason looks like it contains a secret, and the journal keeps reasons permanently
    .hint = write it without the secret
settle-not-open = no operation on { $address } is in doubt
    .hint =
        to list those that are:
            gabakura state recover
settle-other = the operation in doubt on { $address } concerns `{ $expected }`, not `{ $id }`
    .hint = name `{ $expected }`, or use --not-done; nothing was recorded
settle-no-such = the cloud has no `{ $id }` that could be { $address }
    .hint = check the id and the account, or use --not-done; nothing was recorded
settle-still-there = `{ $id }` still exists, so { $address } was not deleted
    .hint = use --not-done, and the next plan deletes it; nothing was recorded
settle-taken = `{ $id }` cannot be { $address }: it belongs to { $owner ->
        [platform] the platform
       *[other] `{ $owner }`
    }
    .hint = name another id, or use --not-done; nothing was recorded
not-recorded = { $address } is not recorded
    .hint =
        to list what is:
            gabakura state list
nothing-to-explain = there is no check, control, kind, module or size class `{ $text }`
    .hint = name a check (network-no-public-ingress), a control (SC-7), a kind (aws.ec2.vpc), a module (network) or a size class (town)
municipality-none = no municipality matches `{ $text }`
    .hint = search by part of the name, reading or code, such as 千代田, ちよだ or 13101
plan-stale = the saved plan is stale
    .hint =
        nothing was changed; plan again and review it:
            gabakura plan -o plan.json
plan-unreadable = cannot read plan file `{ $path }`: { $problem }
    .hint =
        plan again:
            gabakura plan -o { $path }
plan-moved = { $what ->
    [release] the release of gabakura: { $name } then, { $detail } now
    [desired] the declaration of { $name } changed
    [recorded] the record of { $name } changed: another apply ran
    [observed] the cloud resources of { $name } changed
    [verdict] the result of check { $name } changed ({ $detail })
    [decision] the plan for { $name } is different
   *[plan] the plan is different
}
plan-moved-file = { $detail ->
    [added] file added: { $name }
    [removed] file removed: { $name }
   *[changed] file changed: { $name }
}
plan-moved-selected = { $detail ->
    [added] the selector now matches { $name }
   *[removed] the selector no longer matches { $name }
}
plan-format = plan file `{ $path }` was written by another release of gabakura (format { $found }; this one reads { $expected })
    .hint =
        plan again:
            gabakura plan -o { $path }
plan-tampered-place = altered at: { $place }
plan-tampered-seal = its content does not match its digest
plan-tampered-signature = its signature is not that of the key it names
plan-not-signed = plan file `{ $path }` is not signed
    .hint =
        nothing was applied; sign the reviewed plan (required key: { $expected }):
            gabakura plan -o { $path } --sign private.pem
plan-wrong-key = plan file `{ $path }` was signed with another key ({ $found }; required: { $expected })
    .hint = nothing was applied; check who signed it, and the public key given to --require-signature
signature-needs-file = signatures are required: only a signed plan file can be applied
    .hint =
        save and sign the plan, then apply its file:
            gabakura plan -o plan.json --sign private.pem
            gabakura apply plan.json
sign-key = cannot read signing key `{ $path }`: { $problem }
    .hint =
        give an Ed25519 private key without a passphrase (PKCS#8, PEM); to create one:
            openssl genpkey -algorithm ed25519 -out private.pem
verify-key = cannot read public key `{ $path }`: { $problem }
    .hint =
        nothing was applied; give an Ed25519 public key (PEM); to extract it from a private key:
            openssl pkey -in private.pem -pubout -out public.pem
plan-tampered = plan file `{ $path }` was changed after it was made
    .hint =
        nothing was applied; plan again:
            gabakura plan -o { $path }
plan-denied = a policy denies the plan; nothing was changed
    .hint = fix the failures above, or add a waiver with an end date ([[waiver]]) to the environment file
wave-not-a-part = `{ $text }` is not a wave
    .hint =
        give counts, selectors (with / or *) and rest, separated by commas:
            gabakura apply --wave 1,10,rest
wave-rest-not-last = no wave can follow `rest`, which is all remaining tenancies
    .hint = write `rest` once, as the last wave
wave-matches-nothing = no planned tenancy matches wave `{ $selector }`
    .hint =
        check its spelling; the planned tenancies are:
            gabakura plan
wave-uncovered = { $count ->
    [one] { $count } tenancy is in no wave
   *[other] { $count } tenancies are in no wave
}
    .hint =
        add a wave for the rest:
            gabakura apply --wave 1,10,rest
adopt-difference = observed { $is }, declared { $declared }
adopt-taken = `{ $address }`: `{ $id }` is recorded by { $owner }
    .hint = nothing was adopted; a resource belongs to one tenancy
undo-no-such-run = no selected tenancy had a run `{ $run }`
    .hint =
        list the runs:
            gabakura state runs
undo-lost = the journal does not hold the earlier settings of `{ $address }`: an earlier release changed it before it was recorded
    .hint = gabakura does not guess; write the settings you want into environments or templates, and apply them
undo-unset = before that run `{ $field }` of `{ $address }` was unset, and a declaration cannot unset it
    .hint = nothing was changed; unset it by hand, then write the other settings you want into environments or templates, and apply them
undo-altered = what was recorded of `{ $address }` before does not match the journal's digest
    .hint =
        nothing was changed; verify the journal:
            gabakura state verify
undo-no-graph = the earlier record of { $tenancy } cannot be planned: { $problem }
    .hint = write the settings you want into environments or templates, and apply them
override-needs-deletion = --override-protection requires --destroy or --undo
    .hint = a protected resource that is only no longer declared is not deleted, even when named
init-check-digit = the check digit of municipality code `{ $found }` is wrong
    .hint = did you mean { $expected }?
init-not-a-code = `{ $found }` is not a municipality code of six digits
    .hint =
        look it up by name:
            gabakura municipality { $found }
init-unknown-municipality = no municipality that can hold a tenancy has code `{ $code }`
    .hint =
        look it up by name:
            gabakura municipality 千代田区
init-exists = `{ $path }` already exists
    .hint = it is not overwritten: edit it, or name another vendor
init-no-modules = `{ $workspace }` has no module for { $cloud }
    .hint = a workspace has templates/{ $cloud }/*.toml.hbs; name it with --workspace, or start from the templates that come with gabakura
sandbox-not-running = the sandbox is not running
    .hint =
        start it in another terminal:
            gabakura sandbox start

## commands

plan-saved = saved the plan as `{ $path }`
report-saved = wrote the report to `{ $path }`
lock-not-given-back = the lock on { $tenancy } could not be released ({ $problem }); it expires within two minutes
lock-broken = broke the lock on { $tenancy }; the journal records the reason
lock-none = { $tenancy } is not locked
valid = valid ({ $tenancies } tenancies, { $resources } resources, { $checks } checks)
init-written =
    wrote `{ $path }`; check account, address range and flows, then:
        gabakura validate
sandbox-started = sandbox listening on http://127.0.0.1:{ $aws } for AWS and http://127.0.0.1:{ $google } for Google Cloud (Ctrl+C stops it)
sandbox-stopped = the sandbox stopped; its state is saved
sandbox-reset = the sandbox is empty

demo-sandbox = 1. Start an empty sandbox (the embedded cloud). No real cloud is touched
demo-render = 2. Render environments and templates into the desired resources
demo-rendered = { $tenancies } tenancies, { $resources } resources
demo-plan = 3. Compare them with the cloud and plan
demo-apply = 4. Apply the plan; the journal records each step before its call
demo-again = 5. Plan again: right after an apply nothing changes
demo-tamper = 6. Change settings behind gabakura's back
demo-drift = 7. Detect the drift
demo-fix = 8. Restore the recorded settings and check again
demo-audit = 9. Audit against the baseline
demo-report = the audit report (HTML): { $path }
demo-next =
    (The failures are expected. 272035/minami/prod is declared to be under Control Tower, and the
    sandbox has no organization above it that provides the trail and detection. And on AWS
    nobody has confirmed the SNS subscriptions that receive the alarms.)

    The same by hand, on a sandbox that persists:
        gabakura sandbox start
        gabakura plan --sandbox 131016/acme/verify -o p.json
        gabakura apply --sandbox p.json
        gabakura drift --sandbox 131016/acme/verify
        gabakura audit --sandbox 131016/acme/verify
        gabakura destroy --sandbox 131016/acme/verify
    Then create an environment of your own:
        gabakura init 131016 yourname --account 998877665544
demo-tampered-group = { $tenancy }: opened security group { $id } to SSH from anywhere
demo-tampered-key = { $tenancy }: disabled the rotation of key { $id }
demo-tampered-log = { $tenancy }: deleted flow log { $id }

## help

help-about = Declarative provisioner for the Japanese government cloud
help-global-workspace = Workspace directory with environments, templates and policies
help-global-state = Database of the state and the journal: sqlite:PATH or postgres://USER@HOST/DATABASE (GABAKURA_STATE)
help-global-identity = File with the age keys that open a sealed state (GABAKURA_IDENTITY)
help-global-json = Print the result as JSON
help-global-lang = Language of messages
help-global-quiet = Print only the result
help-global-no-color = Disable color
help-global-parallel = Maximum concurrent calls
help-global-sandbox = Use the embedded sandbox instead of the real clouds
help-global-verbose = Log to stderr; -vv logs each call as well (GABAKURA_LOG)
help-global-log-format = Format of the log: text, or json with one object a line
help-demo = Run the whole workflow in the sandbox
help-init = Create a first environment file
help-init-municipality = Municipality code, six digits
help-init-vendor = Name of the vendor: lower-case letters, digits, hyphens
help-init-account = AWS account of the verification stage, 12 digits
help-init-project = Google Cloud project of the verification stage, instead of an account
help-init-cidr = Address range of the network
help-validate = Check the files and report every error; calls no cloud
help-render = Show the resources that the templates render; calls no cloud
help-plan = Show what would change and why; changes nothing
help-plan-out = Save the plan to this file, to apply it later
help-plan-undo = Plan a return to the record before this run (list runs with `state runs`)
help-apply-undo = Return to the record before this run (list runs with `state runs`)
help-state-runs = List the runs
help-plan-sign = Ed25519 private key (PEM) to sign the saved plan with
help-apply-wave = Apply in waves, such as 1,10,rest; a wave starts once a new plan of the last one is empty
help-failure-budget = Stop starting tenancies after more than this many failures (0 with --wave)
help-require-signature = Apply only a plan file signed with this public key (PEM); also GABAKURA_REQUIRE_SIGNATURE
help-plan-destroy = Plan to destroy everything
help-detailed-exitcode = Exit with 2 if there are changes or drift
help-selector = Tenancies, such as 131016/acme/prod or 13*/acme/*; all when left out
help-apply = Apply a plan
help-apply-what = Tenancies, or a saved plan file
help-yes = Skip the confirmation
help-adopt = Adopt existing resources that match the declaration; changes nothing in the cloud
help-destroy = Destroy everything that was applied
help-override-protection = Address of a protected resource to delete (repeatable)
help-drift = Compare the record with the cloud
help-drift-fix = Restore the recorded settings
help-audit = Check the cloud against the baseline
help-audit-format = Output format
help-audit-out = Output file
help-state = Inspect and repair the state, the journal and the locks
help-state-list = List recorded resources
help-state-show = Show one recorded resource
help-address = Resource address, such as 131016/acme/prod/network/vpc
help-state-locks = List the locks that are held
help-state-unlock = Break a lock
help-tenancy = Tenancy, such as 131016/acme/prod
help-unlock-reason = Why; kept in the journal
help-state-recover = Find out what happened to operations in doubt
help-state-settle = Decide an operation in doubt that recover cannot resolve
help-settle-done = It was done: the id of the resource that was created, changed or deleted
help-settle-not-done = It was not done
help-settle-reason = How you know; kept in the journal
help-state-export = Export the state and the journal to a file
help-state-export-file = Output file; - is stdout
help-state-import = Import an export into an empty state
help-state-import-file = Input file; - is stdin
help-state-verify = Verify that the journal is consistent and was not altered
help-state-seal = Encrypt the state and the journal for the holders of age keys
help-state-rekey = Encrypt a sealed state with a new key, for new recipients
help-state-unseal = Decrypt a sealed state
help-seal-recipient = age recipient (repeatable); default: the keys of --identity
help-explain = Explain a check, a control, a kind, a module or a size class
help-explain-what = Id of a check or a control, a kind, a module (network, aws/network), or a size class (town)
help-municipality = Look up a municipality code
help-search-text = Part of a name, a reading or a code
help-sandbox = Run the embedded sandbox
help-sandbox-start = Start the sandbox; Ctrl+C stops it
help-sandbox-port = Port to listen on
help-sandbox-reset = Delete everything in the sandbox
help-sandbox-env = Print the environment variables for AWS tools
help-sandbox-account = Account number, 12 digits
help-completions = Print a shell completion script
help-completions-shell = Shell
help-man = Print the manual page

## report

report-title = Government cloud audit report
report-subtitle = Baseline, drift and coverage
report-all = all
report-address = Address
report-approver = Approved by
report-check = Check
report-closing = This report states what was observed when it was made. Unknown or not covered never means compliant.
report-contents = Tenancies
report-controls = Controls
report-control-note = gabakura proposes this mapping to a control; the framework's publisher does not state it.
report-coverage = Not covered
report-drift = Drift
report-drift-none = The record and the cloud match.
report-drift-none-incomplete = No difference in what was read; the rest is unknown.
report-evidence = Evidence
report-expected = Expected
report-field = Field
report-filter = Show checks
report-findings = Baseline
report-findings-none = No check was decided: compliance is unknown.
report-gaps-none = Every requested kind was read to its last page.
report-gaps-warning = Some kinds could not be read; their state is unknown.
report-kind = Kind
report-made-at = Made at
report-made-by = Made by
report-municipality = Municipality
report-observed = Observed
report-place = Place
report-reason = Reason
report-remediation = Remediation
report-resource-id = ID
report-resources = Recorded resources
report-resources-none = Nothing is recorded.
report-severity = Severity
report-skip = Skip to content
report-status = Status
report-summary = Summary
report-tenancies = Tenancies
report-tenancy = Tenancy
report-until = Until
report-waivers = Waivers
report-waivers-none = No waiver is declared.
report-not-observed = the cloud was not read
report-verdict-fail = { $count ->
    [one] { $count } finding does not meet the baseline
   *[other] { $count } findings do not meet the baseline
}
report-verdict-unknown = some checks could not be decided; this is not a pass
report-verdict-pass = { $count ->
    [one] the { $count } finding meets the baseline
   *[other] all { $count } findings meet the baseline
}
report-tile-fail = { $critical } critical, { $high } high, { $medium } medium, { $low } low
report-tile-unknown = not enough was read to decide
report-tile-waived = approved exceptions with an end date
report-tile-pass = checked and compliant
report-tile-drift = resources that differ from the record
report-tile-gaps = kinds that could not be read
report-vendor = Vendor
report-stage = Stage
report-profile = Size class
report-systems = Systems
report-modules = Modules
report-zone = Zone
report-observed-at = Observed at

zone = { $zone ->
    [my-number] My Number
    [lgwan] LGWAN
    [internet] Internet
   *[other] { $zone }
}
system = { $system ->
    [resident_record] resident record
    [family_register] family register
    [family_register_supplement] family register supplement
    [seal_registration] seal registration
    [electoral_roll] electoral roll
    [fixed_asset_tax] fixed asset tax
    [individual_resident_tax] individual resident tax
    [corporate_resident_tax] corporate resident tax
    [light_vehicle_tax] light vehicle tax
    [child_rearing_support] child-rearing support
    [school_enrollment] school enrollment
    [child_allowance] child allowance
    [child_rearing_allowance] child-rearing allowance
    [national_health_insurance] national health insurance
    [national_pension] national pension
    [disability_welfare] disability welfare
    [late_elderly_medical_care] medical care for the elderly
    [long_term_care_insurance] long-term care insurance
    [public_assistance] public assistance
    [health_management] health management
   *[related] related system
}
