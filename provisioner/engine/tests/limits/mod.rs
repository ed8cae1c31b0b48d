//! Rate limits: turns, counts, and what push-back does to them.

mod budget;

use std::sync::Arc;

use gabakura_engine::{Limits, RateLimiter, StepStatus};
use gabakura_model::plan::PlanIntent;
use gabakura_model::port::{Call, HeldLock, LockExpired, Permit, Throttle};
use gabakura_model::tenancy::{Cloud, Place};
use tokio::time::{Duration, Instant, sleep};

use crate::world::door::LIMIT;
use crate::world::{Mood, World, chain, scope};

fn call(operation: &str) -> Call {
    Call {
        place: Place {
            cloud: Cloud::Aws,
            account: "1".into(),
            region: "r".into(),
        },
        service: "cloudtrail".into(),
        operation: operation.into(),
    }
}

struct Lock(bool);

impl HeldLock for Lock {
    fn is_certainly_held(&self) -> bool {
        self.0
    }
}

/// A permit under a lock that is held, or no longer.
#[expect(clippy::disallowed_methods, reason = "the lock of a test")]
fn lock(is_held: bool) -> Permit {
    Permit::under(Arc::new(Lock(is_held)))
}

/// The turn of a change whose lock is held.
async fn turn(limiter: &RateLimiter, operation: &str) {
    let permit = lock(true);
    let turn = limiter.turn(&call(operation), &LIMIT, Some(&permit)).await;
    turn.unwrap();
}

/// How long `count` calls take one after another.
async fn time_of(limiter: &RateLimiter, operation: &str, count: usize) -> Duration {
    let start = Instant::now();
    for _ in 0..count {
        turn(limiter, operation).await;
    }
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn calls_wait_for_their_turn_and_are_counted() {
    let limiter = RateLimiter::new(Limits::Enforced);
    let start = Instant::now();
    for _ in 0..4 {
        turn(&limiter, "CreateTrail").await;
    }
    assert_eq!(
        start.elapsed(),
        Duration::from_secs(4),
        "two at once, then one in two seconds"
    );
    let read = limiter.turn(&call("DescribeTrails"), &LIMIT, None).await;
    assert_eq!(read, Ok(()));
    assert_eq!(
        start.elapsed(),
        Duration::from_secs(4),
        "another operation has its own bucket"
    );
    assert_eq!(
        (limiter.ledger().total(), limiter.ledger().mutating()),
        (5, 4)
    );
}

#[tokio::test(start_paused = true)]
async fn push_back_empties_the_bucket_and_halves_the_rate_of_that_operation_alone() {
    let limiter = RateLimiter::new(Limits::Enforced);
    turn(&limiter, "CreateTrail").await;
    for _ in 0..9 {
        limiter.pushed_back(&call("CreateTrail"));
    }
    let one = time_of(&limiter, "CreateTrail", 1).await;
    let halved = Duration::from_secs(4);
    assert_eq!(
        one, halved,
        "one in two seconds was declared; nine signs are one"
    );
    assert_eq!(time_of(&limiter, "UpdateTrail", 2).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_rate_never_falls_below_its_least_and_comes_back_within_a_minute() {
    let limiter = RateLimiter::new(Limits::Enforced);
    turn(&limiter, "CreateTrail").await;
    for _ in 0..20 {
        limiter.pushed_back(&call("CreateTrail"));
        sleep(Duration::from_secs(1)).await;
    }
    limiter.pushed_back(&call("CreateTrail"));
    let least = time_of(&limiter, "CreateTrail", 1).await;
    assert!(
        least > Duration::from_secs(24) && least <= Duration::from_secs(32),
        "{least:?}"
    );
    sleep(Duration::from_secs(60)).await;
    let back = time_of(&limiter, "CreateTrail", 4).await;
    assert_eq!(
        back.as_secs(),
        4,
        "two at once, then one in two seconds: {back:?}"
    );
}

#[tokio::test]
async fn a_change_under_a_lock_that_expired_is_not_sent() {
    let limiter = RateLimiter::new(Limits::Off);
    let expired = lock(false);
    let change = limiter
        .turn(&call("CreateTrail"), &LIMIT, Some(&expired))
        .await;
    assert_eq!(change, Err(LockExpired));
    let read = limiter.turn(&call("DescribeTrails"), &LIMIT, None).await;
    assert_eq!(read, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn limits_that_are_off_hold_nothing_back() {
    let limiter = RateLimiter::new(Limits::Off);
    limiter.pushed_back(&call("CreateTrail"));
    assert_eq!(time_of(&limiter, "CreateTrail", 100).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_limiter_hears_of_every_call_that_was_pushed_back() {
    let world = World::new(chain());
    world
        .cloud
        .mood("vpc", [Mood::Throttled, Mood::Conflict, Mood::Throttled]);
    world.apply(PlanIntent::Apply).await.unwrap();
    let heard = world.turns.heard();
    let names = heard.iter().map(|call| (&*call.service, &*call.operation));
    assert!(names.eq([("t", "create"); 2]), "{heard:?}");
    assert!(heard.iter().all(|call| call.place == scope().place()));

    let world = World::new(chain());
    world
        .cloud
        .mood("vpc", std::iter::repeat_n(Mood::Throttled, 99));
    let report = world.apply(PlanIntent::Apply).await.unwrap();
    assert!(matches!(report.steps[0].status, StepStatus::Refused { .. }));
    let heard = world.turns.heard().len();
    assert_eq!(heard, world.cloud.calls_for("vpc"), "the last one, too");
}
