//! What every kind promises, whatever it is.

use gabakura_model::observed::Found;
use gabakura_model::resource::{TAG_INTENT, Tags};
use serde_json::Value;

use crate::case::{Case, End};
use crate::ground::{ADDRESS, Ground, PROJECT, TENANCY};

const TOKEN: &str = "g19f0a-1b2c3d4e-7f-3";

/// Made, read back equal, changed field by field, deleted, gone.
pub async fn hold(ground: &Ground, case: &Case) {
    let kind = case.kind;
    for (at, (kind, spec)) in case.before.iter().enumerate() {
        let order = ground.order(kind, spec, &format!("before-{at}"));
        let made = ground.make(&order).await;
        made.unwrap_or_else(|error| panic!("{}: before it, {kind}: {error}", case.kind));
    }
    let schema = ground.schema(kind);
    let order = ground.order(kind, &case.spec, TOKEN);
    let made = ground.make(&order).await;
    let made = made.unwrap_or_else(|error| panic!("{kind}: create: {error}"));
    if let Some(id) = schema.implied_id(&order.spec, PROJECT) {
        assert_eq!(made.id, id, "{kind}: the identity the spec implies");
    }
    let mut found = ground.find(kind, &made.id).await;
    let mut standing = found
        .take()
        .unwrap_or_else(|| panic!("{kind}: {} is not listed", made.id));
    assert_same(kind, "made", &standing.spec, &order.spec);
    for output in schema.outputs {
        assert!(
            made.outputs.contains_key(*output),
            "{kind}: no `{output}` when made"
        );
        assert_eq!(
            made.outputs.get(*output),
            standing.outputs.get(*output),
            "{kind}: `{output}`"
        );
    }
    assert_owned(kind, &standing);
    assert!(!standing.platform, "{kind}: it is ours");
    for fields in &case.changes {
        let mut after = standing.spec.clone();
        for (field, value) in fields.as_object().unwrap() {
            after[field] = value.clone();
        }
        let after = ground.canonical(kind, &after);
        assert_ne!(after, standing.spec, "{kind}: {fields} changes nothing");
        // Twice: a change whose reply was lost is made again.
        ground.update(&standing, &after, &standing.tags).await;
        ground.update(&standing, &after, &standing.tags).await;
        let changed = ground.find(kind, &standing.id).await.unwrap();
        assert_same(kind, &format!("changed by {fields}"), &changed.spec, &after);
        assert_eq!(changed.tags, standing.tags, "{kind}: tags after {fields}");
        standing = changed;
    }
    if schema.taggable {
        standing = relabelled(ground, standing).await;
    }
    ended(ground, case, &standing).await;
}

/// Every declared field reads back as declared.
fn assert_same(kind: &str, when: &str, found: &Value, wanted: &Value) {
    for (field, value) in wanted.as_object().unwrap() {
        assert_eq!(&found[field], value, "{kind}: `{field}`, {when}");
    }
}

/// Labels and marks say whose it is; what has neither says nothing.
fn assert_owned(kind: &str, found: &Found) {
    if found.tags.is_empty() {
        return;
    }
    assert_eq!(found.tenancy_tag(), Some(TENANCY), "{kind}");
    assert_eq!(found.address_tag(), Some(ADDRESS), "{kind}");
    assert_eq!(found.intent_tag(), Some(TOKEN), "{kind}");
}

async fn relabelled(ground: &Ground, standing: Found) -> Found {
    let kind = standing.kind.as_str();
    let mut tags = standing.tags.clone();
    tags.remove(TAG_INTENT);
    tags.remove("CostCenter");
    tags.insert("Department".to_owned(), "住民課 1".to_owned());
    ground.update(&standing, &standing.spec, &tags).await;
    let relabelled = ground.find(kind, &standing.id).await.unwrap();
    assert_eq!(
        relabelled.intent_tag(),
        Some(TOKEN),
        "{kind}: the intent stays"
    );
    let without_intent = |tags: &Tags| -> Tags {
        let mut tags = tags.clone();
        tags.remove(TAG_INTENT);
        tags
    };
    assert_eq!(without_intent(&relabelled.tags), tags, "{kind}: relabelled");
    assert_same(kind, "relabelled", &relabelled.spec, &standing.spec);
    relabelled
}

async fn ended(ground: &Ground, case: &Case, standing: &Found) {
    let (kind, deleted) = (case.kind, ground.delete(standing).await);
    let stands = ground.find(kind, &standing.id).await.is_some();
    match case.end {
        End::Gone => {
            deleted.unwrap_or_else(|error| panic!("{kind}: delete: {error}"));
            assert!(!stands, "{kind}: it still stands");
            let again = ground.delete(standing).await;
            again.unwrap_or_else(|error| panic!("{kind}: deleted twice: {error}"));
        }
        End::Refused(code) => {
            assert_eq!(deleted.unwrap_err().code(), code, "{kind}");
            assert!(stands, "{kind}: it is gone");
        }
        End::Stays => {
            deleted.unwrap_or_else(|error| panic!("{kind}: delete: {error}"));
            assert!(stands, "{kind}: it is gone");
        }
    }
}
