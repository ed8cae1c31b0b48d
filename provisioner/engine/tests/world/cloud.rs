//! The simulated cloud: what exists, what is on its way, and the promises it watches over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use gabakura_model::Value;
use gabakura_model::observed::Found;
use gabakura_model::outcome::{Made, ProviderError, Retry};
use gabakura_model::plan::Move;
use gabakura_model::port::{CreateOrder, DeleteOrder, UpdateOrder};
use gabakura_model::resource::{Kind, TAG_ADDRESS, Tags};
use serde_json::json;
use tokio::time::Instant;

use super::kinds::{default_of, finished_fields, honours_token, schema};
use super::log::Log;
use super::store::Disk;
use super::weather::{Lag, Mood, Weather};

/// Who put something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// One of our calls; settings, which are always there, count as ours.
    Us,
    /// Somebody else; not to be touched.
    Stranger,
    /// Somebody else, inside what is exclusively ours: only a repair of drift may remove it.
    Intruder,
    /// Somebody who copied a thing of ours, tags included: by the tags it is ours.
    Copy,
}

/// Something that exists.
#[derive(Clone, Debug)]
pub struct Thing {
    pub found: Found,
    pub maker: Maker,
    /// The address our call made it for.
    pub made_for: Option<String>,
    /// The token of the call that made it.
    pub token: Option<String>,
    usable_from: Instant,
    /// When the first replica shows it.
    listed_from: Instant,
    /// When all do.
    agreed_from: Instant,
    tagged_from: Instant,
}

impl Thing {
    pub fn standing(found: Found, maker: Maker) -> Self {
        let now = Instant::now();
        Self {
            found,
            maker,
            made_for: None,
            token: None,
            usable_from: now,
            listed_from: now,
            agreed_from: now,
            tagged_from: now,
        }
    }

    pub fn is_listed(&self) -> bool {
        self.agreed_from <= Instant::now()
    }

    pub fn key(&self) -> Key {
        (self.found.kind.clone(), self.found.id.clone())
    }
}

pub type Key = (Kind, String);

/// A changing request.
#[derive(Clone, Debug)]
pub enum Request {
    Create(CreateOrder),
    Finish(CreateOrder, String),
    Update(UpdateOrder),
    Delete(DeleteOrder),
}

impl Request {
    fn make(&self) -> Move {
        match self {
            Self::Create(_) | Self::Finish(..) => Move::Create,
            Self::Update(_) => Move::Update,
            Self::Delete(_) => Move::Delete,
        }
    }

    fn kind(&self) -> &Kind {
        match self {
            Self::Create(order) | Self::Finish(order, _) => &order.kind,
            Self::Update(order) => &order.kind,
            Self::Delete(order) => &order.kind,
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Create(_) => "",
            Self::Finish(_, id) => id,
            Self::Update(order) => &order.id,
            Self::Delete(order) => &order.id,
        }
    }
}

/// Who sends.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// Fencing number of its lock; `None` where locks are not looked at.
    pub fence: Option<i64>,
    /// Whether it repairs drift, and so may remove intruders.
    pub repairs: bool,
}

struct Pending {
    request: Request,
    mood: Option<Mood>,
    lag: Lag,
    sender: Sender,
}

type Reply = Result<Made, ProviderError>;

pub struct State {
    pub things: BTreeMap<Key, Thing>,
    pub weather: Weather,
    /// Deleted, and still in lists until then.
    ghosts: Vec<(Found, Instant)>,
    /// Requests on their way, by when they take effect.
    pending: BTreeMap<(Instant, u64), Pending>,
    replies: BTreeMap<u64, Reply>,
    /// Tokens of creating requests that may have taken effect, and what they made.
    tokens: BTreeMap<String, Option<String>>,
    calls: Vec<String>,
    next: u64,
}

pub struct Cloud {
    state: Mutex<State>,
    disk: Arc<Disk>,
    pub log: Log,
}

impl Cloud {
    pub fn new(disk: Arc<Disk>, log: Log) -> Arc<Self> {
        let state = State {
            things: BTreeMap::new(),
            weather: Weather::default(),
            ghosts: Vec::new(),
            pending: BTreeMap::new(),
            replies: BTreeMap::new(),
            tokens: BTreeMap::new(),
            calls: Vec::new(),
            next: 1,
        };
        let state = Mutex::new(state);
        let cloud = Arc::new(Self { state, disk, log });
        cloud.now().add(setting("t.setting", "setting", json!({})));
        cloud
    }

    /// Everything as of now: what is due has taken effect.
    pub fn now(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap();
        while let Some(entry) = state.pending.first_entry()
            && entry.key().0 <= Instant::now()
        {
            let ((at, number), pending) = entry.remove_entry();
            let reply = self.take_effect(&mut state, at, &pending);
            state.replies.insert(number, reply);
        }
        state
    }

    /// Orders moods for the next calls on something.
    pub fn mood(&self, on: &str, moods: impl IntoIterator<Item = Mood>) {
        let mut state = self.now();
        state
            .weather
            .ordered
            .entry(on.to_owned())
            .or_default()
            .extend(moods);
    }

    pub fn calls(&self) -> usize {
        self.now().calls.len()
    }

    pub fn calls_for(&self, name: &str) -> usize {
        self.now().calls.iter().filter(|call| *call == name).count()
    }

    /// How many things there are that come and go.
    pub fn len(&self) -> usize {
        let state = self.now();
        let comes = |key: &&Key| !schema(&key.0).is_setting();
        state.things.keys().filter(comes).count()
    }

    /// Lists a kind as of now.
    pub fn list(&self, kind: &Kind) -> Vec<Found> {
        let (mut state, now) = (self.now(), Instant::now());
        let behind = state
            .weather
            .storm
            .as_mut()
            .is_some_and(|dice| dice.chance(50));
        let of_kind = state.things.values().filter(|t| t.found.kind == *kind);
        let mut found: Vec<Found> = of_kind
            .filter(|thing| if behind { thing.agreed_from } else { thing.listed_from } <= now)
            .map(|thing| {
                let mut found = thing.found.clone();
                if thing.tagged_from > now {
                    found.tags.clear();
                }
                found
            })
            .collect();
        let ids: BTreeSet<String> = found.iter().map(|found| found.id.clone()).collect();
        for (ghost, until) in &state.ghosts {
            if ghost.kind == *kind && *until > now && !ids.contains(&ghost.id) {
                found.push(ghost.clone());
            }
        }
        found
    }

    /// Sends a request. The reply comes after [`InFlight::done`]; dropped, it is a broken
    /// connection, and what is on its way may or may not arrive.
    pub fn send(self: &Arc<Self>, request: Request, sender: Sender, name: &str) -> InFlight {
        self.watch(&request, sender);
        let mut state = self.now();
        let state = &mut *state;
        let finish = matches!(request, Request::Finish(..));
        if !finish {
            state.calls.push(name.to_owned());
            self.log.say(|| format!("call {name}"));
        }
        let on = if finish {
            format!("finish {name}")
        } else {
            name.to_owned()
        };
        let mood = state
            .weather
            .mood(&on, matches!(request, Request::Update(_)));
        let lag = state.weather.lag(mood);
        self.log.tell(|| {
            let (make, kind, id) = (request.make(), request.kind(), request.id());
            format!("send {make} {kind} {name} {id} finish={finish} {mood:?} {lag:?}")
        });
        if let Some(mood) = mood {
            self.log.count(mood.name());
        }
        if let Request::Create(order) = &request {
            let repeated = state.tokens.contains_key(&order.token);
            if repeated && !honours_token(&order.kind) {
                let token = &order.token;
                self.log
                    .wrong(format!("a creation was sent again: {name} {token}"));
            }
            state.tokens.entry(order.token.clone()).or_default();
        }
        let (now, number) = (Instant::now(), state.next);
        state.next += 1;
        if mood != Some(Mood::LostBefore) {
            let at = now + lag.effect;
            let pending = Pending {
                request,
                mood,
                lag,
                sender,
            };
            state.pending.insert((at, number), pending);
        }
        InFlight {
            cloud: Arc::clone(self),
            key: (now + lag.effect, number),
            reply_at: now + lag.reply,
            lost: matches!(
                mood,
                Some(Mood::LostBefore | Mood::LostAfter | Mood::LostAfterAndLate(_))
            ),
        }
    }

    /// What must hold of every request when it leaves.
    fn watch(&self, request: &Request, sender: Sender) {
        let covered = match request {
            Request::Create(order) | Request::Finish(order, _) => self.disk.was_noted(&order.token),
            _ => self
                .disk
                .covers(request.kind(), request.make(), request.id()),
        };
        if !covered {
            self.log
                .wrong(format!("a call without a durable intent: {request:?}"));
        }
        if sender.fence.is_some_and(|fence| fence < self.disk.fence()) {
            self.log.wrong(format!(
                "a call from a runner that lost its lock: {request:?}"
            ));
        }
    }

    fn take_effect(&self, state: &mut State, at: Instant, pending: &Pending) -> Reply {
        let refused = |code: &str, retry| ProviderError::Refused {
            service: "t".to_owned(),
            operation: pending.request.make().to_string(),
            code: code.to_owned(),
            message: pending.request.id().to_owned(),
            retry,
        };
        let reply = match pending.mood {
            Some(Mood::Throttled) => Err(refused("Throttling", Retry::Throttled)),
            Some(Mood::Refused) => Err(refused("No", Retry::Never)),
            Some(Mood::Conflict) => Err(refused("Conflict", Retry::NotYetConsistent)),
            mood => state
                .act(self, at, pending)
                .map_err(|(code, retry)| refused(code, retry))
                .and_then(|made| match mood {
                    Some(Mood::HalfDone) => Err(refused("HalfDone", Retry::Never)),
                    _ => Ok(made),
                }),
        };
        self.log
            .tell(|| format!("  effect of {} {:?}", pending.request.id(), reply));
        if let Request::Create(order) = &pending.request {
            match &reply {
                Ok(made) => state
                    .tokens
                    .insert(order.token.clone(), Some(made.id.clone())),
                // It certainly was not done, so it may be sent again.
                Err(_) if !state.made_by(&order.token) => state.tokens.remove(&order.token),
                Err(_) => None,
            };
        }
        match (reply, pending.mood) {
            (Ok(_), Some(Mood::Malformed)) => Err(ProviderError::Malformed {
                service: "t".to_owned(),
                operation: pending.request.make().to_string(),
                message: "garbage".to_owned(),
            }),
            (reply, _) => reply,
        }
    }

    /// Says that a thing is touched by a call of ours; only ours may be.
    fn touched(&self, thing: &Thing, pending: &Pending) {
        let allowed = match thing.maker {
            Maker::Us | Maker::Copy => true,
            Maker::Intruder => {
                pending.sender.repairs && matches!(pending.request, Request::Delete(_))
            }
            Maker::Stranger => false,
        };
        if !allowed {
            let (request, maker) = (&pending.request, thing.maker);
            self.log
                .wrong(format!("touched what is not ours ({maker:?}): {request:?}"));
        }
    }
}

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

    fn made_by(&self, token: &str) -> bool {
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

    fn act(&mut self, cloud: &Cloud, at: Instant, pending: &Pending) -> Result<Made, Refusal> {
        match &pending.request {
            Request::Create(order) => self.create(cloud, at, order, pending),
            Request::Finish(order, id) => {
                let thing = self.standing(&order.kind, id, at)?;
                cloud.touched(thing, pending);
                for field in finished_fields(&order.kind) {
                    thing.found.spec[*field] = order.spec[*field].clone();
                }
                Ok(Made::default())
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
                Ok(Made::default())
            }
            Request::Delete(order) => self.delete(cloud, at, order, pending),
        }
    }

    fn create(
        &mut self,
        cloud: &Cloud,
        at: Instant,
        order: &CreateOrder,
        pending: &Pending,
    ) -> Result<Made, Refusal> {
        let schema = schema(&order.kind);
        let implied = schema.implied_id(&order.spec).map(str::to_owned);
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
        order: &DeleteOrder,
        pending: &Pending,
    ) -> Result<Made, Refusal> {
        let key = (order.kind.clone(), order.id.clone());
        let Some(thing) = self.things.get(&key) else {
            return Ok(Made::default());
        };
        cloud.touched(thing, pending);
        if schema(&order.kind).is_setting() {
            let (field, value) = default_of(&order.kind);
            self.standing(&order.kind, &order.id, at)?.found.spec[field] = value.into();
            return Ok(Made::default());
        }
        if thing.usable_from > at {
            // "Not found", which an adapter takes for "gone".
            cloud.log.count("fault: not found, though it is there");
            return Ok(Made::default());
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
        Ok(Made::default())
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

/// A setting as it is before anybody sets it.
fn setting(kind: &str, id: &str, mut spec: Value) -> Thing {
    let kind = Kind::new(kind);
    let (field, value) = default_of(&kind);
    spec[field] = value.into();
    Thing::standing(found(&kind, id, spec, Tags::new()), Maker::Us)
}

pub fn found(kind: &Kind, id: &str, spec: Value, tags: Tags) -> Found {
    Found {
        kind: kind.clone(),
        id: id.to_owned(),
        spec,
        tags,
        outputs: BTreeMap::new(),
        platform: false,
    }
}

fn named(id: &str) -> Made {
    let id = id.to_owned();
    Made {
        id,
        ..Made::default()
    }
}

pub fn name_of(tags: &Tags) -> &str {
    let address = tags.get(TAG_ADDRESS);
    address.and_then(|a| a.rsplit('/').next()).unwrap_or("?")
}

/// A request whose reply has not come.
pub struct InFlight {
    cloud: Arc<Cloud>,
    key: (Instant, u64),
    reply_at: Instant,
    lost: bool,
}

impl InFlight {
    /// Waits for the reply, or until waiting makes no sense any more.
    pub async fn done(self) -> Reply {
        tokio::time::sleep_until(self.reply_at).await;
        let reply = self.cloud.now().replies.remove(&self.key.1);
        match reply.filter(|_| !self.lost) {
            Some(reply) => reply,
            None => Err(ProviderError::NoReply {
                service: "t".to_owned(),
                operation: "call".to_owned(),
                message: "timed out".to_owned(),
            }),
        }
    }
}

impl Drop for InFlight {
    /// A connection that breaks while the request is on its way: half of them arrive.
    fn drop(&mut self) {
        let mut state = self.cloud.now();
        let state = &mut *state;
        if Instant::now() < self.reply_at
            && state.pending.contains_key(&self.key)
            && let Some(dice) = state.weather.storm.as_mut()
        {
            let arrives = dice.chance(50);
            if !arrives {
                state.pending.remove(&self.key);
            }
            self.cloud.log.count(if arrives {
                "fault: arrives after a crash"
            } else {
                "fault: lost in a crash"
            });
        }
    }
}
