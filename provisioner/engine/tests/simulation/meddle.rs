//! Others, who know nothing of us and share the account.

use std::sync::MutexGuard;

use gabakura_model::resource::{Kind, TAG_ADDRESS, TAG_TENANCY, Tags};
use serde_json::json;

use crate::world::cloud::{Cloud, State};
use crate::world::dice::Dice;
use crate::world::disk::Disk;
use crate::world::kinds::schema;
use crate::world::thing::{Key, Maker, Thing, found};

/// What was there before us: things of strangers, of the platform and of another tenancy.
pub fn settle_in(cloud: &Cloud) {
    let mut state = cloud.now();
    let theirs = |address: &str| {
        let tenancy = address.rsplitn(3, '/').last().unwrap_or_default();
        Tags::from([
            (TAG_TENANCY.to_owned(), tenancy.to_owned()),
            (TAG_ADDRESS.to_owned(), address.to_owned()),
        ])
    };
    let other = theirs("131016/other/prod/net/v0");
    // Bears our name, at an address nobody declares.
    let stray = theirs("131016/acme/prod/net/nobody");
    for (kind, id, tags, platform) in [
        ("t.vpc", "vpc-a", Tags::new(), false),
        ("t.vpc", "vpc-b", Tags::new(), true),
        ("t.vpc", "vpc-c", other.clone(), false),
        ("t.vpc", "vpc-d", stray, false),
        ("t.bucket", "bucket-other", other, false),
        ("t.alias", "alias-other", Tags::new(), false),
    ] {
        let spec = json!({"cidr": "10.0.0.0/20", "name": id, "target": "x", "note": "a"});
        let mut found = found(&Kind::new(kind), id, spec, tags);
        found.platform = platform;
        state.add(Thing::standing(found, Maker::Stranger));
    }
}

/// Somebody does something behind our back, in the middle of a run.
pub fn meddle(cloud: &Cloud, disk: &Disk, dice: &mut Dice) {
    let recorded = disk.recorded();
    let mut state = cloud.now();
    let on_record = |thing: &&Thing| {
        let r = recorded.resources.values();
        let known = r
            .into_iter()
            .any(|r| (&r.kind, &r.id) == (&thing.found.kind, &thing.found.id));
        known && thing.is_listed()
    };
    let ours: Vec<Thing> = state.things.values().filter(on_record).cloned().collect();
    let Some(thing) = dice.pick(&ours).cloned() else {
        return look_alike(cloud, disk, dice, state, false);
    };
    let key = thing.key();
    let comes_and_goes = !schema(&key.0).is_setting();
    let what = match dice.below(5) {
        0 => {
            let thing = state.things.get_mut(&key).expect("just seen");
            let field = match key.0.as_str() {
                "t.default" => "rules",
                "t.setting" => "level",
                _ => "note",
            };
            thing.found.spec[field] = "meddled".into();
            "meddling: changed a field"
        }
        1 if comes_and_goes && !state.has_inside(&key.1) => {
            state.remove(&key);
            "meddling: deleted"
        }
        2 if key.0.as_str() == "t.vpc" => {
            let kind = Kind::new("t.subnet");
            let id = state.new_id(&kind);
            let spec = json!({"vpc_id": key.1, "note": "x"});
            let found = found(&kind, &id, spec, Tags::new());
            state.add(Thing::standing(found, Maker::Intruder));
            "meddling: put something inside"
        }
        3 if !thing.found.tags.is_empty() && key.0.as_str() != "t.bucket" => {
            let id = state.new_id(&key.0);
            let mut found = thing.found.clone();
            found.id = id;
            state.add(Thing::standing(found, Maker::Copy));
            "meddling: copied, tags included"
        }
        4 => return look_alike(cloud, disk, dice, state, false),
        _ => return,
    };
    drop(state);
    cloud.log.count(what);
    cloud.log.tell(|| format!("{what}: {} {}", key.0, key.1));
}

/// Somebody takes a name while we are away, even one that was ours until they deleted it.
pub fn take_name(cloud: &Cloud, disk: &Disk, dice: &mut Dice) {
    let ours = (Kind::new("t.bucket"), "bucket-0".to_owned());
    let mut state = cloud.now();
    state.things.remove(&ours);
    look_alike(cloud, disk, dice, state, true);
}

/// Somebody takes a name that we may be about to take, with the very same settings.
///
/// Without tags nothing tells a thing from one that took its place under its name, so that is
/// left out; with another tenancy's tags it happens (`ours_too`), but not between a plan and its
/// calls: a call by name cannot know.
fn look_alike(
    cloud: &Cloud,
    disk: &Disk,
    dice: &mut Dice,
    mut state: MutexGuard<'_, State>,
    ours_too: bool,
) {
    let other = [(TAG_TENANCY.to_owned(), "131016/other/prod".to_owned())];
    let (kind, spec, tags) = match dice.below(5) {
        0 => (
            "t.mark",
            json!({"name": "mark-0", "note": "a"}),
            Tags::new(),
        ),
        1 => {
            let spec = json!({"name": "alias-0", "target": "vpc-a", "note": "a"});
            ("t.alias", spec, Tags::new())
        }
        4 => {
            let spec = json!({"name": "grant-0", "note": "a"});
            ("t.grant", spec, Tags::new())
        }
        number => {
            let spec = json!({"name": "bucket-0", "versioning": "on", "note": "a"});
            let tags = if number == 2 {
                Tags::from(other)
            } else {
                Tags::new()
            };
            ("t.bucket", spec, tags)
        }
    };
    let kind = Kind::new(kind);
    let id = spec["name"].as_str().unwrap_or_default().to_owned();
    let recorded = disk.recorded();
    let known = recorded
        .resources
        .values()
        .any(|r| (&r.kind, &r.id) == (&kind, &id));
    if state.things.contains_key(&(kind.clone(), id.clone()))
        || known && (tags.is_empty() || !ours_too)
    {
        return;
    }
    state.add(Thing::standing(
        found(&kind, &id, spec, tags),
        Maker::Stranger,
    ));
    drop(state);
    cloud.log.count("meddling: a look-alike");
    cloud
        .log
        .tell(|| format!("meddling: a look-alike: {kind} {id}"));
}

/// Everybody tidies up after themselves, so that the world can come to rest.
pub fn tidy(cloud: &Cloud, disk: &Disk) {
    let recorded = disk.recorded();
    let mut state = cloud.now();
    let known = |key: &Key| {
        recorded
            .resources
            .values()
            .any(|r| (&r.kind, &r.id) == (&key.0, &key.1))
    };
    let names = ["mark-0", "alias-0", "bucket-0"];
    let strays: Vec<Key> = state
        .things
        .values()
        .filter(|thing| match thing.maker {
            Maker::Intruder => true,
            Maker::Copy => !known(&thing.key()),
            Maker::Stranger if schema(&thing.found.kind).interchangeable => !known(&thing.key()),
            Maker::Stranger => names.contains(&thing.found.id.as_str()),
            Maker::Us => false,
        })
        .map(Thing::key)
        .collect();
    for key in strays {
        if !state.has_inside(&key.1) {
            cloud.log.tell(|| format!("tidied up: {} {}", key.0, key.1));
            state.remove(&key);
        }
    }
}

/// A person looks at what recovery could not tell, and removes what nobody can claim.
pub fn a_person_decides(cloud: &Cloud, disk: &Disk) {
    for intent in disk.open() {
        let Some(id) = intent.expected_id else {
            continue;
        };
        let key = (intent.kind, id);
        let mut state = cloud.now();
        let untagged = state
            .things
            .get(&key)
            .is_some_and(|t| t.found.tags.is_empty());
        if untagged && !schema(&key.0).is_setting() {
            cloud
                .log
                .tell(|| format!("a person removes {} {}", key.0, key.1));
            cloud.log.count("a person decided");
            state.remove(&key);
        }
    }
}
