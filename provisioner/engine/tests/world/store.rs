//! A store in memory with the promises of the port: fencing, legal moves, one transaction a
//! call. What was acknowledged is durable; what was not may be wholly lost.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::outcome::Outcome;
use gabakura_model::plan::Move;
use gabakura_model::port::{Ending, Intent, Lease, LockInfo, RecordChange, Store, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::TenancyId;

use super::log::Log;
use super::tenancy;
use super::trip::Trip;

/// How long a sync of the disk takes. Zero where tests measure calls.
const SYNC: Duration = Duration::from_millis(3);

/// What is on the disk, whoever reads it.
pub struct Disk {
    state: Mutex<State>,
    log: Log,
}

struct State {
    recorded: Arc<Recorded>,
    /// Intents without a known outcome, oldest first.
    open: Vec<Intent>,
    /// Every token ever noted, and whether an outcome is still owed.
    noted: BTreeMap<String, bool>,
    journal: Vec<Row>,
    lock: Option<LockInfo>,
    fence: i64,
}

struct Row {
    before: u64,
    hash: u64,
    what: Noted,
}

enum Noted {
    Begin(Box<Intent>),
    End(Box<Ending>),
}

impl Row {
    fn hash_of(before: u64, what: &Noted) -> u64 {
        let mut hasher = DefaultHasher::new();
        let (event, token) = match what {
            Noted::Begin(intent) => ("begin", &intent.token),
            Noted::End(ending) => ("end", &ending.token),
        };
        (before, event, token).hash(&mut hasher);
        hasher.finish()
    }
}

impl State {
    fn append(&mut self, what: Noted) {
        let before = self.journal.last().map_or(0, |row| row.hash);
        let hash = Row::hash_of(before, &what);
        self.journal.push(Row { before, hash, what });
    }

    fn check(&self, lease: &Lease) -> Result<(), StoreError> {
        if self.lock.as_ref().map(|lock| lock.fence) == Some(lease.fence) {
            return Ok(());
        }
        let tenancy = lease.tenancy.clone();
        Err(StoreError::LockLost { tenancy })
    }

    fn begin(&mut self, lease: &Lease, intents: &[Intent]) -> Result<(), StoreError> {
        self.check(lease)?;
        for intent in intents {
            if self.noted.insert(intent.token.clone(), true).is_some() {
                return Err(illegal(&intent.token, "a second beginning"));
            }
            self.open.push(intent.clone());
            self.append(Noted::Begin(Box::new(intent.clone())));
        }
        Ok(())
    }

    fn end(&mut self, lease: &Lease, endings: &[Ending]) -> Result<(), StoreError> {
        self.check(lease)?;
        for ending in endings {
            if self.noted.get(&ending.token) != Some(&true) {
                return Err(illegal(&ending.token, "no outcome is owed"));
            }
            let unknown = matches!(ending.outcome, Outcome::Unknown { .. });
            if unknown && ending.change != RecordChange::Keep {
                return Err(illegal(&ending.token, "doubt changes no record"));
            }
            if !unknown {
                self.noted.insert(ending.token.clone(), false);
                self.open.retain(|intent| intent.token != ending.token);
            }
            change(Arc::make_mut(&mut self.recorded), &ending.change);
            self.append(Noted::End(Box::new(ending.clone())));
        }
        Ok(())
    }
}

fn change(recorded: &mut Recorded, change: &RecordChange) {
    let changed = match change {
        RecordChange::Keep => false,
        RecordChange::Put(resource) => {
            let address = resource.address.clone();
            recorded.resources.insert(address, (**resource).clone());
            true
        }
        RecordChange::Remove(address) => recorded.resources.remove(address).is_some(),
    };
    recorded.serial += u64::from(changed);
}

fn illegal(token: &str, problem: &str) -> StoreError {
    StoreError::IllegalMove(format!("{problem} (`{token}`)"))
}

impl Disk {
    pub fn new(log: Log) -> Arc<Self> {
        let state = State {
            recorded: Arc::new(Recorded::empty(tenancy())),
            open: Vec::new(),
            noted: BTreeMap::new(),
            journal: Vec::new(),
            lock: None,
            fence: 0,
        };
        let state = Mutex::new(state);
        Arc::new(Self { state, log })
    }

    pub fn recorded(&self) -> Arc<Recorded> {
        Arc::clone(&self.state.lock().unwrap().recorded)
    }

    pub fn open(&self) -> Vec<Intent> {
        self.state.lock().unwrap().open.clone()
    }

    /// The newest fencing number that was handed out.
    pub fn fence(&self) -> i64 {
        self.state.lock().unwrap().fence
    }

    pub fn was_noted(&self, token: &str) -> bool {
        self.state.lock().unwrap().noted.contains_key(token)
    }

    /// Whether an open intent covers a move on something that exists.
    pub fn covers(&self, kind: &Kind, make: Move, id: &str) -> bool {
        let fits = |intent: &Intent| {
            intent.kind == *kind && intent.make == make && intent.expected_id.as_deref() == Some(id)
        };
        self.state.lock().unwrap().open.iter().any(fits)
    }

    /// Breaks the lock by hand, as after a crash.
    pub fn unlock_by_hand(&self) {
        self.state.lock().unwrap().lock = None;
    }

    /// Replays the journal; what it says must be what is recorded and owed.
    pub fn audit(&self) {
        let state = self.state.lock().unwrap();
        let mut recorded = Recorded::empty(tenancy());
        let mut open: Vec<&str> = Vec::new();
        let mut before = 0;
        for row in &state.journal {
            if row.before != before || row.hash != Row::hash_of(before, &row.what) {
                self.log.wrong("the journal's chain is broken".to_owned());
            }
            before = row.hash;
            match &row.what {
                Noted::Begin(intent) => open.push(&intent.token),
                Noted::End(ending) => {
                    change(&mut recorded, &ending.change);
                    if !matches!(ending.outcome, Outcome::Unknown { .. }) {
                        open.retain(|token| *token != ending.token);
                    }
                }
            }
        }
        if recorded != *state.recorded {
            self.log
                .wrong("the journal tells another record".to_owned());
        }
        if !open
            .iter()
            .eq(state.open.iter().map(|intent| &intent.token))
        {
            self.log
                .wrong("the journal tells other open intents".to_owned());
        }
    }
}

/// One process's way to the disk: one writer at a time, which may die at each write.
pub struct DiskStore {
    pub disk: Arc<Disk>,
    pub trip: Arc<Trip>,
    pub sync: bool,
    writer: tokio::sync::Mutex<()>,
}

impl DiskStore {
    pub fn new(disk: Arc<Disk>, trip: Arc<Trip>, sync: bool) -> Self {
        let writer = tokio::sync::Mutex::default();
        Self {
            disk,
            trip,
            sync,
            writer,
        }
    }

    /// One write. Dropped before it is durable, it never was; dropped after, it was.
    async fn write<T>(
        &self,
        (lost, unheard): (&'static str, &'static str),
        write: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _writer = self.writer.lock().await;
        tokio::task::yield_now().await;
        if self.sync {
            tokio::time::sleep(SYNC).await;
        }
        self.trip.point(lost).await;
        let written = write(&mut self.disk.state.lock().unwrap());
        if let Err(error @ StoreError::IllegalMove(_)) = &written {
            self.disk.log.wrong(format!("the journal refused: {error}"));
        }
        self.trip.point(unheard).await;
        written
    }
}

#[async_trait]
impl Store for DiskStore {
    async fn recorded(&self, _tenancy: &TenancyId) -> Result<Recorded, StoreError> {
        Ok((*self.disk.recorded()).clone())
    }

    async fn tenancies(&self) -> Result<Vec<TenancyId>, StoreError> {
        Ok(vec![tenancy()])
    }

    async fn begin(&self, lease: &Lease, intents: &[Intent]) -> Result<(), StoreError> {
        self.write(("begin lost", "begin unheard"), |state| {
            state.begin(lease, intents)?;
            for intent in intents {
                let (name, log) = (&intent.address.name, &self.disk.log);
                log.say(|| format!("begin {name}"));
            }
            Ok(())
        })
        .await
    }

    async fn end(&self, lease: &Lease, endings: &[Ending]) -> Result<(), StoreError> {
        self.write(("end lost", "end unheard"), |state| {
            let named = |token: &String| {
                let open = state.open.iter().find(|intent| intent.token == *token);
                open.map_or_else(String::new, |intent| intent.address.name.to_string())
            };
            let names: Vec<String> = endings.iter().map(|e| named(&e.token)).collect();
            state.end(lease, endings)?;
            for name in names {
                self.disk.log.say(|| format!("end {name}"));
            }
            self.disk.log.count("write: outcomes");
            if endings.len() > 1 {
                self.disk.log.count("write: several outcomes at once");
            }
            Ok(())
        })
        .await
    }

    async fn open_intents(&self, _tenancy: &TenancyId) -> Result<Vec<Intent>, StoreError> {
        Ok(self.disk.open())
    }

    async fn lock(
        &self,
        tenancy: &TenancyId,
        holder: &str,
        now: Timestamp,
        ttl_ms: u64,
    ) -> Result<Lease, StoreError> {
        self.write(("lock lost", "lock unheard"), |state| {
            if let Some(lock) = state.lock.as_ref().filter(|lock| lock.until > now) {
                return Err(StoreError::Locked {
                    tenancy: tenancy.clone(),
                    holder: lock.holder.clone(),
                    since: lock.since,
                });
            }
            state.fence += 1;
            state.lock = Some(LockInfo {
                tenancy: tenancy.clone(),
                holder: holder.to_owned(),
                since: now,
                until: now + Duration::from_millis(ttl_ms),
                fence: state.fence,
            });
            Ok(Lease {
                tenancy: tenancy.clone(),
                fence: state.fence,
                holder: holder.to_owned(),
            })
        })
        .await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, ttl_ms: u64) -> Result<(), StoreError> {
        self.write(("renew lost", "renew unheard"), |state| {
            state.check(lease)?;
            if let Some(lock) = &mut state.lock {
                lock.until = now + Duration::from_millis(ttl_ms);
            }
            Ok(())
        })
        .await
    }

    async fn unlock(&self, lease: &Lease) -> Result<(), StoreError> {
        self.write(("unlock lost", "unlock unheard"), |state| {
            if state.check(lease).is_ok() {
                state.lock = None;
            }
            Ok(())
        })
        .await
    }

    async fn locks(&self) -> Result<Vec<LockInfo>, StoreError> {
        Ok(self
            .disk
            .state
            .lock()
            .unwrap()
            .lock
            .clone()
            .into_iter()
            .collect())
    }

    async fn break_lock(&self, _: &TenancyId, _: &str, _: Timestamp) -> Result<bool, StoreError> {
        Ok(self.disk.state.lock().unwrap().lock.take().is_some())
    }
}
