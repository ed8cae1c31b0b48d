//! What people declare, and how they change their minds.

use gabakura_model::resource::Resource;
use serde_json::json;

use crate::world::dice::Dice;
use crate::world::{reference, resource};

/// A graph of resources of every kind.
pub fn draw(dice: &mut Dice) -> Vec<Resource> {
    let mut all = Vec::new();
    for v in 0..1 + dice.below(2) {
        let vpc = format!("v{v}");
        let spec = json!({"cidr": format!("10.{v}.0.0/20"), "note": "a"});
        let mut container = resource(&vpc, "t.vpc", spec);
        container.exclusive = dice.chance(50);
        all.push(container);
        for s in 0..dice.below(3) {
            let subnet = format!("{vpc}-s{s}");
            let spec = json!({"vpc_id": reference(&vpc), "note": "a"});
            all.push(resource(&subnet, "t.subnet", spec));
            if dice.chance(40) {
                let spec = json!({"subnet": reference(&subnet), "routes": "r", "note": "a"});
                all.push(resource(&format!("{subnet}-t"), "t.table", spec));
            }
        }
        if dice.chance(30) {
            let spec = json!({"vpc_id": reference(&vpc), "note": "a"});
            all.push(resource(&format!("{vpc}-g"), "t.gate", spec));
        }
        if dice.chance(30) {
            let spec = json!({"vpc_id": reference(&vpc), "rules": "closed"});
            all.push(resource(&format!("{vpc}-d"), "t.default", spec));
        }
    }
    if dice.chance(40) {
        let spec = json!({"name": "bucket-0", "versioning": "on", "note": "a"});
        all.push(resource("bucket", "t.bucket", spec));
    }
    if dice.chance(40) {
        let target = dice.pick(&all).map(|r| r.address.name.to_string());
        let spec = json!({
            "name": "alias-0",
            "target": reference(&target.expect("there is a VPC")),
            "note": "a",
        });
        all.push(resource("alias", "t.alias", spec));
    }
    if dice.chance(40) {
        let spec = json!({"name": "mark-0", "note": "a"});
        all.push(resource("mark", "t.mark", spec));
    }
    if dice.chance(40) {
        let spec = json!({"name": "grant-0", "note": "a"});
        all.push(resource("grant", "t.grant", spec));
    }
    if dice.chance(40) {
        all.push(resource("setting", "t.setting", json!({"level": "high"})));
    }
    all
}

/// The same with something changed, replaced, removed or added.
pub fn change(mut all: Vec<Resource>, dice: &mut Dice) -> Vec<Resource> {
    for resource in &mut all {
        if resource.spec.get("note").is_some() && dice.chance(30) {
            resource.spec["note"] = format!("n{}", dice.below(100)).into();
        }
        // Immutable: the VPC and all that stands in it are made anew.
        if resource.spec.get("cidr").is_some() && dice.chance(25) {
            resource.spec["cidr"] = format!("10.{}.0.0/20", dice.below(200)).into();
        }
    }
    if dice.chance(50) {
        let mut gone = Vec::from_iter(dice.pick(&all).map(|r| r.address.clone()));
        while let Some(address) = gone.pop() {
            all.retain(|r| r.address != address);
            let users = all.iter().filter(|r| r.depends_on.contains(&address));
            gone.extend(users.map(|r| r.address.clone()));
        }
    }
    let vpc = all.iter().find(|r| r.kind.as_str() == "t.vpc");
    let late = vpc.map(|vpc| {
        let spec = json!({"vpc_id": reference(vpc.address.name.as_str()), "note": "a"});
        resource(&format!("{}-late", vpc.address.name), "t.subnet", spec)
    });
    let late = late.filter(|late| all.iter().all(|r| r.address != late.address));
    all.extend(late.filter(|_| dice.chance(40)));
    all
}
