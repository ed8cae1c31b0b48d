//! What a journal says should be there, and whether it is.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use gabakura_model::port::StoreError;
use gabakura_model::recorded::RecordedResource;

use crate::error::Error;
use crate::intent::IntentState;
use crate::journal::{JournalError, JournalEvent, JournalRow, digest};
use crate::seal::{Mark, Seal, SealState};
use crate::tables::{ResourceRow, Tables, TenancyRow};

/// Errors listed of one tenancy: one wrong row makes many, and the first ones say where to look.
const ERRORS_MAX: usize = 20;

/// A journal, read from its beginning.
#[derive(Debug)]
pub(crate) struct Replay {
    seal: Seal,
    pub entries: u64,
    pub seq: i64,
    pub hash: String,
    serial: i64,
    /// The highest fencing number a row was written under.
    fence: i64,
    /// Each intent's begin row and state, by token.
    intents: BTreeMap<String, (i64, IntentState)>,
    /// The row that put each resource on record and the digest it noted, by address.
    recorded: BTreeMap<String, (i64, String)>,
    errors: Vec<(Option<i64>, String)>,
}

impl Replay {
    /// Nothing read yet of rows that are kept as `seal` says.
    pub fn new(seal: Seal) -> Self {
        Self {
            seal,
            entries: 0,
            seq: 0,
            hash: String::new(),
            serial: 0,
            fence: 0,
            intents: BTreeMap::new(),
            recorded: BTreeMap::new(),
            errors: Vec::new(),
        }
    }

    pub async fn of(tables: &mut dyn Tables, seal: &Seal, tenancy: &str) -> Result<Self, Error> {
        let mut replay = Self::new(seal.clone());
        let mut rows = tables.journal(tenancy);
        while let Some(row) = rows.try_next().await? {
            replay.read(&row);
        }
        drop(rows);
        Ok(replay)
    }

    /// The first thing that is wrong so far.
    pub fn first_error(&self) -> Option<&str> {
        self.errors.first().map(|(_, problem)| problem.as_str())
    }

    /// Whether this is what the journal says was put on record.
    pub fn put(&self, row: &ResourceRow) -> bool {
        let noted = self.recorded.get(&row.address);
        noted.is_some_and(|(seq, noted)| (*seq, noted) == (row.seq, &digest(&row.body)))
            && self.body_fits(row)
    }

    /// Whether bodies are sealed and the key is not here.
    pub fn is_shut(&self) -> bool {
        self.seal.state() == SealState::Shut
    }

    /// The body of a row, open.
    pub fn body(&self, row: &JournalRow) -> Result<String, Error> {
        Ok(self.seal.journal_body(row)?.into_owned())
    }

    /// Takes in the next row.
    pub fn read(&mut self, row: &JournalRow) {
        for problem in broken_links(row, self.seq, &self.hash) {
            self.errors.push((Some(row.seq), problem.to_owned()));
        }
        if let Err(problem) = self.follow(row) {
            self.errors.push((Some(row.seq), problem));
        }
        self.entries += 1;
        self.seq = row.seq;
        self.fence = self.fence.max(row.fence);
        self.hash.clone_from(&row.hash);
    }

    /// Does what a row says.
    fn follow(&mut self, row: &JournalRow) -> Result<(), String> {
        let event: JournalEvent = row
            .event
            .parse()
            .map_err(|error: StoreError| error.to_string())?;
        let (Some(token), Some(address)) = (&row.token, &row.address) else {
            return match event {
                JournalEvent::LockBroken => self.mark(event, row).map(drop),
                _ => Err("it names no intent".to_owned()),
            };
        };
        let (begun, state) = self
            .intents
            .get(token)
            .copied()
            .unwrap_or((row.seq, IntentState::Unnoted));
        let next = state.next(event).map_err(|illegal| illegal.to_string())?;
        self.intents.insert(token.clone(), (begun, next));
        match self.mark(event, row)? {
            Mark::Nothing => return Ok(()),
            Mark::Put(noted) => {
                self.recorded.insert(address.clone(), (row.seq, noted));
            }
            Mark::Removed => {
                self.recorded.remove(address);
            }
        }
        self.serial += 1;
        Ok(())
    }

    /// What a row says of the record; where there is a key, its body is opened too.
    fn mark(&self, event: JournalEvent, row: &JournalRow) -> Result<Mark, String> {
        if self.seal.state() == SealState::Open {
            let opened = self.seal.journal_body(row);
            opened.map_err(|_| "it does not open: it is not what was sealed there")?;
        }
        match (event, self.seal.state()) {
            (JournalEvent::Begin | JournalEvent::LockBroken, SealState::Plain) => Ok(Mark::Nothing),
            _ => self.seal.mark(row),
        }
    }

    /// Whether the columns a resource is found by say what its body says, as far as it can be
    /// looked into.
    fn body_fits(&self, row: &ResourceRow) -> bool {
        if self.is_shut() {
            return row.id.is_empty();
        }
        let found = self.seal.resource_body(row).ok();
        let found = found.and_then(|body| serde_json::from_str::<RecordedResource>(&body).ok());
        let kept_id = |id: &str| match self.seal.state() {
            SealState::Plain => row.id == id,
            _ => row.id.is_empty(),
        };
        found.is_some_and(|found| {
            found.address.to_string() == row.address
                && found.kind.as_str() == row.kind
                && kept_id(&found.id)
        })
    }

    /// Intents without a known outcome, and where they began.
    pub fn open(&self) -> impl Iterator<Item = (&String, i64)> {
        self.intents
            .iter()
            .filter(|(_, (_, state))| state.is_open())
            .map(|(t, (seq, _))| (t, *seq))
    }

    /// Compares what should be there with what is.
    pub async fn errors_against(
        &self,
        tables: &mut dyn Tables,
        tenancy: &TenancyRow,
    ) -> Result<Vec<JournalError>, Error> {
        let mut errors = self.errors.clone();
        let row = tenancy;
        if row.seal != self.seal.key_id() {
            errors.push((None, "it is not sealed as this state is".to_owned()));
        }
        if (self.seq, &self.hash) != (row.journal_seq, &row.journal_hash) {
            let seq = row.journal_seq;
            errors.push((
                None,
                format!("the journal does not end at row {seq} as it should"),
            ));
        }
        if self.serial != row.serial {
            let (is, says) = (row.serial, self.serial);
            errors.push((None, format!("the serial is {is}; the journal says {says}")));
        }
        if self.fence > row.fence {
            let (is, says) = (row.fence, self.fence);
            errors.push((
                None,
                format!("the newest lock was {is}; the journal says {says}"),
            ));
        }
        self.compare_open(tables, &row.tenancy, &mut errors).await?;
        self.compare_record(tables, &row.tenancy, &mut errors)
            .await?;
        errors.truncate(ERRORS_MAX);
        let error = |(seq, problem)| JournalError {
            tenancy: Some(row.tenancy.clone()),
            seq,
            problem,
        };
        Ok(errors.into_iter().map(error).collect())
    }

    async fn compare_open(
        &self,
        tables: &mut dyn Tables,
        tenancy: &str,
        errors: &mut Vec<(Option<i64>, String)>,
    ) -> Result<(), Error> {
        let rows = tables.open_tokens(tenancy).await?;
        let mut listed: BTreeMap<String, i64> = rows.into_iter().collect();
        for (token, seq) in self.open() {
            if listed.remove(token) != Some(seq) {
                errors.push((
                    Some(seq),
                    format!("intent `{token}` is open but not listed so"),
                ));
            }
        }
        for (token, seq) in listed {
            errors.push((
                Some(seq),
                format!("intent `{token}` is listed open but is not"),
            ));
        }
        Ok(())
    }

    async fn compare_record(
        &self,
        tables: &mut dyn Tables,
        tenancy: &str,
        errors: &mut Vec<(Option<i64>, String)>,
    ) -> Result<(), Error> {
        let mut missing = self.recorded.clone();
        let mut rows = tables.resources(tenancy);
        while let Some(row) = rows.try_next().await? {
            missing.remove(&row.address);
            if !self.put(&row) {
                let address = row.address;
                let problem = format!("the record of `{address}` is not what was written");
                errors.push((Some(row.seq), problem));
            }
        }
        for (address, (seq, _)) in missing {
            errors.push((Some(seq), format!("the record of `{address}` is missing")));
        }
        Ok(())
    }
}

/// What keeps a row from being the next one after position `seq` with hash `hash`.
fn broken_links(row: &JournalRow, seq: i64, hash: &str) -> Vec<&'static str> {
    let problems = [
        (row.seq != seq + 1, "rows before it are missing"),
        (
            row.prev_hash != hash,
            "it does not follow from the row before",
        ),
        (
            row.hash != row.hash_of_content(),
            "its content is not what was written",
        ),
    ];
    let broken = problems.into_iter().filter(|(broken, _)| *broken);
    broken.map(|(_, problem)| problem).collect()
}
