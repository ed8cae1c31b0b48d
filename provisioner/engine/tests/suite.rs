//! The engine in a simulated world: a cloud that throttles, loses replies and lags behind, a
//! journal that can be read back, a clock that is paused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod by_hand;
mod limits;
mod simulation;
mod world;

use std::sync::atomic::{AtomicBool, Ordering};

use gabakura_engine::{ApplyError, StepStatus, Verdict};
use gabakura_model::plan::{Action, PlanIntent, StepAction};
use gabakura_model::port::Store;
use gabakura_model::resource::{Kind, Tags};
use serde_json::json;
use tokio::time::{Duration, Instant};

use crate::world::thing::{Maker, Thing, found};
use crate::world::{Mood, World, chain, resource, wide};

#[tokio::test(start_paused = true)]
async fn a_plan_is_carried_out_and_then_there_is_nothing_to_do() {
    let world = World::new(chain());
    let report = world.apply(PlanIntent::Apply).await.unwrap();
    assert!(report.is_complete());
    assert!(world.plan(PlanIntent::Apply).await.is_empty());
    let calls = world.cloud.calls();
    world.apply(PlanIntent::Apply).await.unwrap();
    assert_eq!(world.cloud.calls(), calls, "a second apply changes nothing");
}

#[tokio::test(start_paused = true)]
async fn every_intent_is_noted_before_its_call_and_every_outcome_before_what_waits() {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    let log = world.log();
    for name in ["vpc", "subnet", "table"] {
        let at = |what: &str| {
            log.iter()
                .position(|l| *l == format!("{what} {name}"))
                .unwrap()
        };
        assert!(
            at("begin") < at("call") && at("call") < at("end"),
            "{log:?}"
        );
    }
    let at = |text: &str| log.iter().position(|line| line == text).unwrap();
    assert!(at("end vpc") < at("begin subnet") && at("end subnet") < at("begin table"));
}

#[tokio::test(start_paused = true)]
async fn an_update_notes_what_it_found() {
    let wanted = json!({"level": "high", "size": 3});
    let world = World::new(vec![resource("setting", "t.setting", wanted)]);
    world.apply(PlanIntent::Apply).await.unwrap();
    let begun = world.disk.begun();
    let before = begun[0].before.as_ref().unwrap();
    assert_eq!(before.spec["level"], "low");
    assert_eq!(before.spec["size"], json!(null), "unset is told as such");
}

#[tokio::test(start_paused = true)]
async fn what_is_adopted_is_noted_and_recorded_without_a_call() {
    let wanted = json!({"name": "mark-0", "note": "ours"});
    let world = World::new(vec![resource("mark", "t.mark", wanted)]);
    let kind = Kind::new("t.mark");
    let there = found(
        &kind,
        "mark-0",
        json!({"name": "mark-0", "note": "a"}),
        Tags::new(),
    );
    let there = Thing::standing(there, Maker::Stranger);
    world.cloud.now().add(there);
    let report = world.apply(PlanIntent::Adopt).await.unwrap();
    assert!(report.is_complete());
    assert_eq!(world.cloud.calls(), 0);
    assert_eq!(world.disk.begun()[0].action, StepAction::Adopt);
    let recorded = world.disk.recorded();
    let record = recorded.resources.values().next().unwrap();
    assert_eq!((&*record.id, &record.spec["note"]), ("mark-0", &json!("a")));
    let next = world.plan(PlanIntent::Apply).await;
    assert_eq!(next.changes[0].action, Action::Update);
}

#[tokio::test(start_paused = true)]
async fn throttled_calls_are_sent_again_and_refused_ones_are_not() {
    let world = World::new(chain());
    world.cloud.mood("vpc", [Mood::Throttled, Mood::Throttled]);
    assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
    assert_eq!(world.cloud.calls_for("vpc"), 3);

    let world = World::new(chain());
    world.cloud.mood("subnet", [Mood::Refused]);
    let report = world.apply(PlanIntent::Apply).await.unwrap();
    let status: Vec<_> = report.steps.iter().map(|step| &step.status).collect();
    assert_eq!(*status[0], StepStatus::Done);
    assert!(matches!(status[1], StepStatus::Refused { .. }));
    assert!(matches!(
        status[2],
        StepStatus::Skipped { waits_for: Some(_) }
    ));
    assert_eq!(world.cloud.calls_for("subnet"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_stops_its_subtree_and_not_its_siblings() {
    let world = World::new(wide(5));
    world.cloud.mood("s2", [Mood::Refused]);
    let report = world.apply(PlanIntent::Apply).await.unwrap();
    let done = report
        .steps
        .iter()
        .filter(|step| step.status == StepStatus::Done)
        .count();
    assert_eq!(done, 5, "the VPC and four of five subnets");
}

#[tokio::test(start_paused = true)]
async fn steps_run_side_by_side_up_to_the_limit() {
    for (parallel, rounds) in [(1, 9), (4, 3), (16, 2)] {
        let world = World::new(wide(8)).with_parallel(parallel);
        let start = Instant::now();
        world.apply(PlanIntent::Apply).await.unwrap();
        assert_eq!(start.elapsed(), world::CALL * rounds, "parallel {parallel}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_reply_is_unknown_is_not_repeated_and_is_resolved_by_a_list() {
    for (mood, exists) in [(Mood::LostAfter, true), (Mood::LostBefore, false)] {
        let world = World::new(chain());
        world.cloud.mood("vpc", [mood]);
        let report = world.apply(PlanIntent::Apply).await.unwrap();
        assert!(matches!(report.steps[0].status, StepStatus::Unknown { .. }));
        assert_eq!(world.cloud.calls_for("vpc"), 1, "never sent twice");
        assert_eq!(
            world
                .store
                .open_intents(&world::tenancy())
                .await
                .unwrap()
                .len(),
            1
        );
        assert!(
            world.plan(PlanIntent::Apply).await.steps.is_empty(),
            "blocked while in doubt"
        );

        let resolved = world.recover().await;
        let done = matches!(resolved[0].verdict, Verdict::Done { .. });
        assert_eq!(done, exists, "{resolved:?}");
        assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
        assert!(world.plan(PlanIntent::Apply).await.is_empty());
        world.assert_no_orphans();
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_delete_and_a_lost_update_are_resolved_too() {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    world.cloud.mood("table", [Mood::LostAfter]);
    world.apply(PlanIntent::Destroy).await.unwrap();
    let resolved = world.recover().await;
    assert_eq!(resolved[0].action, StepAction::Delete);
    assert!(matches!(resolved[0].verdict, Verdict::Done { .. }));
    assert!(
        world
            .apply(PlanIntent::Destroy)
            .await
            .unwrap()
            .is_complete()
    );
    assert_eq!(world.cloud.len(), 0);

    let mut world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    world.desired[2].spec["note"] = "new".into();
    world.cloud.mood("table", [Mood::LostAfter]);
    world.apply(PlanIntent::Apply).await.unwrap();
    let resolved = world.recover().await;
    assert!(
        matches!(resolved[0].verdict, Verdict::Done { .. }),
        "{resolved:?}"
    );
    assert!(world.plan(PlanIntent::Apply).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_shows_late_is_waited_for() {
    let world = World::new(chain());
    world
        .cloud
        .mood("vpc", [Mood::LostAfterAndLate(Duration::from_secs(12))]);
    world.apply(PlanIntent::Apply).await.unwrap();
    assert!(matches!(
        world.recover().await[0].verdict,
        Verdict::Done { .. }
    ));
    assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
    world.assert_no_orphans();
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_set_after_creation_is_on_record_and_planned_again() {
    let world = World::new(chain());
    world.cloud.mood("finish vpc", [Mood::Refused]);
    let report = world.apply(PlanIntent::Apply).await.unwrap();
    assert!(matches!(
        report.steps[0].status,
        StepStatus::Unfinished { .. }
    ));
    assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
    assert!(world.plan(PlanIntent::Apply).await.is_empty());
    world.assert_no_orphans();
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_what_is_in_flight_finish_and_starts_nothing_more() {
    let world = World::new(chain()).with_parallel(1);
    let stop = AtomicBool::new(false);
    let (report, ()) = tokio::join!(world.apply_until(PlanIntent::Apply, &stop), async {
        tokio::time::sleep(world::CALL / 2).await;
        stop.store(true, Ordering::Relaxed);
    });
    let report = report.unwrap();
    assert!(report.interrupted);
    assert_eq!(report.steps[0].status, StepStatus::Done);
    assert_eq!(
        report.steps[1].status,
        StepStatus::Skipped { waits_for: None }
    );
    assert!(
        world
            .store
            .open_intents(&world::tenancy())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn a_plan_from_another_record_is_refused() {
    let world = World::new(chain());
    let plan = world.plan(PlanIntent::Apply).await;
    world.apply(PlanIntent::Apply).await.unwrap();
    let stale = world.carry_out(&plan, &AtomicBool::new(false)).await;
    assert!(matches!(stale, Err(ApplyError::Stale { planned: 0, .. })));
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_fails_is_a_gap() {
    let world = World::new(chain());
    world.cloud.mood("list t.subnet", [Mood::Refused]);
    let plan = world.plan(PlanIntent::Apply).await;
    assert!(!plan.coverage.complete);
    assert_eq!(plan.steps.len(), 1, "only the VPC");
    assert_eq!(plan.withheld.len(), 2);
}
