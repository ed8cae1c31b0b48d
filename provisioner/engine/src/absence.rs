//! What a list does not show may be there all the same: it was made a moment ago.

use std::time::Duration;

use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::{StepAction, TenancyPlan};
use gabakura_model::port::StoreError;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Scope;

use crate::World;
use crate::lease::LeaseGuard;
use crate::report::StepStatus;

/// Pause between two looks, in milliseconds.
const LOOK_MS: u64 = 5_000;

/// Refuses the steps that rest on the absence of something that is there, and waits until what
/// the others delete is known everywhere.
///
/// A resource that went on record shortly before it was looked for, and was not seen, is looked
/// for again until it shows or its time is up. Making it anew would make a second one; clearing
/// it from the record, or taking in its stead what else bears its tags, would orphan it. So would
/// deleting it too early: the cloud may say that there is no such thing, as if it were gone.
pub(crate) async fn settled(
    world: &World,
    scope: &Scope,
    guard: &LeaseGuard<'_>,
    plan: &TenancyPlan,
    recorded: &Recorded,
    ended: &mut [Option<StepStatus>],
) -> Result<(), StoreError> {
    let consistency_delay_ms = world.provider.consistency_delay_ms();
    let mut known_at = i64::MIN;
    for (at, step) in plan.steps.iter().enumerate() {
        let change = plan.change_of(step);
        let record = recorded.resources.get(&change.address);
        let Some(record) = record.filter(|_| ended[at].is_none()) else {
            continue;
        };
        let certain_at = record.recorded_at.as_millisecond() + consistency_delay_ms;
        if change.id.as_ref() == Some(&record.id) && step.action != StepAction::Forget {
            if step.action == StepAction::Delete {
                known_at = known_at.max(certain_at);
            }
        } else if plan.coverage.observed_at.as_millisecond() < certain_at
            && !is_gone(world, scope, guard, record, certain_at).await?
        {
            ended[at] = Some(StepStatus::Refused {
                code: "not-gone".to_owned(),
                message: format!("`{}` may still be there: plan again", record.id),
            });
        }
    }
    loop {
        guard.ensure().await?;
        match world.clock.now().as_millisecond() {
            now if now < known_at => pause(now, known_at).await,
            _ => return Ok(()),
        }
    }
}

async fn is_gone(
    world: &World,
    scope: &Scope,
    guard: &LeaseGuard<'_>,
    record: &RecordedResource,
    certain_at: i64,
) -> Result<bool, StoreError> {
    loop {
        guard.ensure().await?;
        let now = world.clock.now().as_millisecond();
        match look(world, scope, &record.kind).await {
            Ok(found) if found.iter().any(|found| found.id == record.id) => return Ok(false),
            Ok(_) if now >= certain_at => return Ok(true),
            Err(_) if now >= certain_at => return Ok(false),
            Ok(_) | Err(_) => pause(now, certain_at).await,
        }
    }
}

/// Reads a kind's list; what went wrong comes as words.
pub(crate) async fn look(
    world: &World,
    scope: &Scope,
    kind: &Kind,
) -> Result<Vec<ObservedResource>, String> {
    let listed = world.provider.list(scope, kind).await;
    listed.map_err(|error| error.to_string())
}

/// Waits until the next look: the last one is made when its time is up, not before.
pub(crate) async fn pause(now: i64, certain_at: i64) {
    let left = u64::try_from(certain_at - now).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(left.clamp(1, LOOK_MS))).await;
}
