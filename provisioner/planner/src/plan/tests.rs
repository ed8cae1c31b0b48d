//! Decisions, one situation each, on a catalogue of small kinds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::catalogue::{Catalogue, Identity, KindSchema, Protection, SpecError};
use gabakura_model::diagnostic::Origin;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::{GapReason, Listing, Observed, ObservedResource, Switch};
use gabakura_model::plan::{
    Action, Change, PlanIntent, Reason, StepAction, TenancyPlan, Withheld, WithheldReason,
};
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::reference::{Reference, is_unresolved, references, resolve};
use gabakura_model::resource::{Address, Kind, Resource, TAG_ADDRESS, TAG_TENANCY, Tags};
use gabakura_model::tenancy::{Cloud, Place, TenancyId};
use gabakura_model::{Timestamp, Value};
use serde_json::json;

use super::{PlanRequest, plan};
use crate::history;

mod adoption;
mod occupied;
mod switched_off;

fn as_is(spec: &Value) -> Result<Value, SpecError> {
    Ok(spec.clone())
}

fn schema(kind: &str, identity: Identity) -> KindSchema {
    KindSchema {
        kind: Kind::new(kind),
        summary: "",
        identity,
        immutable: &["vpc_id", "cidr"],
        parent: None,
        outputs: &["arn"],
        account_wide: false,
        observed_only: false,
        stands_in: &[],
        taggable: matches!(identity, Identity::Assigned),
        interchangeable: false,
        protection: Protection::None,
        canonical: as_is,
        json_schema: || Value::Null,
    }
}

fn catalogue() -> Catalogue {
    let subnet = KindSchema {
        parent: Some("vpc_id"),
        ..schema("t.subnet", Identity::Assigned)
    };
    let irreversible = Protection::Irreversible;
    [
        schema("t.vpc", Identity::Assigned),
        subnet,
        schema("t.table", Identity::Assigned),
        KindSchema {
            protection: irreversible,
            ..schema("t.key", Identity::Assigned)
        },
        schema("t.alias", Identity::Named { field: "name" }),
        schema("t.setting", Identity::Setting),
        schema("t.service", Identity::SettingOf { field: "name" }),
        KindSchema {
            parent: Some("subnet_id"),
            observed_only: true,
            stands_in: &["t.subnet", "t.vpc"],
            ..schema("t.server", Identity::Assigned)
        },
    ]
    .into_iter()
    .collect()
}

fn tenancy() -> TenancyId {
    "131016/acme/prod".parse().unwrap()
}

fn address(name: &str) -> Address {
    format!("131016/acme/prod/net/{name}").parse().unwrap()
}

fn resource(name: &str, kind: &str, spec: Value) -> Resource {
    let address = address(name);
    let mut tags = Tags::new();
    if catalogue().get(&Kind::new(kind)).unwrap().taggable {
        tags.insert(TAG_TENANCY.to_owned(), address.tenancy.to_string());
        tags.insert(TAG_ADDRESS.to_owned(), address.to_string());
    }
    Resource {
        depends_on: references(&spec).into_iter().map(|r| r.address).collect(),
        address,
        kind: Kind::new(kind),
        spec,
        tags,
        exclusive: kind == "t.vpc",
        origin: Origin::at_line(&Arc::from("t"), 1),
    }
}

fn reference(name: &str) -> String {
    Reference {
        address: address(name),
        field: "id".to_owned(),
    }
    .to_string()
}

fn network() -> Vec<Resource> {
    vec![
        resource("vpc", "t.vpc", json!({"cidr": "10.0.0.0/20"})),
        resource(
            "a",
            "t.subnet",
            json!({"vpc_id": reference("vpc"), "public": false}),
        ),
        resource("table", "t.table", json!({"subnets": [reference("a")]})),
    ]
}

/// A world that can be planned against and that a plan can be carried out in.
struct World {
    desired: Vec<Resource>,
    recorded: Recorded,
    cloud: BTreeMap<Kind, Vec<ObservedResource>>,
    gaps: BTreeSet<Kind>,
    /// Kinds whose service is off, and what switches it on.
    shut: BTreeMap<Kind, Switch>,
    in_doubt: BTreeMap<Address, String>,
    overrides: BTreeSet<Address>,
    made: u32,
}

impl World {
    fn new(desired: Vec<Resource>) -> Self {
        Self {
            desired,
            recorded: Recorded::empty(tenancy()),
            cloud: BTreeMap::new(),
            gaps: BTreeSet::new(),
            shut: BTreeMap::new(),
            in_doubt: BTreeMap::new(),
            overrides: BTreeSet::new(),
            made: 0,
        }
    }

    fn applied(desired: Vec<Resource>) -> Self {
        let mut world = Self::new(desired);
        world.apply(PlanIntent::Apply);
        world
    }

    fn observed(&self) -> Observed {
        let listing = |schema: &KindSchema| {
            let kind = &schema.kind;
            let all = self.cloud.get(kind).into_iter().flatten();
            let switch = self.shut.get(kind).cloned();
            let listing = match self.gaps.contains(kind) || switch.is_some() {
                true => Listing::Gap(GapReason {
                    code: "x".into(),
                    message: String::new(),
                    switch,
                }),
                false => Listing::Complete(all.cloned().map(Arc::new).collect()),
            };
            (kind.clone(), Arc::new(listing))
        };
        Observed {
            tenancy: tenancy(),
            place: Place {
                cloud: Cloud::Aws,
                account: "1".into(),
                region: "r".into(),
            },
            listings: catalogue().iter().map(listing).collect(),
            observed_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn plan(&self, intent: PlanIntent) -> TenancyPlan {
        let graph = ResourceGraph::build(self.desired.clone()).unwrap();
        let (observed, catalogue) = (self.observed(), catalogue());
        let request = PlanRequest {
            desired: &graph,
            recorded: &self.recorded,
            observed: &observed,
            catalogue: &catalogue,
            intent,
            in_doubt: &self.in_doubt,
            overrides: &self.overrides,
        };
        let made = plan(request);
        assert_eq!(made, plan(request), "planning twice gives the same");
        for (at, step) in made.steps.iter().enumerate() {
            assert!(
                step.after.iter().all(|earlier| *earlier < at),
                "steps stand in order"
            );
        }
        made
    }

    fn apply(&mut self, intent: PlanIntent) -> TenancyPlan {
        let plan = self.plan(intent);
        for step in &plan.steps {
            self.make(plan.change_of(step), step.action);
        }
        plan
    }

    fn make(&mut self, change: &Change, action: StepAction) {
        self.recorded.serial += 1;
        let all = self.cloud.entry(change.kind.clone()).or_default();
        if matches!(action, StepAction::Delete | StepAction::Forget) {
            all.retain(|found| Some(&found.id) != change.id.as_ref());
            self.recorded.resources.remove(&change.address);
            return;
        }
        let known = &self.recorded.resources;
        let look_up = |r: &Reference| known.get(&r.address).map(|known| known.id.clone());
        let spec = resolve(change.after.as_ref().unwrap(), &look_up);
        assert!(
            !is_unresolved(&spec),
            "{spec} is known by the time it is needed"
        );
        self.made += 1;
        let id = match action {
            StepAction::Create => format!("id-{}", self.made),
            _ => change.id.clone().unwrap(),
        };
        let found = ObservedResource {
            kind: change.kind.clone(),
            id: id.clone(),
            spec: spec.clone(),
            tags: change.tags_after.clone(),
            outputs: BTreeMap::new(),
            platform: false,
        };
        if action != StepAction::Adopt {
            all.retain(|other| other.id != id);
            all.push(found);
        }
        let record = RecordedResource {
            address: change.address.clone(),
            kind: change.kind.clone(),
            id,
            spec,
            declared: change.declared.clone().unwrap(),
            tags: change.tags_after.clone(),
            outputs: BTreeMap::new(),
            depends_on: change.depends_on.clone(),
            exclusive: change.exclusive,
            recorded_at: Timestamp::UNIX_EPOCH,
        };
        self.recorded
            .resources
            .insert(change.address.clone(), record);
    }

    fn found(&mut self, kind: &str) -> &mut ObservedResource {
        self.cloud
            .get_mut(&Kind::new(kind))
            .unwrap()
            .first_mut()
            .unwrap()
    }
}

fn actions(plan: &TenancyPlan) -> Vec<(String, Action)> {
    let busy = plan.changes.iter().filter(|c| c.action != Action::NoOp);
    busy.map(|c| (c.address.name.to_string(), c.action))
        .collect()
}

fn moves(plan: &TenancyPlan) -> Vec<String> {
    let say = |step: &gabakura_model::plan::Step| {
        format!("{} {}", step.action, plan.change_of(step).address.name)
    };
    plan.steps.iter().map(say).collect()
}

#[test]
fn what_is_new_is_made_along_the_references_and_then_there_is_nothing_to_do() {
    let mut world = World::new(network());
    let plan = world.apply(PlanIntent::Apply);
    assert_eq!(moves(&plan), ["create vpc", "create a", "create table"]);
    assert!(world.plan(PlanIntent::Apply).is_empty());
    assert!(world.plan(PlanIntent::Fix).is_empty());
}

#[test]
fn a_mutable_field_is_changed_in_place() {
    let mut world = World::applied(network());
    world.desired[1].spec["public"] = json!(true);
    let plan = world.apply(PlanIntent::Apply);
    assert_eq!(moves(&plan), ["update a"]);
    assert_eq!(plan.changes[0].fields[0].path, "public");
    assert_eq!(plan.changes[0].reason, Reason::Differs);
    assert!(world.plan(PlanIntent::Apply).is_empty());
}

#[test]
fn an_immutable_field_replaces_and_takes_its_dependants_along() {
    let mut world = World::applied(network());
    world.desired[0].spec["cidr"] = json!("10.1.0.0/20");
    let plan = world.apply(PlanIntent::Apply);
    let order = moves(&plan);
    let at = |text: &str| order.iter().position(|step| step == text).unwrap();
    assert!(at("delete a") < at("delete vpc") && at("delete vpc") < at("create vpc"));
    assert!(at("create vpc") < at("create a") && at("create a") < at("update table"));
    let of = |name: &str| {
        plan.changes
            .iter()
            .find(|c| c.address == address(name))
            .unwrap()
    };
    assert_eq!(
        of("vpc").reason,
        Reason::ImmutableField {
            field: "cidr".into()
        }
    );
    assert_eq!(
        of("a").reason,
        Reason::DependencyReplaced {
            field: "vpc_id".into()
        }
    );
    assert!(world.plan(PlanIntent::Apply).is_empty());
}

#[test]
fn what_is_no_longer_declared_goes_against_the_references() {
    let mut world = World::applied(network());
    world.desired.clear();
    let plan = world.apply(PlanIntent::Apply);
    assert_eq!(moves(&plan), ["delete table", "delete a", "delete vpc"]);
    assert!(world.recorded.resources.is_empty());
}

#[test]
fn a_reference_is_dropped_before_what_it_named_goes() {
    let mut world = World::applied(network());
    world.desired = vec![network().swap_remove(0)];
    world
        .desired
        .push(resource("table", "t.table", json!({"subnets": []})));
    assert_eq!(
        moves(&world.apply(PlanIntent::Apply)),
        ["update table", "delete a"]
    );
}

#[test]
fn nothing_is_concluded_from_what_was_not_seen() {
    let mut world = World::applied(network());
    world.gaps.insert(Kind::new("t.subnet"));
    world.desired.remove(2);
    world.desired.remove(1);
    let plan = world.plan(PlanIntent::Apply);
    assert_eq!(actions(&plan), [("table".to_owned(), Action::Delete)]);
    assert_eq!(plan.withheld.len(), 1);
    assert!(matches!(
        plan.withheld[0].because,
        WithheldReason::NotObserved { .. }
    ));
    assert!(!plan.coverage.complete);
    let fresh = World {
        gaps: world.gaps,
        ..World::new(network())
    };
    let plan = fresh.plan(PlanIntent::Apply);
    assert_eq!(moves(&plan), ["create vpc"]);
    let held: Vec<_> = plan
        .withheld
        .iter()
        .map(|w| w.address.name.to_string())
        .collect();
    assert_eq!(held, ["a", "table"]);
}

#[test]
fn what_cannot_be_brought_back_goes_only_by_name() {
    let key = || vec![resource("key", "t.key", json!({"rotates": true}))];
    let mut world = World::applied(key());
    let plan = world.plan(PlanIntent::Destroy);
    assert!(plan.steps.is_empty());
    assert_eq!(plan.withheld[0].because, WithheldReason::Protected);
    world.overrides.insert(address("key"));
    assert_eq!(moves(&world.plan(PlanIntent::Destroy)), ["delete key"]);
}

#[test]
fn going_back_deletes_what_came_since_and_names_what_does_not_come_back() {
    use gabakura_model::plan::NotUndoneReason;
    let key = |name: &str| resource(name, "t.key", json!({"rotates": true}));
    let mut earlier = network();
    earlier.push(key("lost"));
    let mut world = World::applied(earlier.clone());
    let before = world.recorded.clone();
    world.overrides.insert(address("lost"));
    world.desired = network();
    world.desired.push(key("new"));
    world.desired.push(resource(
        "b",
        "t.subnet",
        json!({"vpc_id": reference("vpc")}),
    ));
    world.apply(PlanIntent::Apply);

    world.overrides.clear();
    let graph = history::as_desired(&before).unwrap();
    assert_eq!(graph.len(), 4);
    world.desired = graph.iter().cloned().collect();
    let plan = world.apply(PlanIntent::Undo);
    assert_eq!(moves(&plan), ["delete b", "create lost"]);
    assert_eq!(plan.changes[1].reason, Reason::Undone);
    let beyond: Vec<_> = history::beyond_undo(&plan, &catalogue())
        .into_iter()
        .map(|one| (one.address.name.to_string(), one.beyond))
        .collect();
    let (lost, new) = ("lost".to_owned(), "new".to_owned());
    assert_eq!(
        beyond,
        [
            (lost, NotUndoneReason::Recreated),
            (new, NotUndoneReason::Kept)
        ]
    );
    assert!(world.plan(PlanIntent::Undo).steps.is_empty());
}

#[test]
fn what_a_kept_resource_needs_is_kept_too() {
    let mut desired = vec![resource("vpc", "t.vpc", json!({}))];
    desired.push(resource("key", "t.key", json!({"of": reference("vpc")})));
    let world = World::applied(desired);
    let plan = world.plan(PlanIntent::Destroy);
    assert!(plan.steps.is_empty());
    let vpc = plan
        .withheld
        .iter()
        .find(|w| w.address == address("vpc"))
        .unwrap();
    assert_eq!(
        vpc.because,
        WithheldReason::WaitsFor {
            address: address("key")
        }
    );
}

#[test]
fn a_lost_record_finds_its_resources_by_tag() {
    let mut world = World::applied(network());
    world.recorded = Recorded::empty(tenancy());
    let plan = world.apply(PlanIntent::Apply);
    assert_eq!(moves(&plan), ["adopt vpc", "adopt a", "adopt table"]);
    assert!(world.plan(PlanIntent::Apply).is_empty());
    world.recorded = Recorded::empty(tenancy());
    let twin = ObservedResource {
        id: "twin".into(),
        ..world.found("t.vpc").clone()
    };
    world.cloud.get_mut(&Kind::new("t.vpc")).unwrap().push(twin);
    let plan = world.plan(PlanIntent::Apply);
    assert!(
        plan.steps
            .iter()
            .all(|s| plan.change_of(s).address != address("vpc"))
    );
    assert!(matches!(
        plan.withheld.last().unwrap().because,
        WithheldReason::Ambiguous { .. }
    ));
}

#[test]
fn a_name_of_ours_that_somebody_else_took_is_left_alone() {
    let mut world = World::new(vec![resource("alias", "t.alias", json!({"name": "n"}))]);
    world.apply(PlanIntent::Apply);
    let alias = &mut world.cloud.get_mut(&Kind::new("t.alias")).unwrap()[0];
    let theirs = "131016/other/prod".to_owned();
    alias.tags.insert(TAG_TENANCY.to_owned(), theirs);
    alias.spec["note"] = json!("theirs");
    for intent in [PlanIntent::Apply, PlanIntent::Fix, PlanIntent::Destroy] {
        let plan = world.plan(intent);
        assert!(plan.steps.is_empty(), "{plan:?}");
        let taken = WithheldReason::TakenByOther { id: "id-1".into() };
        assert_eq!(plan.withheld[0].because, taken);
    }
}

#[test]
fn a_name_that_somebody_else_has_is_not_taken_over() {
    let mut world = World::new(vec![resource("alias", "t.alias", json!({"name": "n"}))]);
    let stranger = ObservedResource {
        kind: Kind::new("t.alias"),
        id: "n".into(),
        spec: json!({"name": "n"}),
        tags: Tags::new(),
        outputs: BTreeMap::new(),
        platform: false,
    };
    world.cloud.insert(Kind::new("t.alias"), vec![stranger]);
    let plan = world.plan(PlanIntent::Apply);
    assert_eq!(
        plan.withheld[0].because,
        WithheldReason::TakenByOther { id: "n".into() }
    );
}

#[test]
fn a_setting_is_put_where_it_stands() {
    let mut world = World::new(vec![resource("s", "t.setting", json!({"on": true}))]);
    let there = ObservedResource {
        kind: Kind::new("t.setting"),
        id: "region".into(),
        spec: json!({"on": false}),
        tags: Tags::new(),
        outputs: BTreeMap::new(),
        platform: false,
    };
    world.cloud.insert(Kind::new("t.setting"), vec![there]);
    assert_eq!(moves(&world.apply(PlanIntent::Apply)), ["update s"]);
    assert!(world.plan(PlanIntent::Apply).is_empty());
}

#[test]
fn repair_puts_back_what_was_left_and_nothing_else() {
    let mut world = World::applied(network());
    world.found("t.subnet").spec["public"] = json!(true);
    world.desired[2].spec["pending"] = json!("change");
    assert_eq!(moves(&world.apply(PlanIntent::Fix)), ["update a"]);
    assert_eq!(moves(&world.plan(PlanIntent::Apply)), ["update table"]);
}

#[test]
fn repair_makes_a_lost_resource_again_and_points_the_others_to_it() {
    let mut world = World::applied(network());
    world.cloud.insert(Kind::new("t.subnet"), Vec::new());
    let plan = world.apply(PlanIntent::Fix);
    assert_eq!(moves(&plan), ["create a", "update table"]);
    assert_eq!(plan.changes[0].reason, Reason::Missing);
    assert!(world.plan(PlanIntent::Fix).is_empty());
    assert!(world.plan(PlanIntent::Apply).is_empty());
}

#[test]
fn a_stranger_inside_what_is_ours_goes_on_repair_only() {
    let mut world = World::applied(network());
    let vpc = world.found("t.vpc").id.clone();
    let spec = json!({"vpc_id": vpc, "public": true});
    let stranger = ObservedResource {
        id: "subnet-0F".into(),
        spec,
        tags: Tags::new(),
        ..world.found("t.subnet").clone()
    };
    let platform = ObservedResource {
        id: "theirs".into(),
        platform: true,
        ..stranger.clone()
    };
    world
        .cloud
        .get_mut(&Kind::new("t.subnet"))
        .unwrap()
        .extend([stranger, platform]);
    assert!(world.plan(PlanIntent::Apply).is_empty());
    let plan = world.apply(PlanIntent::Fix);
    assert_eq!(moves(&plan), ["delete x-subnet-0f-dabe1692"]);
    assert_eq!(plan.changes.last().unwrap().reason, Reason::Unmanaged);
}

#[test]
fn what_is_in_doubt_blocks_its_own_subtree_only() {
    let mut world = World::new(network());
    world.desired.push(resource("key", "t.key", json!({})));
    world.in_doubt.insert(address("a"), "token".to_owned());
    let plan = world.plan(PlanIntent::Apply);
    assert_eq!(moves(&plan), ["create key", "create vpc"]);
    assert_eq!(
        plan.withheld[0].because,
        WithheldReason::InDoubt {
            intent: "token".into()
        }
    );
    assert_eq!(
        plan.withheld[1].because,
        WithheldReason::WaitsFor {
            address: address("a")
        }
    );
}

#[test]
fn what_is_gone_and_undeclared_is_only_forgotten() {
    let mut world = World::applied(vec![resource("vpc", "t.vpc", json!({}))]);
    world.desired.clear();
    world.cloud.clear();
    assert_eq!(moves(&world.apply(PlanIntent::Apply)), ["forget vpc"]);
}

#[test]
fn a_record_that_runs_in_circles_still_gives_a_plan() {
    let mut world = World::applied(network());
    world
        .recorded
        .resources
        .get_mut(&address("vpc"))
        .unwrap()
        .depends_on = vec![address("table")];
    world.desired.clear();
    assert_eq!(world.plan(PlanIntent::Apply).steps.len(), 3);
    assert_eq!(world.plan(PlanIntent::Fix).steps.len(), 0);
}
