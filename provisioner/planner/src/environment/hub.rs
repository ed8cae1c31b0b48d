//! What is shared at the hub and in exchange accounts: routing domains, and keys for printing.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::diagnostic::Diagnostic;

use super::draft::Draft;

/// Route tables a transit gateway may have unless AWS raises the quota, one per routing domain.
const HUB_TABLES_MAX: usize = 20;
/// From here on it is time to ask for more.
const HUB_TABLES_NEAR: usize = 18;

/// Checks what tenancies share at hubs and in exchange accounts.
pub(super) fn check(drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) {
    domains(drafts, diagnostics);
    tables(drafts, diagnostics);
    exchanges(drafts, diagnostics);
}

/// A routing domain is of one municipality, one stage and one zone.
fn domains(drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, &Draft> = BTreeMap::new();
    for draft in drafts {
        let Some((domain, at)) = &draft.links.domain else {
            continue;
        };
        let other = *first.entry(domain).or_insert(draft);
        let (id, other_id) = (&draft.tenancy.id, &other.tenancy.id);
        let code = if id.municipality != other_id.municipality {
            "route-domain-municipalities"
        } else if id.stage != other_id.stage {
            "route-domain-stages"
        } else if draft.links.zone != other.links.zone {
            "route-domain-zones"
        } else {
            continue;
        };
        let place = other.links.domain.as_ref().map_or(at, |(_, place)| place);
        diagnostics.push(
            Diagnostic::error(code, at.clone())
                .with("found", domain)
                .with("tenancy", id)
                .with("other", other_id)
                .with("place", place),
        );
    }
}

fn tables(drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) {
    let mut tables: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for draft in drafts {
        let (Some(hub), Some((table, at))) = (&draft.links.hub, &draft.links.domain) else {
            continue;
        };
        let tables = tables.entry(hub).or_default();
        if tables.insert(table) && tables.len() == HUB_TABLES_NEAR {
            diagnostics.push(
                Diagnostic::warning("hub-tables", at.clone())
                    .with("hub", hub)
                    .with("count", tables.len())
                    .with("allowed", HUB_TABLES_MAX),
            );
        }
    }
}

/// Print data leaves for an account of its own, under a key per municipality.
fn exchanges(drafts: &[Draft], diagnostics: &mut Vec<Diagnostic>) {
    let accounts: BTreeMap<&str, &Draft> = drafts
        .iter()
        .map(|draft| (draft.tenancy.scope.account.as_str(), draft))
        .collect();
    let mut keys: BTreeMap<&str, &Draft> = BTreeMap::new();
    for draft in drafts {
        let Some(exchange) = &draft.links.exchange else {
            continue;
        };
        let id = &draft.tenancy.id;
        if let Some(other) = accounts.get(exchange.account.as_str()) {
            diagnostics.push(
                Diagnostic::error("exchange-account", exchange.at.clone())
                    .with("account", &exchange.account)
                    .with("tenancy", id)
                    .with("other", &other.tenancy.id),
            );
        }
        let other = *keys.entry(&exchange.key).or_insert(draft);
        if other.tenancy.id.municipality != id.municipality {
            let place = other
                .links
                .exchange
                .as_ref()
                .map_or(&exchange.at, |it| &it.at);
            diagnostics.push(
                Diagnostic::error("exchange-key-shared", exchange.at.clone())
                    .with("found", &exchange.key)
                    .with("tenancy", id)
                    .with("other", &other.tenancy.id)
                    .with("place", place),
            );
        }
    }
}
