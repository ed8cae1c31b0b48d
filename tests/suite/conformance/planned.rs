//! What the planner decides about the one thing a case is about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::diagnostic::Origin;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::{Listing, Observed, ObservedResource};
use gabakura_model::outcome::Created;
use gabakura_model::plan::{Action, Change, PlanIntent, Reason, TenancyPlan};
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::{Resource, TAG_INTENT, Tags};
use gabakura_model::{Timestamp, Value};
use gabakura_planner::plan::{PlanRequest, plan};

use super::promises::Life;

impl Life {
    /// What is decided, and why.
    pub fn decided(
        &self,
        all: &BTreeMap<String, ObservedResource>,
        made: &Created,
        specs: (&Value, &Value),
        tags: &Tags,
    ) -> (Action, Reason) {
        let change = self.planned(all, made, specs, tags);
        (change.action, change.reason)
    }

    /// What is decided with `recorded` on record, `wanted` declared, and `all` of the kind listed.
    pub fn planned(
        &self,
        all: &BTreeMap<String, ObservedResource>,
        made: &Created,
        (recorded, wanted): (&Value, &Value),
        tags: &Tags,
    ) -> Change {
        let planned = self.plan(all, Some((made, recorded)), wanted, tags);
        let [change] = <[Change; 1]>::try_from(planned.changes)
            .unwrap_or_else(|changes| panic!("{changes:?}, withheld: {:?}", planned.withheld));
        change
    }

    /// The plan with what is on record, `wanted` declared, and `all` of the kind listed.
    pub fn plan(
        &self,
        all: &BTreeMap<String, ObservedResource>,
        on_record: Option<(&Created, &Value)>,
        wanted: &Value,
        tags: &Tags,
    ) -> TenancyPlan {
        let address = self.order.address.clone();
        let kind = self.name().clone();
        let mut tags = tags.clone();
        tags.remove(TAG_INTENT);
        let resource = Resource {
            address: address.clone(),
            kind: kind.clone(),
            spec: wanted.clone(),
            tags: tags.clone(),
            depends_on: Vec::new(),
            exclusive: false,
            origin: Origin::at_line(&"".into(), 1),
        };
        let record = |(made, recorded): (&Created, &Value)| RecordedResource {
            address: address.clone(),
            kind: kind.clone(),
            id: made.id.clone(),
            spec: recorded.clone(),
            declared: recorded.clone(),
            tags: tags.clone(),
            outputs: made.outputs.clone(),
            depends_on: Vec::new(),
            exclusive: false,
            recorded_at: Timestamp::UNIX_EPOCH,
        };
        let mut recorded = Recorded::empty((*address.tenancy).clone());
        let record = on_record.map(record);
        recorded
            .resources
            .extend(record.map(|record| (address.clone(), record)));
        let all = all.values().cloned().map(Arc::new);
        let listing = Listing::Complete(all.collect());
        let observed = Observed {
            tenancy: (*address.tenancy).clone(),
            place: self.cloud.scope.place(),
            listings: BTreeMap::from([(kind.clone(), Arc::new(listing))]),
            observed_at: Timestamp::UNIX_EPOCH,
        };
        plan(PlanRequest {
            desired: &ResourceGraph::build(vec![resource]).expect("one resource is a graph"),
            recorded: &recorded,
            observed: &observed,
            catalogue: &Catalogue::from_iter([self.kind.clone()]),
            intent: PlanIntent::Apply,
            in_doubt: &BTreeMap::new(),
            // What is protected is replaced where somebody says so by name.
            overrides: &BTreeSet::from([address.clone()]),
        })
    }
}
