//! What the simulation brought to light, one plain scenario each.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use gabakura_engine::{ApplyError, LEASE_MS, StepStatus, Verdict};
use gabakura_model::plan::{PlanIntent, StepAction};
use gabakura_model::port::{CreateRequest, Intent, Permit, Store, StoreError};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::resource::{Kind, TAG_INTENT, Tags};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::world::thing::{Maker, Thing, found};
use crate::world::{CALL, Mood, World, chain, reference, resource, scope, tenancy, wide};

fn late(seconds: u64) -> Mood {
    Mood::Late(Duration::from_secs(seconds))
}

fn refused_as(status: &StepStatus, expected: &str) -> bool {
    matches!(status, StepStatus::Refused { code, .. } if code == expected)
}

#[tokio::test(start_paused = true)]
async fn what_was_made_a_moment_ago_is_neither_made_again_nor_forgotten() {
    for intent in [PlanIntent::Apply, PlanIntent::Destroy] {
        let world = World::new(chain());
        world.cloud.mood("vpc", [late(40)]);
        assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
        let plan = world.plan(intent).await;
        let on_vpc = |name: &str| name == "vpc";
        assert!(
            plan.steps.iter().any(|step| {
                on_vpc(plan.change_of(step).address.name.as_str())
                    && matches!(step.action, StepAction::Create | StepAction::Forget)
            }),
            "the list does not show it yet"
        );
        let report = world
            .carry_out(&plan, &AtomicBool::new(false))
            .await
            .unwrap();
        let step = report
            .steps
            .iter()
            .find(|s| on_vpc(s.address.name.as_str()));
        assert!(refused_as(&step.unwrap().status, "not-gone"), "{report:?}");
        assert!(world.apply(intent).await.unwrap().is_complete());
        assert_eq!(
            world.cloud.calls_for("vpc"),
            if intent == PlanIntent::Apply { 1 } else { 2 }
        );
        world.assert_no_orphans();
    }
}

#[tokio::test(start_paused = true)]
async fn what_really_went_missing_is_made_again_once_that_is_certain() {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    let recorded = world.disk.recorded();
    let mut all = recorded.resources.values();
    let table = all.find(|r| r.kind.as_str() == "t.table").unwrap();
    world
        .cloud
        .now()
        .remove(&(table.kind.clone(), table.id.clone()));
    let before = world.engine.clock.now();
    assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
    let waited = world.engine.clock.now().duration_since(before);
    assert!(waited.as_secs() >= 59, "it could have been late: {waited}");
    world.assert_no_orphans();
}

#[tokio::test(start_paused = true)]
async fn what_was_made_a_moment_ago_is_deleted_once_it_is_known_everywhere() {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    let before = world.engine.clock.now();
    let report = world.apply(PlanIntent::Destroy).await.unwrap();
    assert!(report.is_complete());
    let waited = world.engine.clock.now().duration_since(before);
    assert!(
        waited.as_secs() >= 59,
        "told \"not found\", we would forget it: {waited}"
    );
    assert_eq!(world.cloud.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_was_deleted_and_is_still_listed_does_not_stand_in_for_its_successor() {
    let mut world = World::new(vec![resource("vpc", "t.vpc", json!({"cidr": "a"}))]);
    world.apply(PlanIntent::Apply).await.unwrap();
    world.desired[0].spec["cidr"] = "b".into();
    world.cloud.mood("vpc", [late(30), late(30)]);
    assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
    let report = world.apply(PlanIntent::Apply).await.unwrap();
    assert!(
        report
            .steps
            .iter()
            .all(|s| refused_as(&s.status, "not-gone")),
        "{report:?}"
    );
    assert!(world.plan(PlanIntent::Apply).await.is_empty());
    world.assert_no_orphans();
}

#[tokio::test(start_paused = true)]
async fn a_plan_older_than_an_intent_does_not_repeat_its_call() {
    let world = World::new(chain());
    let [first, second] = [
        world.plan(PlanIntent::Apply).await,
        world.plan(PlanIntent::Apply).await,
    ];
    world.cloud.mood("vpc", [Mood::LostAfter]);
    world
        .carry_out(&first, &AtomicBool::new(false))
        .await
        .unwrap();
    let report = world
        .carry_out(&second, &AtomicBool::new(false))
        .await
        .unwrap();
    assert!(
        refused_as(&report.steps[0].status, "in-doubt"),
        "{report:?}"
    );
    assert_eq!(world.cloud.calls_for("vpc"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_slept_past_its_lease_sends_nothing() {
    let world = World::new(chain());
    let (plan, stop) = (world.plan(PlanIntent::Apply).await, AtomicBool::new(false));
    let mut run = std::pin::pin!(world.carry_out(&plan, &stop));
    world.cloud.mood("vpc", [Mood::Throttled]);
    assert!(
        timeout(CALL * 2, &mut run).await.is_err(),
        "it waits to send again"
    );
    sleep(Duration::from_millis(LEASE_MS)).await;
    let now = world.engine.clock.now();
    world
        .store
        .lock(&tenancy(), "another", now, LEASE_MS)
        .await
        .unwrap();
    let ended = run.await;
    let lost = matches!(ended, Err(ApplyError::Store(StoreError::LockLost { .. })));
    assert!(lost, "{ended:?}");
    assert_eq!(world.cloud.calls(), 1, "only what it sent before");
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_slept_while_it_waited_for_its_turn_sends_nothing() {
    let world = World::new(chain());
    let (plan, stop) = (world.plan(PlanIntent::Apply).await, AtomicBool::new(false));
    let mut run = std::pin::pin!(world.carry_out(&plan, &stop));
    world.turns.take(CALL * 3);
    assert!(timeout(CALL, &mut run).await.is_err(), "it waits");
    sleep(Duration::from_millis(LEASE_MS)).await;
    let now = world.engine.clock.now();
    let tenancy = tenancy();
    let another = world.store.lock(&tenancy, "another", now, LEASE_MS);
    another.await.unwrap();
    let ended = run.await;
    let lost = matches!(ended, Err(ApplyError::Store(StoreError::LockLost { .. })));
    assert!(lost, "{ended:?}");
    assert_eq!(world.cloud.calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_slept_and_still_has_the_lock_goes_on() {
    let world = World::new(chain());
    let (plan, stop) = (world.plan(PlanIntent::Apply).await, AtomicBool::new(false));
    let mut run = std::pin::pin!(world.carry_out(&plan, &stop));
    assert!(timeout(CALL / 2, &mut run).await.is_err());
    sleep(Duration::from_millis(LEASE_MS)).await;
    assert!(run.await.unwrap().is_complete());
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_was_sent_late_is_waited_for_from_then() {
    let world = World::new(chain());
    let refusals = std::iter::repeat_n(Mood::Throttled, 8);
    let lost = Mood::LostAfterAndLate(Duration::from_secs(45));
    world.cloud.mood("vpc", refusals.chain([lost]));
    world.apply(PlanIntent::Apply).await.unwrap();
    let resolved = world.recover().await;
    assert!(
        matches!(resolved[0].verdict, Verdict::Done { .. }),
        "{resolved:?}"
    );
    assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
    world.assert_no_orphans();
}

#[tokio::test(start_paused = true)]
async fn without_tags_only_what_names_ours_or_is_as_good_is_ours() {
    let alias = |target: String| json!({"name": "alias-0", "target": target, "note": "a"});
    let mark = json!({"name": "mark-0", "note": "a"});
    let grant = |note: &str| json!({"name": "grant-0", "note": note});
    for (kind, declared, there, ours) in [
        ("t.grant", grant("a"), Some(grant("a")), true),
        ("t.grant", grant("a"), Some(grant("b")), false),
        ("t.mark", mark.clone(), Some(mark), false),
        (
            "t.alias",
            alias(reference("vpc")),
            Some(alias("theirs".into())),
            false,
        ),
        ("t.alias", alias(reference("vpc")), None, true),
    ] {
        let vpc = resource("vpc", "t.vpc", json!({"cidr": "a"}));
        let named = resource("named", kind, declared);
        let world = World::new(vec![vpc, named]);
        let lost = if there.is_none() {
            Mood::LostAfter
        } else {
            Mood::LostBefore
        };
        world.cloud.mood("named", [lost]);
        world.apply(PlanIntent::Apply).await.unwrap();
        if let Some(spec) = there {
            let id = spec["name"].as_str().unwrap().to_owned();
            let found = found(&Kind::new(kind), &id, spec, Tags::new());
            world
                .cloud
                .now()
                .add(Thing::standing(found, Maker::Stranger));
        }
        let resolved = world.recover().await;
        match &resolved[0].verdict {
            Verdict::Done { .. } => assert!(ours, "{resolved:?}"),
            Verdict::InDoubt {
                evidence,
                candidates,
            } => {
                assert!(!ours && evidence.contains("-0"), "{evidence}");
                assert_eq!(candidates.len(), 1, "{candidates:?}");
            }
            Verdict::NotDone => panic!("{resolved:?}"),
        }
        let left = world.plan(PlanIntent::Apply).await;
        assert_eq!(
            left.withheld.len(),
            usize::from(!ours),
            "{:?}",
            left.withheld
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_setting_is_resolved_as_a_setting() {
    let vpc = resource("vpc", "t.vpc", json!({"cidr": "a"}));
    let spec = json!({"vpc_id": reference("vpc"), "rules": "closed"});
    let world = World::new(vec![vpc, resource("default", "t.default", spec)]);
    world.cloud.mood("default", [Mood::LostAfter]);
    world.apply(PlanIntent::Apply).await.unwrap();
    let resolved = world.recover().await;
    assert!(
        matches!(resolved[0].verdict, Verdict::Done { .. }),
        "{resolved:?}"
    );
    assert!(world.plan(PlanIntent::Apply).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn outcomes_that_come_together_cost_one_write() {
    let world = World::new(wide(8)).with_parallel(8);
    world.apply(PlanIntent::Apply).await.unwrap();
    let counts = world.log.counts();
    let writes = counts["write: outcomes"];
    assert_eq!(writes, 2, "the VPC, then all the others");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_long_for_its_turn_is_looked_for_as_long_as_any() {
    let world = World::new(vec![resource("vpc", "t.vpc", json!({"cidr": "a"}))]);
    let (lease, wanted) = (world.lease().await, world.desired[0].clone());
    let plan = world.plan(PlanIntent::Apply).await;
    let token = "r1-0".to_owned();
    let intent = Intent {
        token: token.clone(),
        run: "r1".to_owned(),
        address: wanted.address.clone(),
        kind: wanted.kind.clone(),
        action: StepAction::Create,
        expected_id: None,
        request_digest: String::new(),
        record: Some(RecordedResource {
            address: wanted.address.clone(),
            kind: wanted.kind.clone(),
            id: String::new(),
            spec: wanted.spec.clone(),
            declared: wanted.spec.clone(),
            tags: plan.changes[0].tags_after.clone(),
            outputs: Default::default(),
            depends_on: Vec::new(),
            exclusive: false,
            recorded_at: world.engine.clock.now(),
        }),
        before: None,
        noted_at: world.engine.clock.now(),
    };
    world.store.begin(&lease, &[intent]).await.unwrap();
    // Others were before it, and the cloud pushed back.
    sleep(Duration::from_secs(400)).await;
    let mut order = CreateRequest {
        kind: wanted.kind,
        address: wanted.address,
        spec: wanted.spec,
        tags: wanted.tags,
        token: token.clone(),
    };
    order.tags.insert(TAG_INTENT.to_owned(), token);
    let lost = Mood::LostAfterAndLate(Duration::from_secs(45));
    world.cloud.mood("vpc", [lost]);
    #[expect(clippy::disallowed_methods, reason = "the lock is not what is tested")]
    let (scope, permit) = (scope(), Permit::without_lock());
    let created = world.engine.provider.create(&scope, &order, &permit).await;
    assert!(created.is_err());
    let resolved = world.recover().await;
    assert!(
        matches!(resolved[0].verdict, Verdict::Done { .. }),
        "{resolved:?}"
    );
    world.assert_no_orphans();
}
