//! Deciding by hand: only what looking cannot tell, and only what is borne out.

use gabakura_engine::{Decision, Resolution, ResolveError, Silent, Verdict, resolve};
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::plan::PlanIntent;
use gabakura_model::resource::{Address, Kind, Tags};
use serde_json::json;

use crate::world::thing::{Maker, Thing, found};
use crate::world::{Mood, World, chain, resource, scope};

/// More refusals than any recovery asks for.
const FOR_GOOD: usize = 1_000;

fn address(name: &str) -> Address {
    format!("131016/acme/prod/net/{name}").parse().unwrap()
}

fn done(id: &str) -> Decision {
    Decision::Done { id: id.to_owned() }
}

async fn decide(world: &World, on: &str, what: &Decision) -> Result<Resolution, ResolveError> {
    let (lease, why) = (world.lease().await, "asked the vendor");
    let decision = (what, why);
    resolve(
        &world.engine,
        &scope(),
        &lease,
        &address(on),
        decision,
        &Silent,
    )
    .await
}

/// A VPC whose creation got no reply, and then a second thing with the same marks.
async fn two_that_may_be_it() -> (World, [String; 2]) {
    let world = World::new(chain());
    world.cloud.mood("vpc", [Mood::LostAfter]);
    world.apply(PlanIntent::Apply).await.unwrap();
    let kind = Kind::new("t.vpc");
    let ours = world.cloud.list(&kind).remove(0);
    let copy = found(&kind, "vpc-copy", ours.spec.clone(), ours.tags.clone());
    let copy = Thing::standing(copy, Maker::Copy);
    world.cloud.now().add(copy);
    (world, [ours.id, "vpc-copy".to_owned()])
}

#[tokio::test(start_paused = true)]
async fn what_is_borne_out_goes_on_record_as_intended() {
    let (world, [ours, copy]) = two_that_may_be_it().await;
    let open = world.recover().await.remove(0);
    let Verdict::InDoubt { mut candidates, .. } = open.verdict else {
        panic!("{open:?}");
    };
    candidates.sort();
    let mut both = [ours.clone(), copy];
    both.sort();
    assert_eq!(candidates, both);

    let resolved = decide(&world, "vpc", &done(&ours)).await.unwrap();
    let by_hand = resolved.by_hand.unwrap();
    assert!(by_hand.confirmed && by_hand.evidence.contains("vpc-copy"));
    assert_eq!(
        (&*by_hand.by, &*by_hand.reason),
        ("test", "asked the vendor")
    );
    assert_eq!(
        resolved.resolved[0].verdict,
        Verdict::Done { id: ours.clone() }
    );
    let recorded = world.disk.recorded();
    assert_eq!(recorded.resources[&address("vpc")].id, ours);
    assert_eq!(world.disk.open(), []);
    assert_eq!(world.disk.by_hand(), ["asked the vendor"]);
    assert!(world.apply(PlanIntent::Apply).await.unwrap().is_complete());
    world.disk.audit();
    assert_eq!(world.log.wrongs(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn what_is_not_borne_out_stays_open() {
    let (world, _) = two_that_may_be_it().await;
    let nothing = decide(&world, "vpc", &done("vpc-nowhere")).await;
    assert!(
        matches!(nothing, Err(ResolveError::NotFound(_))),
        "{nothing:?}"
    );
    let theirs = Tags::from([(
        "gabakura:address".to_owned(),
        "131016/acme/prod/net/x".to_owned(),
    )]);
    let theirs = found(&Kind::new("t.vpc"), "vpc-x", json!({"cidr": "a"}), theirs);
    let theirs = Thing::standing(theirs, Maker::Stranger);
    world.cloud.now().add(theirs);
    let taken = decide(&world, "vpc", &done("vpc-x")).await;
    assert!(matches!(&taken, Err(ResolveError::Foreign { owner, .. }) if owner.ends_with("/x")));
    let none = decide(&world, "subnet", &Decision::NotDone).await;
    assert!(matches!(none, Err(ResolveError::NotInDoubt(_))), "{none:?}");
    assert_eq!(world.disk.open().len(), 1);
    assert_eq!(world.disk.by_hand(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn what_was_not_done_is_planned_again() {
    let declared = json!({"name": "mark-0", "note": "a"});
    let world = World::new(vec![resource("named", "t.mark", declared.clone())]);
    world.cloud.mood("named", [Mood::LostBefore]);
    world.apply(PlanIntent::Apply).await.unwrap();
    let theirs = found(&Kind::new("t.mark"), "mark-0", declared, Tags::new());
    let theirs = Thing::standing(theirs, Maker::Stranger);
    world.cloud.now().add(theirs);
    let other = decide(&world, "named", &done("mark-1")).await;
    assert!(
        matches!(other, Err(ResolveError::OtherResource { expected, .. }) if expected == "mark-0")
    );

    let resolved = decide(&world, "named", &Decision::NotDone).await.unwrap();
    assert_eq!(resolved.resolved[0].verdict, Verdict::NotDone);
    assert!(!resolved.by_hand.unwrap().confirmed);
    assert_eq!(world.disk.open(), []);
    assert!(world.disk.recorded().resources.is_empty());
    let plan = world.plan(PlanIntent::Apply).await;
    assert_eq!(
        (plan.steps.len(), plan.withheld.len()),
        (0, 1),
        "it is theirs"
    );
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_listed_is_taken_at_its_word_and_says_so() {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    let table = world.disk.recorded().resources[&address("table")]
        .id
        .clone();
    world.cloud.mood("table", [Mood::LostAfter]);
    world.apply(PlanIntent::Destroy).await.unwrap();
    let refusals = std::iter::repeat_n(Mood::Refused, FOR_GOOD);
    world.cloud.mood("list t.table", refusals);
    let resolved = decide(&world, "table", &done(&table)).await.unwrap();
    let by_hand = resolved.by_hand.unwrap();
    assert!(
        !by_hand.confirmed && by_hand.evidence.contains("PageLost"),
        "{by_hand:?}"
    );
    assert!(
        !world
            .disk
            .recorded()
            .resources
            .contains_key(&address("table"))
    );
}

#[tokio::test(start_paused = true)]
async fn what_looking_can_tell_is_not_decided_by_hand() {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    let table = world.disk.recorded().resources[&address("table")]
        .id
        .clone();
    world.cloud.mood("table", [Mood::LostBefore]);
    world.apply(PlanIntent::Destroy).await.unwrap();
    let resolved = decide(&world, "table", &done(&table)).await.unwrap();
    assert_eq!(
        (resolved.by_hand, &resolved.resolved[0].verdict),
        (None, &Verdict::NotDone)
    );
    assert!(!done(&table).agrees_with(&resolved.resolved[0].verdict));
    assert!(
        world
            .disk
            .recorded()
            .resources
            .contains_key(&address("table"))
    );
}

/// A deletion that never arrived, and a list of its kind that fails so many times from now on.
async fn a_lost_deletion(refusals: usize) -> (World, String) {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    let table = world.disk.recorded().resources[&address("table")]
        .id
        .clone();
    world.cloud.mood("table", [Mood::LostBefore]);
    world.apply(PlanIntent::Destroy).await.unwrap();
    let refusals = std::iter::repeat_n(Mood::Refused, refusals);
    world.cloud.mood("list t.table", refusals);
    (world, table)
}

#[tokio::test(start_paused = true)]
async fn what_is_still_there_was_not_deleted() {
    let (world, table) = a_lost_deletion(FOR_GOOD).await;
    let open = world.recover().await.remove(0).verdict;
    let evidence = "t refused `list`: PageLost: ".to_owned();
    let candidates = vec![table];
    let expected = Verdict::InDoubt {
        evidence,
        candidates,
    };
    assert_eq!(open, expected);
    let left = world.cloud.now().weather.ordered["list t.table"].len();

    // Looking fails to its end, and the list is back when the decision is to be borne out.
    let (world, table) = a_lost_deletion(FOR_GOOD - left).await;
    let there = decide(&world, "table", &done(&table)).await;
    assert!(
        matches!(&there, Err(ResolveError::StillExists(id)) if *id == table),
        "{there:?}"
    );
    assert_eq!(world.disk.open().len(), 1);
    assert!(
        world
            .disk
            .recorded()
            .resources
            .contains_key(&address("table"))
    );
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_asked_just_now_stays_open_and_can_be_decided_later() {
    let world = World::new(chain());
    world.apply(PlanIntent::Apply).await.unwrap();
    let table = world.disk.recorded().resources[&address("table")]
        .id
        .clone();
    world.cloud.mood("table", [Mood::LostAfter]);
    world.apply(PlanIntent::Destroy).await.unwrap();
    let busy = std::iter::repeat_n(Mood::Throttled, FOR_GOOD);
    world.cloud.mood("list t.table", busy);
    let asked = decide(&world, "table", &done(&table)).await;
    let Err(ResolveError::Provider(ProviderError::Refused { retry, .. })) = asked else {
        panic!("{asked:?}");
    };
    assert_eq!(retry, Retry::Throttled);
    assert_eq!(world.disk.open().len(), 1);
    assert_eq!(world.disk.by_hand(), Vec::<String>::new());

    world.cloud.now().weather.ordered.clear();
    let resolved = decide(&world, "table", &done(&table)).await.unwrap();
    assert_eq!(resolved.by_hand, None, "looking tells now");
    assert_eq!(world.disk.open(), []);
}
