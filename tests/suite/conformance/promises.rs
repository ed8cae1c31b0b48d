//! What every kind promises, whichever it is.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::Found;
use gabakura_model::outcome::Made;
use gabakura_model::port::{CreateOrder, DeleteOrder, UpdateOrder};
use gabakura_model::resource::{Kind, Tags};

use super::case::{Case, laid_over, resolved};
use super::cloud::Cloud;

/// Takes one kind through its life and panics at the first promise it breaks.
pub async fn keep(case: Case) {
    let cloud = Cloud::open();
    let made = cloud.stand(case.needs.clone()).await;
    let life = Life {
        kind: cloud.schema(&case.kind),
        cloud,
    };
    let before = life.cloud.list(&life.kind.kind).await;
    let spec = resolved(&case.spec, &made);
    let order = life.cloud.order(&case.kind, "it", &spec);
    let it = life.is_made(&order).await;
    let changes: Vec<Value> = case
        .changes
        .iter()
        .map(|change| resolved(change, &made))
        .collect();
    let spec = life.is_changed(&it, &order, &spec, &changes).await;
    if let Some(meddling) = &case.meddling {
        life.shows_meddling(&it, &spec, &resolved(meddling, &made))
            .await;
    }
    life.is_deleted(&it, &before).await;
}

struct Life {
    kind: KindSchema,
    cloud: Cloud,
}

impl Life {
    fn name(&self) -> &Kind {
        &self.kind.kind
    }

    async fn seen(&self, id: &str) -> Found {
        let all = self.cloud.list(self.name()).await;
        let ids: Vec<&String> = all.keys().collect();
        all.get(id)
            .cloned()
            .unwrap_or_else(|| panic!("`{id}` is not listed, only {ids:?}"))
    }

    /// What is made reads back as it was ordered, also when the last part is done twice.
    async fn is_made(&self, order: &CreateOrder) -> Made {
        let made = self.cloud.make(order).await;
        for round in ["made", "finished twice"] {
            let found = self.seen(&made.id).await;
            assert_declared(round, &found.spec, &order.spec);
            assert_carries(&found.tags, &order.tags);
            assert_eq!(
                (self.kind.canonical)(&found.spec).as_ref(),
                Ok(&found.spec),
                "canonical"
            );
            assert!(!found.platform, "{round}: ours is taken for the platform's");
            assert_eq!(found.tags.keys().find(|key| key.starts_with("aws:")), None);
            assert_eq!(
                made.outputs, found.outputs,
                "{round}: outputs made and listed"
            );
            for output in self.kind.outputs {
                assert!(
                    found.outputs.contains_key(*output),
                    "{round}: no output `{output}`"
                );
            }
            if let Some(id) = self.kind.implied_id(&order.spec, "") {
                assert_eq!(id, made.id, "{round}: the identity the spec implies");
            }
            self.cloud.finish(order, &made).await;
        }
        made
    }

    /// Each change reads back as it was ordered, also when it is made twice.
    async fn is_changed(
        &self,
        made: &Made,
        order: &CreateOrder,
        spec: &Value,
        changes: &[Value],
    ) -> Value {
        let mut tags = order.tags.clone();
        let mut spec = spec.clone();
        for (turn, change) in changes.iter().enumerate() {
            if self.kind.taggable {
                tags.insert("Turn".to_owned(), turn.to_string());
                tags.insert(format!("turn-{turn}"), String::new());
                tags.remove(&format!("turn-{}", turn.wrapping_sub(1)));
            }
            spec = laid_over(&spec, change);
            let update = self.update_to(&self.seen(&made.id).await, &spec, &tags);
            for round in ["changed", "changed twice"] {
                self.cloud.update_ours(&update).await;
                let found = self.seen(&made.id).await;
                assert_declared(&format!("{round} by {change}"), &found.spec, &update.after);
                assert_carries(&found.tags, &tags);
                let stale = found.tags.keys().find(|key| !tags.contains_key(*key));
                assert_eq!(stale, None, "{round}: a tag that was taken off");
                assert_eq!(made.outputs, found.outputs, "{round}: outputs");
            }
        }
        spec
    }

    /// What somebody else does shows, and one update takes it back.
    async fn shows_meddling(&self, made: &Made, spec: &Value, meddling: &Value) {
        let ours = self.seen(&made.id).await;
        let theirs = self.update_to(&ours, &laid_over(spec, meddling), &ours.tags);
        self.cloud
            .update(&self.cloud.somebody_else(), &theirs)
            .await;
        let found = self.seen(&made.id).await;
        for field in meddling.as_object().expect("fields").keys() {
            assert_eq!(
                found.spec.get(field),
                theirs.after.get(field),
                "meddled with: `{field}`"
            );
        }
        assert_ne!(found.spec, ours.spec, "meddling does not show");
        let back = self.update_to(&found, spec, &ours.tags);
        self.cloud.update_ours(&back).await;
        assert_declared("put back", &self.seen(&made.id).await.spec, &back.after);
    }

    /// What is deleted is gone; what always exists is as it was. Twice is as good as once.
    async fn is_deleted(&self, made: &Made, before: &BTreeMap<String, Found>) {
        let found = self.seen(&made.id).await;
        let order = DeleteOrder {
            kind: self.name().clone(),
            id: found.id,
            spec: found.spec,
        };
        for round in ["deleted", "deleted twice"] {
            self.cloud.delete(&order).await;
            let after = self.cloud.list(self.name()).await;
            let is_there = after.contains_key(&made.id);
            assert_eq!(is_there, before.contains_key(&made.id), "{round}: listed");
            if self.kind.parent.is_none() && self.kind.is_setting() {
                assert_eq!(
                    after, *before,
                    "{round}: a setting goes back to its default"
                );
            }
        }
    }

    fn update_to(&self, found: &Found, spec: &Value, tags: &Tags) -> UpdateOrder {
        let after = (self.kind.canonical)(spec).unwrap_or_else(|fault| panic!("{spec}: {fault}"));
        UpdateOrder {
            kind: found.kind.clone(),
            id: found.id.clone(),
            before: found.spec.clone(),
            after,
            tags_before: found.tags.clone(),
            tags_after: tags.clone(),
        }
    }
}

/// Every field that was declared reads back; a field nobody declared is not managed.
fn assert_declared(when: &str, found: &Value, declared: &Value) {
    for (field, value) in declared.as_object().expect("a spec is a table") {
        let there = found.get(field).unwrap_or(&Value::Null);
        assert_eq!(
            there, value,
            "{when}: `{field}` reads back (left) otherwise than ordered"
        );
    }
}

fn assert_carries(found: &Tags, ordered: &Tags) {
    for (key, value) in ordered {
        assert_eq!(found.get(key), Some(value), "tag `{key}`");
    }
}
