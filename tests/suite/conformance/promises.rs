//! What every kind promises, whichever it is and on whichever cloud.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::Created;
use gabakura_model::plan::{Action, Reason};
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};
use gabakura_model::resource::{Kind, TAG_INTENT, Tags};
use gabakura_model::tenancy::Cloud as CloudName;

use super::case::{Case, laid_over};
use super::cloud::{Cloud, canonical, permit};
use super::silence::in_silence;

/// Takes one kind through its life and panics at the first promise it breaks.
pub async fn keep(cloud: CloudName, case: Case) {
    let life = Life::begin(cloud, case).await;
    let made = life.is_made().await;
    let spec = life.is_changed(&made).await;
    life.is_replaced(&made, &spec).await;
    life.is_deleted(&made).await;
}

/// A case on a cloud of its own, where all that it needs stands.
pub struct Life {
    pub cloud: Cloud,
    pub kind: KindSchema,
    /// Everything of the kind that is there without it.
    pub before: BTreeMap<String, ObservedResource>,
    pub order: CreateRequest,
    pub case: Case,
}

impl Life {
    pub async fn begin(cloud: CloudName, mut case: Case) -> Self {
        let cloud = Cloud::open(cloud).await;
        for (method, path, body) in &case.above {
            let (status, reply) = cloud.ask(method, path, body).await;
            assert_eq!(status, 200, "{method} {path}: {reply}");
        }
        let made = cloud.stand(std::mem::take(&mut case.needs)).await;
        let case = case.resolved(&made);
        let kind = cloud.schema(&case.kind);
        Self {
            before: cloud.list(&kind.kind).await,
            order: cloud.order(&case.kind, "it", &case.spec),
            cloud,
            kind,
            case,
        }
    }

    pub fn name(&self) -> &Kind {
        &self.kind.kind
    }

    /// All of its kind that there is.
    pub async fn list(&self) -> BTreeMap<String, ObservedResource> {
        self.cloud.list(self.name()).await
    }

    pub async fn seen(&self, id: &str) -> ObservedResource {
        let all = self.list().await;
        let ids: Vec<&String> = all.keys().collect();
        all.get(id)
            .cloned()
            .unwrap_or_else(|| panic!("`{id}` is not listed, only {ids:?}"))
    }

    /// What is made reads back as it was ordered, also when the last part is done twice.
    async fn is_made(&self) -> Created {
        let made = self.cloud.make(&self.order).await;
        for round in ["made", "finished twice"] {
            self.stands_as_ordered(round, &made).await;
            self.cloud.finish(&self.order, &made).await;
        }
        made
    }

    /// It is there as it was ordered, says whose it is, and the planner is content with it.
    pub async fn stands_as_ordered(&self, when: &str, made: &Created) {
        let order = &self.order;
        let found = self.is_in_sync(when, made, &order.spec, &order.tags).await;
        assert_eq!(canonical(&self.kind, &found.spec), found.spec, "canonical");
        if !found.tags.is_empty() {
            assert_eq!(found.tenancy_tag(), Some(super::cloud::TENANCY), "{when}");
            let address = order.address.to_string();
            assert_eq!(found.address_tag(), Some(address.as_str()), "{when}");
            assert_eq!(found.intent_tag(), Some(order.token.as_str()), "{when}");
        }
        assert!(!found.platform, "{when}: ours is taken for the platform's");
        for output in self.kind.outputs {
            assert!(
                found.outputs.contains_key(*output),
                "{when}: no output `{output}`"
            );
        }
        let account = &self.cloud.scope.account;
        if let Some(id) = self.kind.implied_id(&order.spec, account) {
            assert_eq!(id, made.id, "{when}: the identity the spec implies");
        }
    }

    /// Declared fields and tags read back, nothing else is ours, and no more is to be done.
    async fn is_in_sync(
        &self,
        when: &str,
        made: &Created,
        spec: &Value,
        tags: &Tags,
    ) -> ObservedResource {
        let all = self.list().await;
        let found = all.get(&made.id).cloned();
        let found = found.unwrap_or_else(|| panic!("{when}: only {:?} are listed", all.keys()));
        assert_declared(when, &found.spec, spec);
        if self.kind.taggable {
            assert_eq!(without_intent(&found.tags), without_intent(tags), "{when}");
        }
        assert_eq!(made.outputs, found.outputs, "{when}: outputs");
        let decided = self.decided(&all, made, (spec, spec), tags);
        assert_eq!(decided, (Action::NoOp, Reason::InSync), "{when}");
        found
    }

    /// Each change reads back as it was ordered, also when it is made twice; and when somebody
    /// else takes it back, that shows and is put right, though every reply is lost once.
    async fn is_changed(&self, made: &Created) -> Value {
        let mut tags = self.order.tags.clone();
        let mut spec = self.order.spec.clone();
        let mut standing = self.seen(&made.id).await;
        let (mut changed, mut meddled) = (BTreeSet::new(), BTreeSet::new());
        for (turn, step) in self.case.changes.iter().enumerate() {
            let was = standing.clone();
            spec = canonical(&self.kind, &laid_over(&spec, &step.fields));
            self.retag(&mut tags, turn);
            let update = update_to(&was, &spec, &tags);
            for round in ["changed", "changed twice"] {
                self.cloud.update_ours(&update).await;
                let when = format!("{round} by {}", step.fields);
                standing = self.is_in_sync(&when, made, &spec, &tags).await;
            }
            if !step.for_good {
                changed.extend(keys(&step.fields));
                let theirs = self.shows_meddling(made, &standing, (&spec, &tags), &was.spec);
                meddled.extend(theirs.await);
            }
        }
        if let Some(meddling) = &self.case.meddling {
            let theirs = canonical(&self.kind, &laid_over(&spec, meddling));
            let theirs = self.shows_meddling(made, &standing, (&spec, &tags), &theirs);
            meddled.extend(theirs.await);
        }
        let alone: Vec<_> = changed.difference(&meddled).collect();
        assert!(alone.is_empty(), "nobody else changed {alone:?}");
        self.is_retagged(made, &standing, &spec, tags).await;
        spec
    }

    /// Changes what it is tagged with: something comes, something goes, something is another.
    fn retag(&self, tags: &mut Tags, turn: usize) {
        if self.kind.taggable {
            tags.insert("Turn".to_owned(), format!("住民課 {turn}"));
            tags.insert(format!("turn-{turn}"), String::new());
            tags.remove(&format!("turn-{}", turn.wrapping_sub(1)));
        }
    }

    /// Tags change without the rest; the intent's token stays in any case.
    async fn is_retagged(
        &self,
        made: &Created,
        standing: &ObservedResource,
        spec: &Value,
        mut tags: Tags,
    ) {
        if !self.kind.taggable {
            return;
        }
        tags.remove("CostCenter");
        self.retag(&mut tags, self.case.changes.len());
        let update = update_to(standing, spec, &tags);
        self.cloud.update_ours(&update).await;
        let found = self.is_in_sync("retagged", made, spec, &tags).await;
        assert_eq!(found.intent_tag(), Some(self.order.token.as_str()));
    }

    /// What somebody else does shows, field by field, and is put right; tells which fields.
    async fn shows_meddling(
        &self,
        made: &Created,
        standing: &ObservedResource,
        (spec, tags): (&Value, &Tags),
        theirs: &Value,
    ) -> BTreeSet<String> {
        // A field that is not there is not managed, by them either; null is a value.
        let differs = |field: &String| theirs.get(field).is_some_and(|it| *it != spec[field]);
        let fields: BTreeSet<String> = keys(spec).into_iter().filter(differs).collect();
        if fields.is_empty() {
            return fields;
        }
        let theirs = update_to(standing, theirs, &standing.tags);
        self.cloud.update(&self.cloud.somebody_else, &theirs).await;
        let change = self.planned(&self.list().await, made, (spec, spec), tags);
        assert_eq!(change.action, Action::Update, "{fields:?} by somebody else");
        let top = |path: &str| path.split(['.', '[']).next().unwrap_or(path).to_owned();
        let shown: BTreeSet<String> = change.fields.iter().map(|f| top(&f.path)).collect();
        assert!(
            shown.is_superset(&fields),
            "{fields:?} by somebody else, {shown:?} shown"
        );
        let lost = in_silence(&self.cloud.sandbox, async || {
            let update = update_to(&self.seen(&made.id).await, spec, tags);
            self.cloud
                .provider
                .update(&self.cloud.scope, &update, &permit())
                .await
        });
        let ((), lost) = lost.await;
        assert!(lost > 0, "{fields:?}: put right without a changing call");
        self.is_in_sync("put right", made, spec, tags).await;
        fields
    }

    /// What cannot be changed in place is made anew, says the planner.
    async fn is_replaced(&self, made: &Created, spec: &Value) {
        let all = self.list().await;
        for field in self.kind.immutable {
            let other = Value::from_iter([(*field, other_than(&spec[field]))]);
            let other = laid_over(spec, &other);
            let decided = self.decided(&all, made, (spec, &other), &self.order.tags);
            let field = (*field).to_owned();
            assert_eq!(decided, (Action::Replace, Reason::ImmutableField { field }));
        }
    }

    /// What is deleted is gone; what always exists is as it was. Twice is as good as once.
    async fn is_deleted(&self, made: &Created) {
        let found = self.seen(&made.id).await;
        let order = delete_of(found);
        for round in ["deleted", "deleted twice"] {
            let deleted = self.cloud.try_delete(&order).await;
            match (self.case.undeletable, deleted) {
                (None, Ok(())) => self.is_gone(round, made).await,
                (Some(code), Err(error)) if error.code() == code => {
                    self.seen(&made.id).await;
                }
                (_, deleted) => panic!("{round}: {deleted:?}"),
            }
        }
    }

    pub async fn is_gone(&self, when: &str, made: &Created) {
        let after = self.list().await;
        let is_there = after.contains_key(&made.id);
        if self.case.stays {
            assert!(is_there, "{when}: it does not stay");
            return;
        }
        assert_eq!(
            is_there,
            self.before.contains_key(&made.id),
            "{when}: listed"
        );
        if self.kind.parent.is_none() && self.kind.is_setting() {
            assert_eq!(
                after, self.before,
                "{when}: a setting goes back to its default"
            );
        }
        if !is_there && !self.kind.is_setting() {
            let CreateRequest { spec, tags, .. } = &self.order;
            let decided = self.decided(&after, made, (spec, spec), tags);
            assert_eq!(decided, (Action::Create, Reason::Missing), "{when}");
        }
    }
}

pub fn update_to(found: &ObservedResource, spec: &Value, tags: &Tags) -> UpdateRequest {
    UpdateRequest {
        kind: found.kind.clone(),
        id: found.id.clone(),
        before: found.spec.clone(),
        after: spec.clone(),
        tags_before: found.tags.clone(),
        tags_after: without_intent(tags),
    }
}

pub fn delete_of(found: ObservedResource) -> DeleteRequest {
    let ObservedResource { kind, id, spec, .. } = found;
    DeleteRequest { kind, id, spec }
}

/// Every field that was declared reads back; a field nobody declared is not managed.
fn assert_declared(when: &str, found: &Value, declared: &Value) {
    for field in keys(declared) {
        let (there, ordered) = (&found[&field], &declared[&field]);
        assert_eq!(there, ordered, "{when}: `{field}`, seen and ordered");
    }
}

fn keys(fields: &Value) -> BTreeSet<String> {
    let fields = fields.as_object().expect("a table of fields");
    fields.keys().cloned().collect()
}

fn without_intent(tags: &Tags) -> Tags {
    let kept = tags.iter().filter(|(key, _)| *key != TAG_INTENT);
    kept.map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// Some other value of the same sort.
fn other_than(value: &Value) -> Value {
    match value {
        Value::Bool(on) => (!on).into(),
        Value::Number(number) => (number.as_f64().unwrap_or_default() + 1.0).into(),
        Value::Array(items) if !items.is_empty() => Value::Array(Vec::new()),
        Value::Object(_) => laid_over(value, &Value::from_iter([("other", "other")])),
        _ => format!("{}-other", value.as_str().unwrap_or_default()).into(),
    }
}
