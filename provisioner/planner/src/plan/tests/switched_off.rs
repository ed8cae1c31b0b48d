//! Services that are off, and plans that switch them on.

use super::*;

/// A service, and a key of that service, which cannot be listed while it is off.
fn shut(depends_on: &[&str]) -> World {
    let service = resource("api", "t.service", json!({"name": "keys"}));
    let mut key = resource("key", "t.key", json!({}));
    key.depends_on = depends_on.iter().map(|name| address(name)).collect();
    let network = Resource {
        depends_on: vec![address("api")],
        ..resource("vpc", "t.vpc", json!({"cidr": "10.0.0.0/20"}))
    };
    let mut world = World::new(vec![service, network, key]);
    let switch = Switch {
        kind: Kind::new("t.service"),
        id: "keys".to_owned(),
    };
    world.shut.insert(Kind::new("t.key"), switch);
    world
}

fn withheld(plan: &TenancyPlan) -> Vec<String> {
    let names = plan.withheld.iter().map(|w| w.address.name.to_string());
    names.collect()
}

#[test]
fn what_the_plan_switches_on_first_is_known_to_be_empty() {
    for way in ["api", "vpc"] {
        let plan = shut(&[way]).plan(PlanIntent::Apply);
        assert!(plan.withheld.is_empty() && plan.coverage.complete, "{way}");
        let made: Vec<_> = plan.steps.iter().map(|s| plan.change_of(s)).collect();
        let names: Vec<_> = made.iter().map(|c| c.address.name.to_string()).collect();
        assert_eq!(names.first().map(String::as_str), Some("api"), "{names:?}");
        assert_eq!(names.len(), 3);
    }
}

#[test]
fn each_module_may_switch_it_on_for_itself() {
    let mut world = shut(&["again"]);
    let again = resource("again", "t.service", json!({"name": "keys"}));
    world.desired.push(again);
    let plan = world.plan(PlanIntent::Apply);
    assert!(plan.withheld.is_empty() && plan.coverage.complete);
}

#[test]
fn what_nobody_switches_on_stays_unknown() {
    let mut nobody = shut(&[]);
    nobody.desired.remove(0);
    nobody.desired[0].depends_on.clear();
    let mut other = shut(&["api"]);
    other.desired[0].spec = json!({"name": "names"});
    for (what, world) in [
        ("no switch", nobody),
        ("another switch", other),
        ("not waited for", shut(&[])),
    ] {
        let plan = world.plan(PlanIntent::Apply);
        assert_eq!(withheld(&plan), ["key"], "{what}");
        assert!(!plan.coverage.complete, "{what}");
    }
}

#[test]
fn what_may_stand_behind_the_switch_stays_unknown() {
    let mut world = shut(&["api"]);
    world.shut.clear();
    world.apply(PlanIntent::Apply);
    let on = shut(&["api"]).shut;
    world.shut = on.clone();
    assert_eq!(
        withheld(&world.plan(PlanIntent::Apply)),
        ["key"],
        "it is on"
    );
    world.cloud.remove(&Kind::new("t.service"));
    assert_eq!(
        withheld(&world.plan(PlanIntent::Apply)),
        ["key"],
        "it is off"
    );
    let destroyed = world.plan(PlanIntent::Destroy);
    assert_eq!(
        withheld(&destroyed),
        ["api", "key"],
        "the switch stays for it"
    );
}

#[test]
fn a_take_down_is_done_with_what_it_switched_off() {
    let mut world = shut(&["api"]);
    let done = world.plan(PlanIntent::Destroy);
    assert!(done.withheld.is_empty() && done.coverage.complete);
    let on = ObservedResource {
        kind: Kind::new("t.service"),
        id: "keys".to_owned(),
        spec: json!({"name": "keys"}),
        tags: Tags::new(),
        outputs: BTreeMap::new(),
        platform: false,
    };
    world.cloud.insert(on.kind.clone(), vec![on]);
    let unseen = world.plan(PlanIntent::Destroy);
    assert!(!unseen.coverage.complete, "it is on, and tells nothing");
}
