# The words of gabakura in English. The same ids, attributes and variables as ja.ftl.
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

coverage-complete = covered: all { $kinds ->
    [one] { $kinds } kind
   *[other] { $kinds } kinds
} ({ $time })
coverage-incomplete = { $count ->
    [one] { $count } kind was not seen
   *[other] { $count } kinds were not seen
} ({ $time }); nothing is said about them, good or bad
coverage-title = not seen
owner-sentence = owner: { $owner }

## plan

plan-reason = { $reason ->
    [not_yet_made] not made yet
    [missing] recorded, but gone from the cloud
    [differs] differs from what is declared
    [immutable_field] `{ $field }` cannot be changed once made
    [dependency_replaced] what `{ $field }` refers to is replaced
    [no_longer_declared] no longer declared
    [unmanaged] stands undeclared inside what is exclusively ours
    [destroy] everything is to be taken down
    [undone] not on record before the run that is undone
    [found_by_identity] is there as named, and is not on record
    [found_by_owner_tag] bears our owner tag, and is not on record
    [record_behind] the cloud is as declared; only the record is behind
   *[in_sync] as declared
}
plan-withheld = { $because ->
    [switched_off] the service it belongs to is switched off: { $detail }
    [not_observed] the cloud could not be read: { $detail }
    [protected] deleting it cannot be undone (protected)
    [taken_by_other] identity `{ $detail }` is taken by something that is not ours
    [waits_for] `{ $detail }` is withheld
    [ambiguous] several things bear its owner tag: { $detail }
    [occupied] others keep something in it: { $detail }
   *[in_doubt] an earlier move on it is still in doubt: { $detail }
}
plan-withheld-title = { $count ->
    [one] { $count } withheld
   *[other] { $count } withheld
}
plan-withheld-hint = { $because ->
    [protected] to keep it, declare it again; it goes only when the tenancy is taken down and it is named
    [protected_destroy]
        if it may really go, name it; its data will not come back:
            gabakura destroy { $tenancy } --override-protection { $address }
    [protected_undo] if it may really go, name it when planning (--override-protection { $address }); its data will not come back
    [occupied] whoever runs that must take it down first; gabakura never does
    [in_doubt]
        find out what became of it:
            gabakura state recover { $tenancy }
    [ambiguous] which one is right is not ours to guess: delete the spare ones or remove their owner tag, then plan again
    [taken_by_other]
        choose another name, or ask the owner of what has it; if it is yours, take it on record:
            gabakura adopt { $tenancy }
    [taken_by_other_adopt] it bears somebody else's marks or is on record under another address: choose another name
    [switched_off] declare the service (gcp.serviceusage.service) and let this depend on it, or switch it on by hand
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
plan-empty = no changes: declaration, record and cloud agree
plan-empty-incomplete = no changes in what was seen; nothing can be said about what was not
plan-irreversible = { $count ->
    [one] { $count } deletion or replacement: look at it before you apply
   *[other] { $count } deletions or replacements: look at them before you apply
}
plan-intent = { $intent ->
    [fix] plan to put back what was recorded
    [destroy] plan to take everything down
    [adopt] plan to take on record what is there
    [undo] plan back to an earlier record
   *[apply] plan to reach what is declared
}
undo-covers = undoing these runs: { $runs }
undo-beyond-title = { $count ->
    [one] { $count } thing does not come back as it was
   *[other] { $count } things do not come back as they were
}
undo-beyond = { $beyond ->
    [made-anew] made anew; the data of the old one does not come back
    [gone] made since; it goes with the data in it
   *[kept] made since, and kept: deleting it cannot be undone
}
undo-beyond-note = { $thing ->
    [key] a key scheduled for deletion can be saved until its day (kms:CancelKeyDeletion); what it encrypted cannot be read with a new one
    [bucket] an object lock cannot be taken off, and what it holds cannot be deleted before its time
    [log_group] logs that were deleted do not come back
   *[other] { "" }
}
undo-declared = what is declared stays: unless environments and templates are put back as well, the next apply brings it all again
plan-budget = at least { $calls } changing calls and { $seconds } s at the declared rate limits; many kinds take more than one call, and what waits for what is left out
plan-digest = digest of the plan: { $digest }

## drift

drift-none = no drift
drift-none-incomplete = no drift in what was seen; nothing can be said about what was not
drift-field = expected { $expected } → observed { $observed }
drift-total = drift ({ $tenancies ->
    [one] { $tenancies } tenancy
   *[other] { $tenancies } tenancies
}): { $changed } changed, { $missing } missing, { $unmanaged } unmanaged, { $unknown } unknown{ $foreign ->
    [0] { "" }
   *[other] ; { $foreign } of others, which is no drift
}
drift-next =
    to put back what was recorded:
        gabakura drift { $selector } --fix
    to keep what is there, write it into the environment file, then:
        gabakura apply { $selector }

## audit

audit-passed = { $count } passed
audit-waived-by = waived because: { $reason }
audit-remediation = remedy: { $text }
audit-controls = controls: { $controls }
audit-control-proposed = (mapping proposed)
audit-not-applicable = not applicable (there is nothing of the kinds this check reads)
audit-total = audit ({ $tenancies ->
    [one] { $tenancies } tenancy
   *[other] { $tenancies } tenancies
}): { $fail } failed, { $unknown } unknown, { $waived } waived, { $pass } passed
audit-severities = failures by severity: { $critical } critical, { $high } high, { $medium } medium, { $low } low
audit-unknown-note = unknown is not a pass: check the read permissions, then audit again
audit-clean = every check that was made holds

## apply

step-status = { $status ->
    [done] done
    [refused] refused
    [unfinished] unfinished
    [unknown] unknown
   *[skipped] skipped
}
apply-waits-for = `{ $address }` did not get done
apply-stopped = stopped before it was begun
apply-nothing = there is nothing to apply
apply-total = apply ({ $tenancies ->
    [one] { $tenancies } tenancy
   *[other] { $tenancies } tenancies
}): { $done } done, { $refused } refused, { $unfinished } unfinished, { $unknown } unknown, { $skipped } skipped
apply-complete = everything is done
apply-complete-but = what could be applied is done; { $count } withheld (the plan says why)
destroy-complete-but = what could be taken down is gone; kept: { $count }
destroy-nothing = there is nothing that could be taken down; kept: { $count }
destroy-kept = { $because ->
    [protected] kept: deleting it cannot be undone
    [waits_for] kept: `{ $detail }` is kept
    [occupied] kept: others keep something in it ({ $detail })
   *[other] kept: whether it may go is not known (the plan says why)
}
destroy-next =
    if what was kept may really go, name it; its data will not come back:
destroy-next-command = gabakura destroy { $tenancy }{ $overrides }
apply-interrupted = stopped; what had been begun is on record
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
    [incomplete] not carried out to the end
    [unsettled] planned again, it still has something to do
   *[not-started] not started
}
fleet-stopped = stopped: { $failed } failed, { $max } would have been put up with; not started: { $left }
fleet-next-plan =
    remove the cause, then plan again, review and apply (what is done is not repeated):
        gabakura plan -o plan.json
fleet-next =
    remove the cause, then go on (what is done is not repeated):
        gabakura apply { $again }
apply-next-recover =
    to find out what became of the unknown moves:
        gabakura state recover { $selector }
apply-next-again =
    remove the cause, then go on; what is done is not repeated:
        gabakura { $command }
apply-next-continue =
    to go on:
        gabakura { $command }
settled-title = { $count ->
    [one] { $count } open move of an earlier run was looked into
   *[other] { $count } open moves of an earlier run were looked into
}
settled-verdict = { $verdict ->
    [done] it had been done ({ $detail })
    [not-done] it had not been done
   *[open] it cannot be told yet: { $detail }
}
settled-none = no move is open
settle-undeclared = { $tenancy } is not declared any more, and the record does not say in which account, region and role to look
    .hint = declare its stage again, with account, region, role and `modules = []`; settle; then take the declaration out
settle-next = if you know what became of it, decide:
settle-done-command = gabakura state settle { $address } --done { $id } --reason "how you know"
settle-not-done-command = gabakura state settle { $address } --not-done --reason "how you know"
settle-noted = decided by hand; the journal keeps who ({ $by }), why, and what had been seen
settle-unconfirmed = nothing in the cloud bore this out; the next plan shows what is there
settle-not-needed = nothing was left to decide: looking told by itself
settled-open =
    some moves are still open; what they touch is withheld. Look at the cloud, wait a while, then:
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
state-exclusive = exclusive: whatever else stands inside it is drift
column-run = run
column-began = began
column-outcome = outcome
runs-none = no run is on record
run-count = { $fate ->
    [refused] { $count } refused
   *[open] { $count } in doubt
}
runs-next =
    to plan back to what was recorded before a run (without its last number: in every tenancy):
        gabakura plan --undo RUN -o undo.json
locks-none = nothing is locked
journal-sound = the journal holds together ({ $entries } rows, { $open } open moves)
journal-faults = { $count ->
    [one] the journal contradicts itself in { $count } place
   *[other] the journal contradicts itself in { $count } places
}
journal-chain = end of { $tenancy }: row { $seq } { $hash }
journal-hint =
    do not write to this state; take a copy first (of a database: pg_dump):
        cp -a .gabakura .gabakura.damaged
journal-shut = the state is sealed and no identity was named: what the rows say was not looked into
sealed = sealed: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources; whoever holds the key of one of these can read them:
rekeyed = sealed with a new key: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources; whoever holds the key of one of these can read them:
unsealed = no longer sealed: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources
seal-left-over = what the rows held before may still lie in the database's files: { $problem }
exported = exported: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources
imported = imported and checked: { $tenancies } tenancies, { $entries } rows of their journals, { $resources } resources
export-locks = { $count ->
    [one] { $count } tenancy was locked meanwhile: if somebody is at it, what was exported is already old
   *[other] { $count } tenancies were locked meanwhile: if somebody is at them, what was exported is already old
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
explain-any = anything
explain-checks = checks that read it
explain-checks-unknown = the checks that read it cannot be told: there is no valid workspace here
explain-default = default { $value }
explain-example = example
explain-list = list of { $of }
explain-map = table of { $of }
explain-observed-only = only looked at: others make it, and no template can declare it
explain-outputs = outputs to refer to: { $fields }
explain-parent = stands inside what `{ $field }` names
explain-replaces = a change replaces it
explain-schema = settings
explain-required = required
explain-set = set of { $of }
explain-setting = there is always one: it is set and reset, never created
explain-table = table
explain-taggable = carries tags, and in them whose it is
explain-unchecked = no check reads it
explain-untaggable = carries no tags: the record alone tells whose it is
explain-protected = deleting it cannot be undone; taking it down needs --override-protection
explain-municipality-ended = until { $until }

## progress

progress-listing = reading the cloud
progress-listed = reading the cloud { $done }/{ $total }
progress-listed-all = read the cloud ({ $total } listings, { $failed } not readable)
progress-gap = not readable: { $kind } ({ $place }): { $code }
progress-applying = applying { $tenancy } ({ $count } moves)
progress-apply = applying
progress-step = { $status } { $move } { $address }
progress-retry = trying again { $address }: { $code } (in { $seconds } s)
progress-recovering = looking into open moves of { $tenancy } ({ $count })
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
    .hint = choose the one that declares the account's settings and write `lead = true` in its environment, for example { $tenancy }
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
bad-mailbox = `{ $found }` in `{ $key }` is not a mail address
    .hint = write an address somebody reads, such as security@city.example.jp
bad-name = `{ $found }` in `{ $key }` cannot be a name
    .hint = start with a lower-case letter; lower-case letters, digits and inner hyphens, at most 40
bad-principal = `{ $found }` in `{ $key }` is not who may be let in
    .hint = name a group, a machine or a federation, never a single person or everybody: { $expected }
bad-service = `{ $found }` in `{ $key }` is not a service name
    .hint = lower-case letters, digits, hyphens and dots, as in "logs" or "ecr.api"
cidr-host-bits = `{ $found }` in `{ $key }` is not the first address of its network
    .hint = did you mean { $expected }?
cidr-not-private = `{ $found }` in `{ $key }` is not private
    .hint = choose from 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10
cidr-overlap = { $found } of { $tenancy } overlaps { $other_range } of { $other }
    .hint = networks that are joined cannot share addresses; the other is at { $place }
cidr-overlap-municipality = { $found } of { $tenancy } overlaps { $other_range } of { $other }, of the same municipality
    .hint = keep them apart now if they may be joined one day; the other is at { $place }
cidr-overlap-staff = { $found } overlaps { $other } of the offices
    .hint = the offices are routed to this network: give `cidr` a range that they do not use
cidr-size = { $found } cannot be the range of a network on { $cloud }
    .hint = allowed: { $allowed }
cidr-syntax = `{ $found }` in `{ $key }` is not an address range
    .hint = write an IPv4 CIDR such as 10.16.0.0/20
cidr-too-small = { $found } does not hold { $count } subnets of /{ $prefix }
    .hint = widen `cidr`, or raise `subnet_prefix`
connection-missing = `{ $key }` means nothing without a line (`connection`)
    .hint = add `connection = "direct_connect"` (AWS), `"interconnect"` (Google Cloud) or `"lgcs"`, or remove `{ $key }`
connection-needs = line `{ $connection }` needs `{ $key }`
    .hint = facts of a line are not guessed: ask the operator who built it, and write them here
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
duplicate-item = `{ $found }` stands twice in `{ $key }`
    .hint = remove one of them
empty-value = `{ $key }` is empty
    .hint = write a value, or remove the key
exchange-account = the exchange account { $account } of { $tenancy } is the account of { $other }
    .hint = exchange print data in an account of its own, where no system runs
exchange-key = `{ $found }` is not a key of account { $account }
    .hint = write the name of this municipality's key in the exchange account: { $expected }
exchange-key-shared = { $tenancy } and { $other } exchange print data under the same key { $found }
    .hint = use a key per municipality; the other is at { $place }
far-end-unrouted = no route leads to { $found }, the far end of flow `{ $flow }`
    .hint = add its range to `office_cidrs`, or check the far end
file-unreadable = the file cannot be read: { $problem }
    .hint = check its permissions, its encoding (UTF-8) and its size
fleet-column = there is no column `{ $found }`
    .hint = columns are municipality, profile, lead, and STAGE.FIELD such as "prod.account" or "prod.params.cidr"
fleet-row = the row has { $found } values for { $expected } columns
    .hint = give one value per column; "" says nothing
flow-needs = flow `{ $flow }` needs `{ $key }`
    .hint = write the far end into `{ $key }`, or remove `{ $flow }` from `flows`
flow-zone = flow `{ $flow }` is not allowed in `{ $zone }`
    .hint = it is allowed in { $allowed } (three-layer rules); use another zone, or remove it from `flows`
guideline-unread = the network rules of guideline edition { $found } are not in the table yet
    .hint = what was not read is not claimed: choose one of { $allowed }, or remove the key (the newest is the default)
hub-id = `{ $found }` in `{ $key }` is not an id
    .hint = write { $expected } and 8 or 17 digits of 0–9 and a–f
hub-tables = transit gateway { $hub } now has { $count } route tables
    .hint = the limit is { $allowed }: ask AWS to raise it before it is met
isolation-without-shared = `isolation` is for shared use only
    .hint = add `mode = "shared"`, or remove `isolation`
lead-twice = two members have `lead = true`
    .hint = choose the one that declares the settings of the account
key-of-other-cloud = `{ $key }` means nothing on { $cloud }
    .hint = remove it: what another cloud needs is listed in docs/portability.md
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
    .hint = this would enter another municipality's account: mend the role, in which { $placeholder } stands for the account
role-form = `{ $found }` is not a role of { $cloud }
    .hint = write { $expected }
route-domain-municipalities = { $tenancy } and another municipality, { $other }, share the route table { $found }
    .hint = each municipality needs a table of the transit gateway of its own; the other is at { $place }
route-domain-stages = { $tenancy } and another stage, { $other }, share the route table { $found }
    .hint = production, verification and development each need a table of their own; the other is at { $place }
route-domain-zones = { $tenancy } and { $other }, of another zone, share the route table { $found }
    .hint = each zone needs a table of the transit gateway of its own; the other is at { $place }
secret-key = `{ $key }` is the name of a secret; no file may hold one
    .hint = keep the value out of environments and templates, in Secrets Manager or the like, and refer to it where it is used; if only the name misleads, choose another
secret-value = { $what ->
    [access-key] an AWS access key stands here
    [private-key] a private key stands here
   *[password] a password stands here
}
    .hint = take it out; if it was shared already, revoke it and make a new one (the value is not shown here)
stage-account = account `{ $found }` of stage `{ $stage }` cannot be that of every member
    .hint = here each municipality needs its own: write it per member, or as fleet column "{ $stage }.account"
stage-undeclared = stage `{ $stage }` is not declared
    .hint = add `[stage.{ $stage }]` to the file
tenancy-duplicate = tenancy { $tenancy } is declared twice
    .hint = municipality, vendor and stage make one tenancy; the other is at { $place }
toml-syntax = this is not TOML: { $message }
    .hint = look for an open quote or bracket, or a key that stands twice
two-forms = the municipalities are given in two ways
    .hint = use one of `municipality = …`, `[[member]]` and `[fleet]`
unknown-key = there is no key `{ $key }`
    .hint = { $suggestion ->
        [absent] check its spelling and the table it stands in
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
policy-file-name = the file's name does not fit its package
    .hint = name the file { $expected }
policy-id = the check's id `{ $id }` does not fit its package
    .hint = make it "{ $expected }"
policy-impure = `{ $builtin }` is not allowed
    .hint = a check gives the same answer to the same input: remove chance and printing
policy-kinds = the check's kinds `{ $kinds }` are not right
    .hint = `kinds` names at least one kind, all of one cloud
policy-metadata = `metadata` is not right: { $problem }
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
    .hint = a template stands in templates/CLOUD/ and declares kinds of that cloud only
kind-observed-only = kind `{ $kind }` is only looked at: no template can declare it ({ $tenancy })
    .hint = whoever runs such things makes them; checks judge them (`gabakura explain { $kind }`)
kind-unknown = there is no kind `{ $kind }`
    .hint = { $suggestion ->
        [absent]
            check its spelling; to read about one:
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
reference-across = `{ $reference }` is another tenancy's ({ $tenancy })
    .hint = references end at the tenancy: hand the value over as a parameter
reference-circle = resources refer to each other in a circle: { $path } ({ $tenancy })
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
spec-fault = `{ $path }` of { $kind } is not right: { $problem } ({ $tenancy })
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
template-path = this is not where a template stands
    .hint = put it at templates/CLOUD/MODULE{ $suffix }
template-quoted-value = `{ $helper }` cannot stand within quotes
    .hint = `{ $helper }` writes quotes itself: remove those around it
template-raw-output = unescaped output ({"{{{"} {"}}}"}) is not allowed
    .hint = write {"{{"}toml variable{"}}"}
template-render = the template does not render: { $message } ({ $tenancy })
    .hint = check the helper and its arguments on this line
template-reserved-character = there is a reserved control character
    .hint = remove the invisible character on this line
template-syntax = this is not a template: { $message }
    .hint = look for a {"{{"} or {"}}"} without its partner
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
        wait for it to end; only if you made sure that it no longer runs, break the lock:
            gabakura state unlock { $tenancy } --reason "made sure the process is gone"
store-lock-lost = the lock on { $tenancy } was lost: it ran out, or somebody broke it
    .hint =
        nothing more was started; make sure that nobody else is at it, then settle what is open:
            gabakura state recover { $tenancy }
store-not-ours = `{ $path }` is not a state file of gabakura, or is damaged
    .hint =
        nothing was overwritten; take a copy, then restore your backup:
            cp -a { $path } { $path }.damaged
store-not-ours-schema = the schema `gabakura` in `{ $path }` was not made by gabakura, or is damaged
    .hint =
        nothing was changed; look at what is there, or use another database:
            psql "{ $path }" -c "\dt gabakura.*"
store-too-new = `{ $path }` was written by a newer gabakura (format { $found }; this one reads up to { $supported })
    .hint =
        use the newer release; to see which one this is:
            gabakura --version
store-illegal-move = the journal refuses this move
    .hint =
        the run was stopped and the record is whole; check it and settle what is open:
            gabakura state verify
            gabakura state recover
store-corrupt = the state file holds something unreadable
    .hint =
        nothing was written; find out where the damage begins:
            gabakura state verify
store-unreachable = the state in `{ $place }` cannot be used
    .hint =
        nothing more was started; check the address, the role and the server:
            psql "{ $place }" -c "SELECT 1"
store-occupied = { $tenancy } already has a record here, or is locked
    .hint =
        nothing was imported; import into a state that is empty, or look at what is here:
            gabakura state list { $tenancy }
store-key-missing = the state is sealed, and no identity was named
    .hint =
        name the file with the key (or set GABAKURA_IDENTITY):
            gabakura --identity FILE state list
store-wrong-key = none of the identities opens the state
    .hint =
        see for whom it is sealed; somebody whose key opens it can seal it for you as well:
            gabakura state verify --json
            gabakura state rekey --recipient age1… --recipient age1…
store-resealed = the state was sealed otherwise while this ran
    .hint =
        nothing was written; run it again, and if it was under way, settle what is open first:
            gabakura state recover
store-sealed-otherwise = what is to be imported is not sealed as this state is
    .hint =
        nothing was imported; import it into a state that was never used, then seal or unseal that one:
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
        check free space and permissions, on the server where the state is on one:
            df -h .gabakura && ls -la .gabakura

provider-refused = { $service } refused `{ $operation }`: { $code }
    .hint = { $class ->
        [access]
            check the permissions (role policy, SCP); who you are now:
                aws sts get-caller-identity
        [quota] ask for a higher service quota or delete what is no longer needed, then run again
        [unsent] this process stood still for minutes; nothing was sent: run again
        [throttled] too many calls: wait a little, lower --parallel, then run again
        [consistency] the last change is not visible everywhere yet: wait a minute, then run again
       *[other] remove the cause the cloud names, then run again
    }
provider-switched-off = `{ $switch }` is switched off in the account
    .hint = switch it on, or declare it as a resource that comes first
provider-no-reply = no reply to `{ $operation }` from { $service }
    .hint =
        it may or may not have happened; check the connection, then find out:
            gabakura state recover
provider-malformed = the reply of { $service } to `{ $operation }` makes no sense
    .hint =
        find out what happened:
            gabakura state recover
provider-no-credentials = there are no usable credentials for account { $account }
    .hint =
        check the credentials and the trust policy of the role:
            aws sts get-caller-identity
provider-unknown-kind = this release does not know kind `{ $kind }`
    .hint = check the kind's spelling and the release of gabakura
apply-stale = the record moved since the plan was made (planned at { $planned }, now at { $found })
    .hint =
        nothing was done; plan again:
            gabakura plan
host-port-taken = port { $port } on 127.0.0.1 is taken
    .hint =
        choose another one:
            gabakura sandbox start --port 4848
host-running = the sandbox is running on port { $port }
    .hint = stop it with Ctrl+C in its terminal, then run this again
host-in-use = another process has the sandbox's state open
    .hint = wait for the other gabakura to end, then run this again
host-other = the sandbox cannot be used
    .hint =
        its state can be thrown away (whatever is in the sandbox is lost):
            gabakura sandbox reset

ask-apply = Apply this plan? Type "yes" to apply:
stopping = stopping after what is in flight; press Ctrl+C again to stop at once (open moves are settled next time)
needs-yes = nothing was applied: nobody is here to agree
    .hint = look at the plan, then run again with --yes
not-agreed = nothing was changed: the plan was not agreed to
cannot-write = { $path ->
    [absent] cannot write: { $problem }
   *[other] cannot write `{ $path }`: { $problem }
}
    .hint = check permissions and free space there
no-credentials = there is no way into { $place }: { $problem }
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
state-sealed-already = the state is sealed already
    .hint =
        to seal it with a new key, for those who are to read it from now on:
            gabakura --identity FILE state rekey --recipient age1…
seal-needs-identity = no identity was named: a state that nobody here can read is not made, and none is opened without its key
    .hint =
        name the file with your key; one is made by:
            age-keygen -o FILE
seal-recipient = this is not for whom a state can be sealed: { $problem }
    .hint =
        name public keys as age-keygen prints them; that of a file:
            age-keygen -y FILE
import-refused = `{ $path }` was not imported: { $problem }
    .hint = nothing was written; use another copy of the file, as `gabakura state export` wrote it
cannot-read = `{ $path }` cannot be read: { $problem }
    .hint = check the path and the permissions
reason-secret = the reason looks like it holds a secret, and the journal keeps reasons for good
    .hint = say it without the secret
settle-not-open = no move on { $address } is open
    .hint =
        to see what is:
            gabakura state recover
settle-other = the open move on { $address } was about `{ $expected }`, not `{ $id }`
    .hint = name `{ $expected }`, or say --not-done; nothing was noted
settle-no-such = the cloud has no `{ $id }` that { $address } could be
    .hint = check the id and the account, or say --not-done; nothing was noted
settle-still-there = `{ $id }` is still there, so the deletion of { $address } was not done
    .hint = say --not-done, and the next plan deletes it; nothing was noted
settle-taken = `{ $id }` cannot be { $address }: it belongs to { $owner ->
        [platform] the platform
       *[other] `{ $owner }`
    }
    .hint = name another id, or say --not-done; nothing was noted
not-recorded = { $address } is not on record
    .hint =
        to list what is:
            gabakura state list
nothing-to-explain = there is no check, control, kind, module or size class `{ $text }`
    .hint = name a check (network-no-public-ingress), a control (SC-7), a kind (aws.ec2.vpc) or a size class (town)
municipality-none = no municipality matches `{ $text }`
    .hint = search by part of the name, reading or code, such as 千代田, ちよだ or 13101
plan-stale = the saved plan no longer fits
    .hint =
        nothing was done; plan again and look at it:
            gabakura plan -o plan.json
plan-unreadable = cannot read plan file `{ $path }`: { $problem }
    .hint =
        plan again:
            gabakura plan -o { $path }
plan-moved = { $what ->
    [release] the release of gabakura: { $name } then, { $detail } now
    [desired] what { $name } declares moved
    [recorded] the record of { $name } moved: somebody applied
    [observed] the cloud of { $name } moved
    [verdict] the verdict of { $name } moved ({ $detail })
    [decision] something else is decided about { $name }
   *[plan] something else is decided
}
plan-moved-file = { $detail ->
    [added] file added: { $name }
    [removed] file removed: { $name }
   *[changed] file changed: { $name }
}
plan-moved-selected = { $detail ->
    [added] the selector now meets { $name }
   *[removed] the selector no longer meets { $name }
}
plan-format = plan file `{ $path }` was written by another release of gabakura (format { $found }; this one reads { $expected })
    .hint =
        plan again:
            gabakura plan -o { $path }
plan-tampered-place = not as it was written at: { $place }
plan-tampered-seal = its content does not match its seal
plan-tampered-signature = its signature is not that of the key it names
plan-not-signed = plan file `{ $path }` is not signed
    .hint =
        nothing was applied; sign the plan that was reviewed (key demanded: { $expected }):
            gabakura plan -o { $path } --sign private.pem
plan-wrong-key = plan file `{ $path }` was signed with another key ({ $found }; demanded is { $expected })
    .hint = nothing was applied; check who signed it, and the public key given to --require-signature
signature-needs-file = signatures are demanded: only a signed plan file can be applied
    .hint =
        save and sign the plan, then apply its file:
            gabakura plan -o plan.json --sign private.pem
            gabakura apply plan.json
sign-key = cannot read signing key `{ $path }`: { $problem }
    .hint =
        give an Ed25519 private key without a passphrase (PKCS#8, PEM); to make one:
            openssl genpkey -algorithm ed25519 -out private.pem
verify-key = cannot read public key `{ $path }`: { $problem }
    .hint =
        nothing was applied; give an Ed25519 public key (PEM); to take it out of a private one:
            openssl pkey -in private.pem -pubout -out public.pem
plan-tampered = plan file `{ $path }` was changed after it was made
    .hint =
        nothing was applied; plan again:
            gabakura plan -o { $path }
plan-denied = a policy refuses the plan; nothing was changed
    .hint = mend the failures above, or write a waiver with an end ([[waiver]]) into the environment file
wave-not-a-part = `{ $text }` is not a wave
    .hint =
        give counts, selectors (with / or *) and rest, separated by commas:
            gabakura apply --wave 1,10,rest
wave-rest-not-last = nothing can come after `rest`, which is all that is left
    .hint = write rest once, as the last wave
wave-matches-nothing = no planned tenancy matches wave `{ $selector }`
    .hint =
        check its spelling; the planned tenancies are:
            gabakura plan
wave-uncovered = { $count ->
    [one] { $count } tenancy is in no wave
   *[other] { $count } tenancies are in no wave
}
    .hint =
        say when the rest comes:
            gabakura apply --wave 1,10,rest
adopt-difference = is { $is }, declared { $declared }
adopt-taken = `{ $address }`: `{ $id }` is on record of { $owner }
    .hint = nothing was taken on record; what belongs to another tenancy is not shared
undo-no-such-run = no selected tenancy had a run `{ $run }`
    .hint =
        look its name up:
            gabakura state runs
undo-lost = the journal does not say what `{ $address }` was before: an earlier release changed it when nothing was on record of it yet
    .hint = nothing is guessed; write the settings you want back into environments or templates, and apply them
undo-unset = before that run `{ $field }` of `{ $address }` was unset, and a declaration cannot unset it
    .hint = nothing was done; unset it by hand, then write the other settings you want back into environments or templates, and apply them
undo-altered = what was recorded of `{ $address }` before does not match the journal's digest
    .hint =
        nothing was done; check the journal:
            gabakura state verify
undo-no-graph = no plan can be made from the earlier record of { $tenancy }: { $problem }
    .hint = write the settings you want back into environments or templates, and apply them
override-needs-deletion = --override-protection goes with --destroy or --undo
    .hint = what is merely no longer declared is not deleted, even when named
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
init-exists = `{ $path }` exists already
    .hint = it is not overwritten: edit it, or name another vendor
init-no-modules = `{ $workspace }` has no module for { $cloud }
    .hint = a workspace holds templates/{ $cloud }/*.toml.hbs; name it with --workspace, or start from the templates that come with gabakura
sandbox-not-running = the sandbox is not running
    .hint =
        start it in another terminal:
            gabakura sandbox start

## commands

plan-saved = saved the plan as `{ $path }`
report-saved = wrote the report to `{ $path }`
lock-not-given-back = the lock on { $tenancy } could not be given back ({ $problem }); it ends by itself within two minutes
lock-broken = broke the lock on { $tenancy }; the reason is in the journal
lock-none = { $tenancy } is not locked
valid = valid ({ $tenancies } tenancies, { $resources } resources, { $checks } checks)
init-written =
    wrote `{ $path }`; check account, address range and flows, then:
        gabakura validate
sandbox-started = sandbox at http://127.0.0.1:{ $aws } for AWS, http://127.0.0.1:{ $google } for Google Cloud (Ctrl+C ends it)
sandbox-stopped = the sandbox ended; its state is saved
sandbox-reset = the sandbox is empty

demo-sandbox = 1. An empty sandbox, the embedded cloud. No real cloud is touched
demo-render = 2. Environment files and templates become what is desired
demo-rendered = { $tenancies } tenancies, { $resources } resources
demo-plan = 3. Compare with the cloud, and plan
demo-apply = 4. Apply the plan; each move is written down before it is made
demo-again = 5. Plan again: right after an apply there is nothing to change
demo-tamper = 6. Change settings behind gabakura's back
demo-drift = 7. Look for drift
demo-fix = 8. Put back what was recorded, and look again
demo-audit = 9. Audit against the baseline
demo-report = the audit report, for a browser: { $path }
demo-next =
    (The failures are right. 272035/minami/prod is declared to stand under Control Tower, and the
    sandbox has no organisation above it whose trail and detection would be there. And on AWS
    nobody has followed the link that SNS sends to those whom alarms are to reach.)

    That is all of it. The same by hand, on a sandbox that stays:
        gabakura sandbox start
        gabakura plan --sandbox 131016/acme/verify -o p.json
        gabakura apply --sandbox p.json
        gabakura drift --sandbox 131016/acme/verify
        gabakura audit --sandbox 131016/acme/verify
        gabakura destroy --sandbox 131016/acme/verify
    Then make an environment of your own:
        gabakura init 131016 yourname --account 998877665544
demo-tampered-group = { $tenancy }: security group { $id } opened to SSH from everywhere
demo-tampered-key = { $tenancy }: rotation of key { $id } stopped
demo-tampered-log = { $tenancy }: flow log { $id } deleted

## help

help-about = Declarative provisioner for the Japanese government cloud
help-global-workspace = The workspace, where environments, templates and policies are
help-global-state = Where the record and the journal are: sqlite:PATH or postgres://USER@HOST/DATABASE (GABAKURA_STATE)
help-global-identity = The file with the age keys that a sealed state opens with (GABAKURA_IDENTITY)
help-global-json = Write the result as JSON
help-global-lang = Language
help-global-quiet = Say only the result
help-global-no-color = No colour
help-global-parallel = Most calls in flight at once
help-global-sandbox = Use the embedded sandbox instead of the real clouds
help-demo = See the whole job done in the sandbox
help-init = Make a first environment file
help-init-municipality = Municipality code, six digits
help-init-vendor = Name of the vendor: lower-case letters, digits, hyphens
help-init-account = AWS account of the verification stage, 12 digits
help-init-project = Google Cloud project of the verification stage, instead of an account
help-init-cidr = Address range of the network
help-validate = Find every fault in the files; no cloud is asked
help-render = Show the resources that the templates make; no cloud is asked
help-plan = Show what would change, and why; changes nothing
help-plan-out = Save the plan, to apply it later
help-plan-undo = Plan back to what was recorded before a run; state runs lists them
help-apply-undo = Go back to what was recorded before a run; state runs lists them
help-state-runs = List the runs
help-plan-sign = Ed25519 private key (PEM) to sign the saved plan with
help-apply-wave = Apply in waves, such as 1,10,rest; the next begins once planning the last again shows nothing to do
help-failure-budget = Start no further tenancy once more than this many failed (0 with --wave)
help-require-signature = Apply only a plan file signed with this public key (PEM); also GABAKURA_REQUIRE_SIGNATURE
help-plan-destroy = Plan to take everything down
help-detailed-exitcode = Exit with 2 when there are differences
help-selector = Tenancies, such as 131016/acme/prod or 13*/acme/*; all when left out
help-apply = Carry out a plan
help-apply-what = Tenancies, or the file of a saved plan
help-yes = Do not ask
help-adopt = Take on record what stands there already as declared; changes nothing in the cloud
help-destroy = Take down everything that was declared
help-override-protection = Address of a protected resource that may go; may be repeated
help-drift = Compare what was recorded with what is there
help-drift-fix = Put back what was recorded
help-audit = Check the cloud against the baseline
help-audit-format = Format
help-audit-out = File to write to
help-state = The record, the journal and the locks
help-state-list = List what is recorded
help-state-show = Show one recorded resource
help-address = Resource address, such as 131016/acme/prod/network/vpc
help-state-locks = List the locks that are held
help-state-unlock = Break a lock
help-tenancy = Tenancy, such as 131016/acme/prod
help-unlock-reason = Why; kept in the journal
help-state-recover = Find out what became of moves without a known outcome
help-state-settle = Decide about a move that recover cannot settle
help-settle-done = It was done: the id of the resource it made, changed or deleted
help-settle-not-done = It was not done
help-settle-reason = How you know; kept in the journal
help-state-export = Write the record and the journal to a file
help-state-export-file = Where to; - is stdout
help-state-import = Take in what export wrote, into a state that is empty
help-state-import-file = Where from; - is stdin
help-state-verify = Check that the journal holds together and was not tampered with
help-state-seal = Seal the record and the journal, so that the holders of a key alone can read them
help-state-rekey = Seal the state with a new key, for those who are to read it from now on
help-state-unseal = Make a sealed state plain
help-seal-recipient = Who can read it (repeatable); without it, the keys of --identity
help-explain = Explain a check, a control, a kind or a size class
help-explain-what = Id of a check or a control, a kind, a module (network, aws/network), or a size class (town)
help-municipality = Look up a municipality code
help-search-text = Part of a name, a reading or a code
help-sandbox = The embedded sandbox
help-sandbox-start = Start the sandbox; Ctrl+C ends it
help-sandbox-port = Port to listen on
help-sandbox-reset = Empty the sandbox
help-sandbox-env = Show the environment variables for AWS tools
help-sandbox-account = Account number, 12 digits
help-completions = Write a shell completion script
help-completions-shell = Shell
help-man = Write the manual page

## report

report-title = Government cloud audit report
report-subtitle = Baseline, drift and coverage
report-all = all
report-address = Address
report-approver = Approved by
report-check = Check
report-closing = This report states what was seen when it was made. Unknown and not seen never mean that something holds.
report-contents = Tenancies
report-controls = Controls
report-control-note = This mapping to a control is proposed by this tool; its source does not make it.
report-coverage = Not seen
report-drift = Drift
report-drift-none = The record and the cloud agree.
report-drift-none-incomplete = No difference in what was seen; nothing can be said about what was not.
report-evidence = Evidence
report-expected = Expected
report-field = Field
report-filter = Show checks
report-findings = Baseline
report-findings-none = No check was decided. Nothing can be said to hold.
report-gaps-none = Every kind asked for was read to its last page.
report-gaps-warning = Some kinds were not seen; nothing can be said about them.
report-kind = Kind
report-made-at = Made at
report-made-by = Made by
report-municipality = Municipality
report-observed = Observed
report-place = Place
report-reason = Reason
report-remediation = Remedy
report-resource-id = Id
report-resources = Recorded resources
report-resources-none = Nothing is recorded.
report-severity = Severity
report-skip = Skip to the content
report-status = Status
report-summary = Summary
report-tenancies = Tenancies
report-tenancy = Tenancy
report-until = Until
report-waivers = Waivers
report-waivers-none = No exception is declared.
report-not-observed = the cloud was not looked at
report-verdict-fail = { $count ->
    [one] { $count } finding does not meet the baseline
   *[other] { $count } findings do not meet the baseline
}
report-verdict-unknown = some things could not be decided; this is not a pass
report-verdict-pass = { $count ->
    [one] the { $count } thing checked meets the baseline
   *[other] all { $count } things checked meet the baseline
}
report-tile-fail = { $critical } critical, { $high } high, { $medium } medium, { $low } low
report-tile-unknown = not enough was seen to decide
report-tile-waived = approved exceptions with an end
report-tile-pass = looked at, and holds
report-tile-drift = resources that differ from the record
report-tile-gaps = kinds that could not be read
report-vendor = Vendor
report-stage = Stage
report-profile = Size class
report-systems = Systems
report-modules = Modules
report-zone = Zone
report-observed-at = Seen at

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
    [school_enrollment] school enrolment
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
