//! What exists inside our containers and was never declared.

use std::collections::BTreeSet;
use std::sync::Arc;

use gabakura_model::catalogue::{Catalogue, KindSchema};
use gabakura_model::name::{NAME_CHARS_MAX, Name};
use gabakura_model::observed::{Observed, ObservedResource};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::{Address, Kind};
use gabakura_model::tenancy::TenancyId;

use crate::digest;

/// The module under which unmanaged things are listed; it cannot be declared by anyone.
pub const UNMANAGED_MODULE: &str = "unmanaged";

/// So much of a digest (32 bits) keeps the resources of one place distinct.
const DIGEST_CHARS: usize = 8;
/// What then is left of a name for the end of an identity.
const END_CHARS_MAX: usize = NAME_CHARS_MAX - 2 - 1 - DIGEST_CHARS;

/// Everything that lives in a container recorded as exclusive and is not recorded itself.
///
/// What the platform or the cloud put there is left out: it is a fact, not drift.
pub fn unmanaged(
    recorded: &Recorded,
    observed: &Observed,
    catalogue: &Catalogue,
) -> Vec<(Address, Arc<ObservedResource>)> {
    let exclusive = recorded.resources.values().filter(|r| r.exclusive);
    let containers = exclusive.map(|resource| resource.id.as_str()).collect();
    undeclared(recorded, observed, catalogue, &containers, |schema| {
        !schema.observed_only
    })
}

/// Everything inside what is recorded that nobody can declare: it is foreign.
pub fn foreign(
    recorded: &Recorded,
    observed: &Observed,
    catalogue: &Catalogue,
) -> Vec<(Address, Arc<ObservedResource>)> {
    let containers = recorded.resources.values().map(|r| r.id.as_str()).collect();
    undeclared(recorded, observed, catalogue, &containers, |schema| {
        schema.observed_only
    })
}

/// The kinds of what may exist in a resource of a kind though nobody can declare it.
pub fn kinds_inside<'c>(kind: &Kind, all: &'c Catalogue) -> impl Iterator<Item = &'c KindSchema> {
    all.iter()
        .filter(|schema| schema.stands_in.contains(&kind.as_str()))
}

/// What exists in one container of a kind, or in anything inside it, and nobody can declare, by
/// identity.
pub fn occupants(
    kind: &Kind,
    container: &str,
    observed: &Observed,
    catalogue: &Catalogue,
) -> Vec<String> {
    let all = |schema: &KindSchema| observed.all(&schema.kind).unwrap_or_default();
    let mut within = BTreeSet::from([container]);
    loop {
        let before = within.len();
        for schema in catalogue.iter() {
            let inner = all(schema).iter();
            let inner = inner.filter(|found| stands_in(&within, schema, found));
            let inner: Vec<&str> = inner.map(|found| found.id.as_str()).collect();
            within.extend(inner);
        }
        if within.len() == before {
            break;
        }
    }
    let foreign = kinds_inside(kind, catalogue).flat_map(|schema| {
        let all = all(schema).iter();
        all.filter(|found| stands_in(&within, schema, found))
    });
    foreign.map(|found| found.id.clone()).collect()
}

fn stands_in(containers: &BTreeSet<&str>, schema: &KindSchema, found: &ObservedResource) -> bool {
    parent(schema, found).is_some_and(|id| containers.contains(id))
}

fn parent<'f>(schema: &KindSchema, found: &'f ObservedResource) -> Option<&'f str> {
    found.spec.get(schema.parent?)?.as_str()
}

/// What exists in `containers`, is not recorded, not the platform's and of a kind that `counts`.
fn undeclared(
    recorded: &Recorded,
    observed: &Observed,
    catalogue: &Catalogue,
    containers: &BTreeSet<&str>,
    counts: impl Fn(&KindSchema) -> bool,
) -> Vec<(Address, Arc<ObservedResource>)> {
    if containers.is_empty() {
        return Vec::new();
    }
    let ours: BTreeSet<_> = recorded
        .resources
        .values()
        .map(|r| (r.kind.as_str(), r.id.as_str()))
        .collect();
    let inside = |schema: &KindSchema, found: &ObservedResource| {
        stands_in(containers, schema, found)
            && !found.platform
            && !ours.contains(&(found.kind.as_str(), found.id.as_str()))
    };
    let mut out = Vec::new();
    let kinds = catalogue.iter().filter(|schema| !schema.is_setting());
    for schema in kinds.filter(|schema| counts(schema)) {
        let all = observed.all(&schema.kind).unwrap_or_default();
        for found in all.iter().filter(|found| inside(schema, found)) {
            out.push((address_of(&recorded.tenancy, &found.id), Arc::clone(found)));
        }
    }
    out.sort_by(|(a, _), (b, _)| a.cmp(b));
    out
}

/// Something to call it by: its identity where that is a name already, else the end of it and
/// enough of its digest that no two are called the same.
fn address_of(tenancy: &TenancyId, id: &str) -> Address {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let whole: String = id.chars().map(plain).collect();
    let fits = whole == id && !id.is_empty() && id.len() <= NAME_CHARS_MAX - 2;
    let text = if fits && !id.ends_with('-') {
        whole
    } else {
        let end = id.rsplit(['/', ':']).next().unwrap_or(id).chars();
        let end: String = end.map(plain).take(END_CHARS_MAX).collect();
        format!("{end}-{}", &digest::of_text(id)[..DIGEST_CHARS])
    };
    let name: Name = format!("x-{text}")
        .parse()
        .expect("letters, digits and hyphens after a letter, shortened, make a name");
    let module = UNMANAGED_MODULE.parse().expect("a constant name");
    Address {
        tenancy: Arc::new(tenancy.clone()),
        module,
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_things_have_one_address() {
        let tenancy: TenancyId = "131016/acme/prod".parse().unwrap();
        let name = |id: &str| address_of(&tenancy, id).name.to_string();
        assert_eq!(name("subnet-0f"), "x-subnet-0f");
        let rule = "projects/chiyoda-acme-prod/global/firewalls/let-everybody-in-from-everywhere";
        let ids = [
            rule,
            &format!("{rule}-too"),
            "Vault",
            "vault",
            "a/b",
            "c/b",
            "日本",
            "-",
            "",
        ];
        let names: BTreeSet<String> = ids.iter().map(|id| name(id)).collect();
        assert_eq!(names.len(), ids.len(), "{names:?}");
        assert!(name(rule).starts_with("x-let-everybody-in-"), "{names:?}");
    }
}
