//! What a plan costs at least.

use gabakura_engine::{Budget, Limits, budget};
use gabakura_model::plan::{PlanIntent, StepAction, TenancyPlan};
use gabakura_model::resource::Kind;

use crate::world::{World, wide};

/// A plan of `count` steps with one action on one kind.
async fn plan(kind: &str, action: StepAction, count: usize) -> TenancyPlan {
    let mut plan = World::new(wide(count - 1)).plan(PlanIntent::Apply).await;
    plan.changes
        .iter_mut()
        .for_each(|change| change.kind = Kind::new(kind));
    plan.steps.iter_mut().for_each(|step| step.action = action);
    plan
}

/// Calls and seconds, where two calls of an operation may be sent at once, then one in two seconds.
fn cost(plans: &[TenancyPlan], limits: Limits) -> (u64, u64) {
    let world = World::new(Vec::new());
    let Budget {
        calls_at_least,
        seconds_at_least,
    } = budget(plans, world.engine.provider.as_ref(), limits);
    (calls_at_least, seconds_at_least)
}

fn cost_under_limits(plans: &[TenancyPlan]) -> (u64, u64) {
    cost(plans, Limits::Enforced)
}

#[tokio::test(start_paused = true)]
async fn the_fullest_bucket_tells_the_time() {
    let subnets = plan("t.subnet", StepAction::Create, 12).await;
    let alone = std::slice::from_ref(&subnets);
    assert_eq!(cost_under_limits(alone), (12, 20));
    let networks = plan("t.vpc", StepAction::Delete, 14).await;
    assert_eq!(cost_under_limits(&[subnets.clone(), networks]), (26, 24));
    let mut elsewhere = subnets.clone();
    elsewhere.place.account = "999900001111".to_owned();
    let accounts = [subnets.clone(), elsewhere];
    assert_eq!(cost_under_limits(&accounts), (24, 20), "each has its own");
    let tenancies = [subnets.clone(), subnets];
    assert_eq!(cost_under_limits(&tenancies), (24, 44), "of one account");
}

#[tokio::test(start_paused = true)]
async fn what_may_be_one_operation_or_another_counts_as_calls_alone() {
    let updates = plan("t.subnet", StepAction::Update, 90).await;
    let settings = plan("t.setting", StepAction::Create, 90).await;
    let adopted = plan("t.subnet", StepAction::Adopt, 90).await;
    let unknown = plan("t.unknown", StepAction::Create, 90).await;
    let plans = [updates, settings, adopted, unknown];
    assert_eq!(cost_under_limits(&plans), (270, 0));
    let subnets = [plan("t.subnet", StepAction::Create, 90).await];
    assert_eq!(cost(&subnets, Limits::Off), (90, 0));
}
