//! What no file can see alone: tenancies declared twice, shared accounts, overlapping ranges.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::diagnostic::Diagnostic;
use gabakura_model::tenancy::{Cloud, Mode, TenancyId};

use super::draft::Draft;

/// Checks all tenancies against each other.
pub(super) fn check(drafts: &[Draft]) -> Vec<Diagnostic> {
    let mut faults = duplicates(drafts);
    accounts(drafts, &mut faults);
    ranges(drafts, &mut faults);
    faults
}

fn duplicates(drafts: &[Draft]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut first: BTreeMap<&TenancyId, &Draft> = BTreeMap::new();
    for draft in drafts {
        let tenancy = &draft.tenancy;
        match first.get(&tenancy.id) {
            Some(other) => faults.push(
                Diagnostic::error("tenancy-duplicate", tenancy.origin.clone())
                    .with("tenancy", &tenancy.id)
                    .with("place", &other.tenancy.origin),
            ),
            None => drop(first.insert(&tenancy.id, draft)),
        }
    }
    faults
}

/// An account belongs to one stage and has one leader.
fn accounts(drafts: &[Draft], faults: &mut Vec<Diagnostic>) {
    let mut shared: BTreeMap<(Cloud, &str), Vec<&Draft>> = BTreeMap::new();
    for draft in drafts {
        let scope = &draft.tenancy.scope;
        shared
            .entry((scope.cloud, &scope.account))
            .or_default()
            .push(draft);
    }
    for ((_, account), drafts) in &shared {
        let Some((first, rest)) = drafts.split_first() else {
            continue;
        };
        let fault = |code, draft: &Draft, other: &Draft| {
            Diagnostic::error(code, draft.account_at.clone())
                .with("account", account)
                .with("tenancy", &draft.tenancy.id)
                .with("other", &other.tenancy.id)
                .with("place", &other.account_at)
        };
        let mut leader = first.tenancy.lead.then_some(first);
        for draft in rest {
            if draft.tenancy.id.stage != first.tenancy.id.stage {
                faults.push(fault("account-two-stages", draft, first));
            } else if draft.tenancy.lead {
                match leader {
                    Some(leader) if leader.tenancy.id != draft.tenancy.id => {
                        faults.push(fault("account-two-leads", draft, leader));
                    }
                    Some(_) => {}
                    None => leader = Some(draft),
                }
            }
        }
        let same_stage = rest
            .iter()
            .all(|d| d.tenancy.id.stage == first.tenancy.id.stage);
        if leader.is_none() && same_stage {
            faults.push(
                Diagnostic::error("account-no-lead", first.account_at.clone())
                    .with("account", account)
                    .with("tenancy", &first.tenancy.id),
            );
        }
    }
}

/// Ranges that can meet: of one account, of one shared tenancy, of one municipality.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Meeting<'d> {
    /// In one account.
    Account(Cloud, &'d str),
    /// In one vendor's shared tenancy, whose networks meet in the vendor's hub.
    Shared(&'d str, &'static str, &'d str),
    /// At one 庁舎, which is joined to all of them: a warning, as translation or PrivateLink may
    /// stand between.
    Municipality(&'d str),
}

fn ranges(drafts: &[Draft], faults: &mut Vec<Diagnostic>) {
    let mut spans: Vec<(Meeting<'_>, u32, u32, usize)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let Some((range, _)) = draft.range else {
            continue;
        };
        let (start, end) = (u32::from(range.network()), u32::from(range.broadcast()));
        let (id, scope) = (&draft.tenancy.id, &draft.tenancy.scope);
        spans.push((
            Meeting::Account(scope.cloud, &scope.account),
            start,
            end,
            index,
        ));
        if draft.tenancy.mode == Mode::Shared {
            let file = &draft.tenancy.origin.file;
            let group = Meeting::Shared(id.vendor.as_str(), id.stage.as_str(), file);
            spans.push((group, start, end, index));
        }
        spans.push((
            Meeting::Municipality(id.municipality.as_str()),
            start,
            end,
            index,
        ));
    }
    // The groups sort from the strictest to the mildest, so a pair is told once, at its worst.
    spans.sort();
    let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut widest: Option<usize> = None;
    for at in 0..spans.len() {
        let (group, start, end, index) = &spans[at];
        let open = widest
            .map(|widest| &spans[widest])
            .filter(|open| open.0 == *group);
        let met = open.filter(|open| *start <= open.2);
        if let Some((.., other)) = met
            && told.insert((*index.min(other), *index.max(other)))
        {
            let (first, second) = (&drafts[*index.min(other)], &drafts[*index.max(other)]);
            faults.extend(overlap(group, second, first));
        }
        if open.is_none_or(|open| *end > open.2) {
            widest = Some(at);
        }
    }
}

fn overlap(group: &Meeting<'_>, draft: &Draft, other: &Draft) -> Option<Diagnostic> {
    let ((range, at), (other_range, place)) = (draft.range.as_ref()?, other.range.as_ref()?);
    let same_tenancy = draft.tenancy.id == other.tenancy.id;
    let fault = match group {
        _ if same_tenancy => return None,
        Meeting::Municipality(_) => Diagnostic::warning("cidr-overlap-municipality", at.clone()),
        _ => Diagnostic::error("cidr-overlap", at.clone()),
    };
    let fault = fault
        .with("found", range)
        .with("tenancy", &draft.tenancy.id)
        .with("other", &other.tenancy.id)
        .with("other_range", other_range)
        .with("place", place);
    Some(fault)
}
