//! What others keep inside what is ours is told, left alone, and not pulled the ground from.

use gabakura_model::drift::DriftStatus;

use super::*;
use crate::drift::drift;

fn server_in(subnet: &str) -> ObservedResource {
    ObservedResource {
        kind: Kind::new("t.server"),
        id: "i-1".to_owned(),
        spec: json!({"subnet_id": subnet}),
        tags: Tags::new(),
        outputs: BTreeMap::new(),
        platform: false,
    }
}

fn with_a_server() -> World {
    let mut world = World::applied(network());
    let server = server_in(&world.found("t.subnet").id.clone());
    world.cloud.insert(server.kind.clone(), vec![server]);
    world
}

fn occupied() -> WithheldReason {
    WithheldReason::Occupied {
        ids: vec!["i-1".to_owned()],
    }
}

fn withheld(plan: &TenancyPlan) -> Vec<(String, Action, WithheldReason)> {
    let held = plan.withheld.iter();
    held.map(|one| {
        (
            one.address.name.to_string(),
            one.action,
            one.because.clone(),
        )
    })
    .collect()
}

#[test]
fn it_is_no_drift_and_nothing_is_done_about_it() {
    let world = with_a_server();
    for intent in [PlanIntent::Apply, PlanIntent::Fix, PlanIntent::Adopt] {
        assert!(world.plan(intent).is_empty(), "{intent:?}");
    }
    let entries = drift(
        &world.recorded,
        &world.observed(),
        &catalogue(),
        &BTreeMap::new(),
    );
    let told: Vec<_> = entries.iter().map(|it| (&*it.id, it.status)).collect();
    assert_eq!(told, [("i-1", DriftStatus::Foreign)]);
    assert!(!DriftStatus::Foreign.is_drift());
}

#[test]
fn what_it_stands_in_stays() {
    let mut world = with_a_server();
    let plan = world.plan(PlanIntent::Destroy);
    assert_eq!(moves(&plan), ["delete table"]);
    let waits = WithheldReason::WaitsFor {
        address: address("a"),
    };
    let held = [
        ("a".to_owned(), Action::Delete, occupied()),
        ("vpc".to_owned(), Action::Delete, occupied()),
    ];
    assert_eq!(withheld(&plan), held);

    world.desired[1].spec["cidr"] = json!("10.0.1.0/24");
    let plan = world.plan(PlanIntent::Apply);
    let held = [
        ("a".to_owned(), Action::Replace, occupied()),
        ("table".to_owned(), Action::Update, waits),
    ];
    assert_eq!(withheld(&plan), held);
    assert!(plan.steps.is_empty());

    // Nor is what the subnet stands in made anew around it.
    world.desired[0].spec["cidr"] = json!("10.1.0.0/16");
    let plan = world.plan(PlanIntent::Apply);
    let vpc = ("vpc".to_owned(), Action::Replace, occupied());
    assert!(withheld(&plan).contains(&vpc), "{:?}", plan.withheld);
    assert!(plan.steps.is_empty());

    world.cloud.insert(Kind::new("t.server"), Vec::new());
    assert_eq!(withheld(&world.plan(PlanIntent::Destroy)), []);
}

#[test]
fn what_cannot_be_seen_may_stand_in_it() {
    let mut world = World::applied(network());
    world.gaps.insert(Kind::new("t.server"));
    let plan = world.plan(PlanIntent::Destroy);
    let held: Vec<_> = withheld(&plan).into_iter().map(|it| (it.0, it.2)).collect();
    let unseen = |name: &str| {
        let mut held = held.iter();
        held.any(|(it, why)| it == name && matches!(why, WithheldReason::NotObserved { .. }))
    };
    assert!(unseen("a") && unseen("vpc"), "{held:?}");
}

#[test]
fn a_stranger_that_holds_it_stays_on_repair() {
    let mut world = World::applied(network());
    let stranger = ObservedResource {
        id: "subnet-0f".into(),
        spec: json!({"vpc_id": world.found("t.vpc").id.clone()}),
        tags: Tags::new(),
        ..world.found("t.subnet").clone()
    };
    let subnets = world.cloud.get_mut(&stranger.kind);
    subnets.expect("there is one").push(stranger);
    assert_eq!(moves(&world.plan(PlanIntent::Fix)), ["delete x-subnet-0f"]);
    let server = server_in("subnet-0f");
    world.cloud.insert(server.kind.clone(), vec![server]);
    let plan = world.plan(PlanIntent::Fix);
    assert!(plan.steps.is_empty());
    let held = [("x-subnet-0f".to_owned(), Action::Delete, occupied())];
    assert_eq!(withheld(&plan), held);
}
