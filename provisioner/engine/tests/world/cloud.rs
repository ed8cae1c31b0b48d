//! The simulated cloud: what exists, what is on its way, and the promises it watches over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::resource::Kind;
use serde_json::json;
use tokio::time::Instant;

use super::disk::Disk;
use super::kinds::{honours_token, schema};
use super::log::Log;
use super::request::{Pending, Reply, Request, Sender};
use super::thing::{Key, Maker, Thing, setting};
use super::weather::{Mood, Weather};

pub struct State {
    pub things: BTreeMap<Key, Thing>,
    pub weather: Weather,
    /// Deleted, and still in lists until then.
    pub ghosts: Vec<(ObservedResource, Instant)>,
    /// Requests on their way, by when they take effect.
    pending: BTreeMap<(Instant, u64), Pending>,
    replies: BTreeMap<u64, Reply>,
    /// Tokens of creating requests that may have taken effect, and what they made.
    pub tokens: BTreeMap<String, Option<String>>,
    calls: Vec<String>,
    pub next: u64,
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
    pub fn list(&self, kind: &Kind) -> Vec<ObservedResource> {
        let (mut state, now) = (self.now(), Instant::now());
        let behind = state
            .weather
            .storm
            .as_mut()
            .is_some_and(|dice| dice.chance(50));
        let of_kind = state.things.values().filter(|t| t.found.kind == *kind);
        let mut found: Vec<ObservedResource> = of_kind
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
    pub fn touched(&self, thing: &Thing, pending: &Pending) {
        let allowed = match thing.maker {
            Maker::Us | Maker::Copy => true,
            Maker::Intruder => {
                pending.sender.repairs && matches!(pending.request, Request::Delete(_))
            }
            // One is as good as another, so one that is on record may be anybody's.
            Maker::Stranger if schema(&thing.found.kind).interchangeable => {
                let recorded = self.disk.recorded();
                let mut all = recorded.resources.values();
                all.any(|r| (&r.kind, &r.id) == (&thing.found.kind, &thing.found.id))
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
