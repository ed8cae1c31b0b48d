//! What no file can see alone: tenancies declared twice, shared accounts, joined networks.

use std::collections::BTreeMap;

use gabakura_model::diagnostic::Diagnostic;
use gabakura_model::tenancy::{Cloud, Isolation, TenancyId};

use super::draft::Draft;
use super::{hub, meeting};

/// Checks all tenancies against each other.
pub(super) fn check(drafts: &[Draft]) -> Vec<Diagnostic> {
    let mut diagnostics = duplicates(drafts);
    accounts(drafts, &mut diagnostics);
    meeting::check(drafts, &mut diagnostics);
    hub::check(drafts, &mut diagnostics);
    diagnostics
}

fn duplicates(drafts: &[Draft]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut first: BTreeMap<&TenancyId, &Draft> = BTreeMap::new();
    for draft in drafts {
        let tenancy = &draft.tenancy;
        match first.get(&tenancy.id) {
            Some(other) => diagnostics.push(
                Diagnostic::error("tenancy-duplicate", tenancy.origin.clone())
                    .with("tenancy", &tenancy.id)
                    .with("place", &other.tenancy.origin),
            ),
            None => drop(first.insert(&tenancy.id, draft)),
        }
    }
    diagnostics
}

/// An account belongs to one stage and has one leader.
fn accounts(drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) {
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
        let diagnostic = |code, draft: &Draft, other: &Draft| {
            Diagnostic::error(code, draft.account_at.clone())
                .with("account", account)
                .with("tenancy", &draft.tenancy.id)
                .with("other", &other.tenancy.id)
                .with("place", &other.account_at)
        };
        let mut leader = first.tenancy.lead.then_some(first);
        for draft in rest {
            if mixes_zones(first, draft) {
                diagnostics.push(diagnostic("zone-mixed", draft, first));
            }
            if draft.tenancy.id.stage != first.tenancy.id.stage {
                diagnostics.push(diagnostic("account-two-stages", draft, first));
            } else if draft.tenancy.lead {
                match leader {
                    Some(leader) if leader.tenancy.id != draft.tenancy.id => {
                        diagnostics.push(diagnostic("account-two-leads", draft, leader));
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
            diagnostics.push(
                Diagnostic::error("account-no-lead", first.account_at.clone())
                    .with("account", account)
                    .with("tenancy", &first.tenancy.id),
            );
        }
    }
}

/// Under application isolation the tenancies of an account share one network, so one zone.
fn mixes_zones(first: &Draft, draft: &Draft) -> bool {
    let [a, b] = [first, draft].map(|draft| draft.tenancy.params.get("zone"));
    first.tenancy.isolation == Some(Isolation::Application) && a != b
}
