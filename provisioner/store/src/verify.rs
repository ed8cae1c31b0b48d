//! Whether the file still says what was written.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use gabakura_model::port::StoreError;
use gabakura_model::recorded::RecordedResource;

use crate::fault::Fault;
use crate::intent::IntentState;
use crate::journal::{
    Chain, JournalCheck, JournalEvent, JournalFault, JournalRow, OutcomeBody, Wrote, digest,
};
use crate::tables::{ResourceRow, Tables, TenancyRow};

/// Faults told of one tenancy: one wrong row makes many, and the first ones say where to look.
const FAULTS_MAX: usize = 20;

/// Checks everything against everything. The caller's transaction is a view of one moment.
pub(crate) async fn verify(tables: &mut dyn Tables) -> Result<JournalCheck, Fault> {
    let mut check = JournalCheck::default();
    let mut tenancies = tables.tenancies().await?;
    tenancies.sort_by(|a, b| a.tenancy.cmp(&b.tenancy));
    for tenancy in &tenancies {
        let (replay, faults) = tenancy_faults(tables, tenancy).await?;
        check.entries += replay.entries;
        check.open_intents += replay.open().count() as u64;
        check.faults.extend(faults);
        check.chains.push(Chain {
            tenancy: tenancy.tenancy.clone(),
            seq: replay.seq,
            hash: replay.hash,
        });
    }
    let stray = tables.journal_count().await?.unsigned_abs();
    let stray = stray.saturating_sub(check.entries);
    let strays = (stray > 0).then(|| format!("{stray} journal rows belong to no tenancy"));
    let whole = |problem| JournalFault {
        tenancy: None,
        seq: None,
        problem,
    };
    let damage = tables.damage().await?;
    check
        .faults
        .extend(damage.into_iter().chain(strays).map(whole));
    Ok(check)
}

/// Checks one tenancy: its chain, its record, its open intents and its counters.
async fn tenancy_faults(
    tables: &mut dyn Tables,
    tenancy: &TenancyRow,
) -> Result<(Replay, Vec<JournalFault>), Fault> {
    let replay = Replay::of(tables, &tenancy.tenancy).await?;
    let faults = replay.faults_against(tables, tenancy).await?;
    Ok((replay, faults))
}

/// What a journal, read from its beginning, says should be there.
#[derive(Debug, Default)]
pub(crate) struct Replay {
    entries: u64,
    seq: i64,
    hash: String,
    serial: i64,
    /// The highest fencing number a row was written under.
    fence: i64,
    /// Each intent's begin row and state, by token.
    intents: BTreeMap<String, (i64, IntentState)>,
    /// The row that put each resource on record and the digest it noted, by address.
    standing: BTreeMap<String, (i64, String)>,
    faults: Vec<(Option<i64>, String)>,
}

impl Replay {
    async fn of(tables: &mut dyn Tables, tenancy: &str) -> Result<Self, Fault> {
        let mut replay = Self::default();
        let mut rows = tables.journal(tenancy);
        while let Some(row) = rows.try_next().await? {
            replay.read(&row);
        }
        drop(rows);
        Ok(replay)
    }

    /// The first thing that is wrong so far.
    pub fn first_fault(&self) -> Option<&str> {
        self.faults.first().map(|(_, problem)| problem.as_str())
    }

    /// Whether this is what the journal says was put on record.
    pub fn put(&self, row: &ResourceRow) -> bool {
        let noted = self.standing.get(&row.address);
        noted.is_some_and(|(seq, noted)| (*seq, noted) == (row.seq, &digest(&row.body)))
            && body_fits(row)
    }

    /// Takes in the next row.
    pub fn read(&mut self, row: &JournalRow) {
        for problem in broken_links(row, self.seq, &self.hash) {
            self.faults.push((Some(row.seq), problem.to_owned()));
        }
        if let Err(problem) = self.follow(row) {
            self.faults.push((Some(row.seq), problem));
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
                JournalEvent::LockBroken => Ok(()),
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
        if event == JournalEvent::Begin {
            return Ok(());
        }
        let body: OutcomeBody =
            serde_json::from_str(&row.body).map_err(|error| format!("its body: {error}"))?;
        match body.record {
            Wrote::Nothing => return Ok(()),
            Wrote::Put => {
                let noted = body.record_digest.unwrap_or_default();
                self.standing.insert(address.clone(), (row.seq, noted));
            }
            Wrote::Removed => {
                self.standing.remove(address);
            }
        }
        self.serial += 1;
        Ok(())
    }

    /// Intents without a known outcome, and where they began.
    pub fn open(&self) -> impl Iterator<Item = (&String, i64)> {
        self.intents
            .iter()
            .filter(|(_, (_, state))| state.is_open())
            .map(|(t, (seq, _))| (t, *seq))
    }

    /// Compares what should be there with what is.
    pub async fn faults_against(
        &self,
        tables: &mut dyn Tables,
        tenancy: &TenancyRow,
    ) -> Result<Vec<JournalFault>, Fault> {
        let mut faults = self.faults.clone();
        let row = tenancy;
        if (self.seq, &self.hash) != (row.journal_seq, &row.journal_hash) {
            let seq = row.journal_seq;
            faults.push((
                None,
                format!("the journal does not end at row {seq} as it should"),
            ));
        }
        if self.serial != row.serial {
            let (is, says) = (row.serial, self.serial);
            faults.push((None, format!("the serial is {is}; the journal says {says}")));
        }
        if self.fence > row.fence {
            let (is, says) = (row.fence, self.fence);
            faults.push((
                None,
                format!("the newest lock was {is}; the journal says {says}"),
            ));
        }
        self.compare_open(tables, &row.tenancy, &mut faults).await?;
        self.compare_record(tables, &row.tenancy, &mut faults)
            .await?;
        faults.truncate(FAULTS_MAX);
        let fault = |(seq, problem)| JournalFault {
            tenancy: Some(row.tenancy.clone()),
            seq,
            problem,
        };
        Ok(faults.into_iter().map(fault).collect())
    }

    async fn compare_open(
        &self,
        tables: &mut dyn Tables,
        tenancy: &str,
        faults: &mut Vec<(Option<i64>, String)>,
    ) -> Result<(), Fault> {
        let rows = tables.open_tokens(tenancy).await?;
        let mut listed: BTreeMap<String, i64> = rows.into_iter().collect();
        for (token, seq) in self.open() {
            if listed.remove(token) != Some(seq) {
                faults.push((
                    Some(seq),
                    format!("intent `{token}` is open but not listed so"),
                ));
            }
        }
        for (token, seq) in listed {
            faults.push((
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
        faults: &mut Vec<(Option<i64>, String)>,
    ) -> Result<(), Fault> {
        let mut missing = self.standing.clone();
        let mut rows = tables.resources(tenancy);
        while let Some(row) = rows.try_next().await? {
            missing.remove(&row.address);
            if !self.put(&row) {
                let address = row.address;
                let problem = format!("the record of `{address}` is not what was written");
                faults.push((Some(row.seq), problem));
            }
        }
        for (address, (seq, _)) in missing {
            faults.push((Some(seq), format!("the record of `{address}` is missing")));
        }
        Ok(())
    }
}

/// Whether the columns a resource is found by say what its body says.
fn body_fits(row: &ResourceRow) -> bool {
    serde_json::from_str(&row.body).is_ok_and(|found: RecordedResource| {
        found.address.to_string() == row.address
            && (found.kind.as_str(), &found.id) == (row.kind.as_str(), &row.id)
    })
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
