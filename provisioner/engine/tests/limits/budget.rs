//! What a plan costs at least.

use gabakura_engine::{Budget, Limits, budget};
use gabakura_model::catalogue::{Catalogue, Identity, KindSchema};
use gabakura_model::plan::{PlanIntent, StepAction, TenancyPlan};
use gabakura_model::resource::Kind;

use crate::world::kinds::schema;
use crate::world::{World, wide};

fn catalogue() -> Catalogue {
    let vpc = schema(&Kind::new("t.vpc"));
    let kind = |(name, identity): (&str, Identity)| KindSchema {
        kind: Kind::new(name),
        identity,
        ..vpc.clone()
    };
    let kinds = [
        ("aws.ec2.subnet", Identity::Assigned),
        ("aws.logs.log_group", Identity::Assigned),
        ("aws.ec2.ebs_encryption_default", Identity::Setting),
        ("gcp.iam.role", Identity::Assigned),
        ("gcp.kms.crypto_key", Identity::Assigned),
    ];
    kinds.map(kind).into_iter().collect()
}

/// A plan of `count` moves of one sort on one kind.
async fn plan(kind: &str, action: StepAction, count: usize) -> TenancyPlan {
    let mut plan = World::new(wide(count - 1)).plan(PlanIntent::Apply).await;
    plan.changes
        .iter_mut()
        .for_each(|change| change.kind = Kind::new(kind));
    plan.steps.iter_mut().for_each(|step| step.action = action);
    plan
}

fn cost(plans: &[TenancyPlan]) -> (u64, u64) {
    let Budget {
        calls_at_least,
        seconds_at_least,
    } = budget(plans, &catalogue(), &Limits::published());
    (calls_at_least, seconds_at_least)
}

#[tokio::test(start_paused = true)]
async fn the_fullest_bucket_tells_the_time() {
    let subnets = plan("aws.ec2.subnet", StepAction::Create, 60).await;
    let alone = std::slice::from_ref(&subnets);
    assert_eq!(cost(alone), (60, 14), "25 at once, then 2.5 a second");
    let groups = plan("aws.logs.log_group", StepAction::Delete, 50).await;
    assert_eq!(
        cost(&[subnets.clone(), groups]),
        (110, 18),
        "5 at once, then 2.5 a second"
    );
    let mut elsewhere = subnets.clone();
    elsewhere.place.account = "999900001111".to_owned();
    assert_eq!(
        cost(&[subnets.clone(), elsewhere]),
        (120, 14),
        "an account has its own"
    );
    assert_eq!(
        cost(&[subnets.clone(), subnets]),
        (120, 38),
        "tenancies of one share"
    );
}

#[tokio::test(start_paused = true)]
async fn what_may_be_one_action_or_another_counts_as_calls_alone() {
    let updates = plan("aws.ec2.subnet", StepAction::Update, 90).await;
    let settings = plan("aws.ec2.ebs_encryption_default", StepAction::Create, 90).await;
    let adopted = plan("aws.ec2.subnet", StepAction::Adopt, 90).await;
    let unknown = plan("aws.new.thing", StepAction::Create, 90).await;
    assert_eq!(cost(&[updates, settings, adopted, unknown]), (270, 0));
    let subnets = [plan("aws.ec2.subnet", StepAction::Create, 90).await];
    let free = budget(&subnets, &catalogue(), &Limits::none());
    assert_eq!((free.calls_at_least, free.seconds_at_least), (90, 0));
}

#[tokio::test(start_paused = true)]
async fn every_cloud_has_its_own_limits() {
    let keys = plan("gcp.kms.crypto_key", StepAction::Create, 10).await;
    assert_eq!(cost(&[keys]), (10, 10), "5 at once, then one in 2 seconds");
    let roles = plan("gcp.iam.role", StepAction::Create, 40).await;
    assert_eq!(cost(&[roles]), (40, 6), "10 at once, then 5 a second");
}
