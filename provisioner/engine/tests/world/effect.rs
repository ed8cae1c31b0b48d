//! What requests do once they take effect.

use std::time::Duration;

use gabakura_model::Value;
use gabakura_model::outcome::{Created, Retry};
use gabakura_model::port::{CreateRequest, DeleteRequest};
use gabakura_model::resource::Kind;
use serde_json::json;
use tokio::time::Instant;

use super::cloud::{Cloud, State};
use super::kinds::{default_of, finished_fields, honours_token, schema};
use super::request::{Pending, Request};
use super::thing::{Key, Maker, Thing, found, setting};
use super::weather::Mood;

/// A code, and whether time cures it.
type Refusal = (&'static str, Retry);

impl State {
    /// Adds a thing, and the settings that come with it.
    pub fn add(&mut self, thing: Thing) {
        if thing.found.kind.as_str() == "t.vpc" {
            let id = &thing.found.id;
            let of_vpc = setting("t.default", id, json!({"vpc_id": id}));
            let of_vpc = Thing {
                listed_from: thing.listed_from,
                agreed_from: thing.agreed_from,
                ..of_vpc
            };
            self.things.insert(of_vpc.key(), of_vpc);
        }
        self.things.insert(thing.key(), thing);
    }

    pub fn new_id(&mut self, kind: &Kind) -> String {
        self.next += 1;
        format!("{}-{}", kind.as_str().trim_start_matches("t."), self.next)
    }

    pub fn made_by(&self, token: &str) -> bool {
        self.tokens.get(token).is_some_and(Option::is_some)
    }

    /// Whether something that comes and goes stands inside.
    pub fn has_inside(&self, id: &str) -> bool {
        self.things.values().any(|thing| {
            let schema = schema(&thing.found.kind);
            let inside = schema.parent.and_then(|field| thing.found.spec.get(field));
            inside.and_then(Value::as_str) == Some(id)
        })
    }

    pub fn remove(&mut self, key: &Key) -> Option<Thing> {
        self.things.remove(&(Kind::new("t.default"), key.1.clone()));
        self.things.remove(key)
    }

    /// What a request does when it takes effect.
    pub fn act(
        &mut self,
        cloud: &Cloud,
        at: Instant,
        pending: &Pending,
    ) -> Result<Created, Refusal> {
        match &pending.request {
            Request::Create(order) => self.create(cloud, at, order, pending),
            Request::Finish(order, id) => {
                let thing = self.standing(&order.kind, id, at)?;
                cloud.touched(thing, pending);
                for field in finished_fields(&order.kind) {
                    thing.found.spec[*field] = order.spec[*field].clone();
                }
                Ok(Created::default())
            }
            Request::Update(order) => {
                let half = pending.mood == Some(Mood::HalfDone);
                self.refers(&order.after, at)?;
                let thing = self.standing(&order.kind, &order.id, at)?;
                cloud.touched(thing, pending);
                let fields = order.after.as_object().into_iter().flatten();
                let count = fields.clone().count();
                for (field, value) in fields.take(if half { count / 2 } else { count }) {
                    thing.found.spec[field] = value.clone();
                }
                if !half && schema(&order.kind).taggable {
                    thing.found.tags.extend(order.tags_after.clone());
                }
                Ok(Created::default())
            }
            Request::Delete(order) => self.delete(cloud, at, order, pending),
        }
    }

    fn create(
        &mut self,
        cloud: &Cloud,
        at: Instant,
        order: &CreateRequest,
        pending: &Pending,
    ) -> Result<Created, Refusal> {
        let schema = schema(&order.kind);
        let implied = schema.implied_id(&order.spec, "");
        if schema.is_setting() {
            let id = implied.unwrap_or_else(|| "setting".to_owned());
            let thing = self.standing(&order.kind, &id, at)?;
            for (field, value) in order.spec.as_object().into_iter().flatten() {
                thing.found.spec[field] = value.clone();
            }
            return Ok(named(&id));
        }
        if honours_token(&order.kind)
            && let Some(Some(id)) = self.tokens.get(&order.token)
        {
            return Ok(named(id));
        }
        self.refers(&order.spec, at)?;
        let id = implied.unwrap_or_else(|| self.new_id(&order.kind));
        let key = (order.kind.clone(), id.clone());
        if self.things.contains_key(&key) {
            return Err(("AlreadyExists", Retry::Never));
        }
        let made_for = order.address.to_string();
        if self
            .things
            .values()
            .any(|t| t.made_for.as_ref() == Some(&made_for))
        {
            cloud.log.wrong(format!("a second thing for {made_for}"));
        }
        let mut spec = order.spec.clone();
        if let Some(map) = spec.as_object_mut() {
            map.retain(|field, _| !finished_fields(&order.kind).contains(&field.as_str()));
        }
        let listed_from = at + pending.lag.listed;
        self.add(Thing {
            found: found(&order.kind, &id, spec, order.tags.clone()),
            maker: Maker::Us,
            made_for: Some(made_for),
            token: Some(order.token.clone()),
            usable_from: at + pending.lag.usable,
            listed_from,
            agreed_from: listed_from + pending.lag.agreed,
            tagged_from: listed_from + pending.lag.tagged,
        });
        Ok(named(&id))
    }

    fn delete(
        &mut self,
        cloud: &Cloud,
        at: Instant,
        order: &DeleteRequest,
        pending: &Pending,
    ) -> Result<Created, Refusal> {
        let key = (order.kind.clone(), order.id.clone());
        let Some(thing) = self.things.get(&key) else {
            return Ok(Created::default());
        };
        cloud.touched(thing, pending);
        if schema(&order.kind).is_setting() {
            let (field, value) = default_of(&order.kind);
            self.standing(&order.kind, &order.id, at)?.found.spec[field] = value.into();
            return Ok(Created::default());
        }
        if thing.usable_from > at {
            // "Not found", which an adapter takes for "gone".
            cloud.log.count("fault: not found, though it is there");
            return Ok(Created::default());
        }
        if self.has_inside(&order.id) {
            cloud.log.count("fault: dependency violation");
            return Err(("DependencyViolation", Retry::NotYetConsistent));
        }
        if let Some(thing) = self.remove(&key) {
            if pending.lag.lingers > Duration::ZERO {
                cloud.log.count("fault: deleted, still listed");
            }
            self.ghosts.push((thing.found, at + pending.lag.lingers));
        }
        Ok(Created::default())
    }

    fn standing(&mut self, kind: &Kind, id: &str, at: Instant) -> Result<&mut Thing, Refusal> {
        let key = (kind.clone(), id.to_owned());
        let thing = self.things.get_mut(&key).filter(|t| t.usable_from <= at);
        thing.ok_or(("NotFound", Retry::NotYetConsistent))
    }

    /// Refuses a spec that names what is not there, or not yet everywhere.
    fn refers(&self, spec: &Value, at: Instant) -> Result<(), Refusal> {
        for field in ["vpc_id", "subnet", "target"] {
            let Some(id) = spec.get(field).and_then(Value::as_str) else {
                continue;
            };
            let usable = |thing: &Thing| thing.found.id == id && thing.usable_from <= at;
            if !self.things.values().any(usable) {
                return Err(("Invalid.NotFound", Retry::NotYetConsistent));
            }
        }
        Ok(())
    }
}

fn named(id: &str) -> Created {
    let id = id.to_owned();
    Created {
        id,
        ..Created::default()
    }
}
