//! What is written down, and the promises that every write keeps: fencing, legal moves, all of
//! a call or nothing.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

use gabakura_model::outcome::Outcome;
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Completion, Intent, Lease, LockInfo, RecordChange, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Kind;
use gabakura_planner::digest;
use gabakura_planner::history::{self, Note, Wrote};

use super::log::Log;
use super::tenancy;

/// What is on the disk, whoever reads it.
pub struct Disk {
    pub state: Mutex<State>,
    pub log: Log,
}

/// What a write may change, all at once.
pub struct State {
    recorded: Arc<Recorded>,
    /// Intents without a known outcome, oldest first.
    pub open: Vec<Intent>,
    /// Every token ever noted, and whether an outcome is still owed.
    noted: BTreeMap<String, bool>,
    journal: Vec<Row>,
    pub lock: Option<LockInfo>,
    pub fence: i64,
}

struct Row {
    before: u64,
    hash: u64,
    what: Noted,
}

enum Noted {
    Begin(Box<Intent>),
    End(Box<Completion>),
}

impl Noted {
    fn note(&self) -> Note {
        let completion = match self {
            Self::Begin(intent) => return Note::Started(intent.clone()),
            Self::End(completion) => completion,
        };
        let (record, record_digest) = match &completion.change {
            RecordChange::Keep => (Wrote::Nothing, None),
            RecordChange::Remove(_) => (Wrote::Removed, None),
            RecordChange::Put(resource) => {
                let text = serde_json::to_string(resource).unwrap();
                (Wrote::Put, Some(digest::of_text(&text)))
            }
        };
        let outcome = completion.outcome.clone();
        Note::Ended {
            token: completion.token.clone(),
            at: Some(completion.at),
            completion: history::Completion {
                outcome,
                record,
                record_digest,
            },
        }
    }
}

impl Row {
    fn hash_of(before: u64, what: &Noted) -> u64 {
        let mut hasher = DefaultHasher::new();
        let (event, token) = match what {
            Noted::Begin(intent) => ("begin", &intent.token),
            Noted::End(completion) => ("end", &completion.token),
        };
        (before, event, token).hash(&mut hasher);
        hasher.finish()
    }
}

impl State {
    fn new() -> Self {
        Self {
            recorded: Arc::new(Recorded::empty(tenancy())),
            open: Vec::new(),
            noted: BTreeMap::new(),
            journal: Vec::new(),
            lock: None,
            fence: 0,
        }
    }

    fn append(&mut self, what: Noted) {
        let before = self.journal.last().map_or(0, |row| row.hash);
        let hash = Row::hash_of(before, &what);
        self.journal.push(Row { before, hash, what });
    }

    pub fn check(&self, lease: &Lease) -> Result<(), StoreError> {
        if self.lock.as_ref().map(|lock| lock.fence) == Some(lease.fence) {
            return Ok(());
        }
        let tenancy = lease.tenancy.clone();
        Err(StoreError::LockLost { tenancy })
    }

    pub fn begin(&mut self, lease: &Lease, intents: &[Intent]) -> Result<(), StoreError> {
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

    pub fn end(&mut self, lease: &Lease, completions: &[Completion]) -> Result<(), StoreError> {
        self.check(lease)?;
        for completion in completions {
            if self.noted.get(&completion.token) != Some(&true) {
                return Err(illegal(&completion.token, "no outcome is owed"));
            }
            let unknown = matches!(completion.outcome, Outcome::Unknown { .. });
            if unknown && completion.change != RecordChange::Keep {
                return Err(illegal(&completion.token, "doubt changes no record"));
            }
            if !unknown {
                self.noted.insert(completion.token.clone(), false);
                self.open.retain(|intent| intent.token != completion.token);
            }
            change(Arc::make_mut(&mut self.recorded), &completion.change);
            self.append(Noted::End(Box::new(completion.clone())));
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
        let state = Mutex::new(State::new());
        Arc::new(Self { state, log })
    }

    /// Everything that was written is lost: record, journal and lock begin anew.
    pub fn lose(&self) {
        *self.state.lock().unwrap() = State::new();
    }

    /// The journal, as the past is told from it.
    pub fn notes(&self) -> Vec<Note> {
        let state = self.state.lock().unwrap();
        state.journal.iter().map(|row| row.what.note()).collect()
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
    pub fn covers(&self, kind: &Kind, action: StepAction, id: &str) -> bool {
        let fits = |intent: &Intent| {
            intent.kind == *kind
                && intent.action == action
                && intent.expected_id.as_deref() == Some(id)
        };
        self.state.lock().unwrap().open.iter().any(fits)
    }

    /// Why moves were settled by hand, oldest first.
    pub fn by_hand(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let reason = |row: &Row| match &row.what {
            Noted::End(completion) => completion.by_hand.as_ref().map(|hand| hand.reason.clone()),
            Noted::Begin(_) => None,
        };
        state.journal.iter().filter_map(reason).collect()
    }

    /// Every intent that was noted, oldest first.
    pub fn begun(&self) -> Vec<Intent> {
        let state = self.state.lock().unwrap();
        let intent = |row: &Row| match &row.what {
            Noted::Begin(intent) => Some((**intent).clone()),
            Noted::End(_) => None,
        };
        state.journal.iter().filter_map(intent).collect()
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
                Noted::End(completion) => {
                    change(&mut recorded, &completion.change);
                    if !matches!(completion.outcome, Outcome::Unknown { .. }) {
                        open.retain(|token| *token != completion.token);
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
