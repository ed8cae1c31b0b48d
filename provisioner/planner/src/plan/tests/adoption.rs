//! What stands there already, and whose it is.

use super::*;

/// Somebody made an alias by hand, with a note of their own, for a key that is ours.
fn by_hand() -> World {
    let mut world = World::applied(vec![resource("key", "t.key", json!({"policy": "p"}))]);
    let target = reference("key");
    let wanted = json!({"name": "n", "key": target, "note": "ours"});
    world.desired.push(resource("alias", "t.alias", wanted));
    let key = world.recorded.resources[&address("key")].id.clone();
    let spec = json!({"name": "n", "key": key, "note": "theirs", "more": 1});
    let there = ObservedResource {
        kind: Kind::new("t.alias"),
        id: "n".into(),
        spec,
        tags: Tags::new(),
        outputs: BTreeMap::new(),
        platform: false,
    };
    world.cloud.insert(Kind::new("t.alias"), vec![there]);
    world
}

#[test]
fn what_stands_under_a_declared_name_is_taken_on_record_as_it_is() {
    let mut world = by_hand();
    assert_eq!(
        moves(&world.plan(PlanIntent::Apply)),
        [""; 0],
        "not taken over unasked"
    );
    let before = world.cloud.clone();
    let plan = world.apply(PlanIntent::Adopt);
    assert_eq!(moves(&plan), ["adopt alias"]);
    assert_eq!(plan.changes[0].reason, Reason::FoundByIdentity);
    let told: Vec<&str> = plan.changes[0].fields.iter().map(|f| &*f.path).collect();
    assert_eq!(told, ["note"], "what differs is shown");
    assert_eq!(world.cloud, before, "nothing in the cloud changes");

    let record = &world.recorded.resources[&address("alias")];
    assert_eq!(
        (&record.spec["note"], &record.declared["note"]),
        (&json!("theirs"), &json!("theirs"))
    );
    assert_eq!(
        record.declared["key"],
        reference("key"),
        "a reference stays open"
    );
    assert_eq!(
        record.spec.get("more"),
        None,
        "only what is declared is managed"
    );
    assert_eq!(record.depends_on, [address("key")]);
    assert_eq!(moves(&world.plan(PlanIntent::Adopt)), [""; 0]);
    assert_eq!(
        moves(&world.plan(PlanIntent::Fix)),
        [""; 0],
        "it is no drift"
    );
    assert_eq!(moves(&world.apply(PlanIntent::Apply)), ["update alias"]);
    assert!(world.plan(PlanIntent::Apply).is_empty());
}

#[test]
fn what_is_not_there_is_not_made_and_what_is_not_declared_is_not_deleted() {
    let mut world = World::applied(network());
    world.desired = vec![
        resource("vpc", "t.vpc", json!({"cidr": "10.0.0.0/16"})),
        resource("other", "t.alias", json!({"name": "nowhere"})),
    ];
    let plan = world.plan(PlanIntent::Adopt);
    assert_eq!(
        (plan.changes, plan.steps, plan.withheld),
        Default::default()
    );
}

#[test]
fn what_belongs_to_somebody_else_or_cannot_be_seen_is_withheld() {
    let taken = || WithheldReason::TakenByOther { id: "n".into() };
    let held = |world: &World| {
        let plan = world.plan(PlanIntent::Adopt);
        assert_eq!(moves(&plan), [""; 0]);
        plan.withheld[0].because.clone()
    };
    let mut world = by_hand();
    world.found("t.alias").platform = true;
    assert_eq!(held(&world), taken());
    for mark in [TAG_TENANCY, TAG_ADDRESS] {
        let mut world = by_hand();
        let tags = &mut world.found("t.alias").tags;
        tags.insert(mark.to_owned(), "131016/other/prod/net/alias".to_owned());
        assert_eq!(held(&world), taken(), "{mark}");
    }
    let mut world = by_hand();
    world.apply(PlanIntent::Adopt);
    let record = world.recorded.resources.remove(&address("alias")).unwrap();
    world.recorded.resources.insert(address("old"), record);
    assert_eq!(
        held(&world),
        taken(),
        "it is on record under another address"
    );
    let mut world = by_hand();
    world.gaps.insert(Kind::new("t.alias"));
    assert!(matches!(held(&world), WithheldReason::NotObserved { .. }));
    let mut world = by_hand();
    world.in_doubt.insert(address("alias"), "t-1".to_owned());
    assert!(matches!(held(&world), WithheldReason::InDoubt { .. }));
}

#[test]
fn what_refers_to_something_unseen_waits_for_it() {
    let mut world = World::applied(network());
    world.recorded.resources.clear();
    world.gaps.insert(Kind::new("t.vpc"));
    let plan = world.plan(PlanIntent::Adopt);
    let vpc = address("vpc");
    let waits = |held: &&Withheld| {
        held.because
            == WithheldReason::WaitsFor {
                address: vpc.clone(),
            }
    };
    assert!(
        plan.withheld.iter().any(|held| waits(&held)),
        "{:?}",
        plan.withheld
    );
    assert!(
        plan.changes
            .iter()
            .all(|change| !change.depends_on.contains(&vpc))
    );

    world.gaps.clear();
    world.apply(PlanIntent::Adopt);
    let open = |record: &RecordedResource| record.declared.to_string().contains(&reference("vpc"));
    let mut records = world.recorded.resources.values();
    assert!(records.any(open), "the reference stays open");
}
