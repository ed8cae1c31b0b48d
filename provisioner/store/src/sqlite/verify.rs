//! Whether the file still says what was written.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use gabakura_model::port::StoreError;
use gabakura_model::recorded::RecordedResource;
use sqlx::{SqliteConnection, SqlitePool, query_as, query_scalar};

use super::error::failed;
use crate::intent::IntentState;
use crate::journal::{
    Chain, JournalCheck, JournalEvent, JournalFault, JournalRow, OutcomeBody, Wrote, digest,
};

/// Faults told of one tenancy: one wrong row makes many, and the first ones say where to look.
const FAULTS_MAX: usize = 20;

/// Tenancy, serial, and where its journal should end: position and hash.
type TenancyRow = (String, i64, i64, String);

/// Checks everything against everything, in one transaction: a view of one moment.
pub(super) async fn verify(pool: &SqlitePool) -> Result<JournalCheck, StoreError> {
    let mut tx = pool.begin().await.map_err(failed("read"))?;
    let mut check = JournalCheck::default();
    let tenancies: Vec<TenancyRow> =
        query_as("SELECT tenancy, serial, journal_seq, journal_hash FROM tenancy ORDER BY tenancy")
            .fetch_all(&mut *tx)
            .await
            .map_err(failed("read"))?;
    for tenancy in &tenancies {
        let replay = Replay::of(&mut tx, &tenancy.0).await?;
        check.entries += replay.entries;
        check.open_intents += replay.open().count() as u64;
        check
            .faults
            .extend(replay.faults_against(&mut tx, tenancy).await?);
        check.chains.push(Chain {
            tenancy: tenancy.0.clone(),
            seq: replay.seq,
            hash: replay.hash,
        });
    }
    check
        .faults
        .extend(whole_file(&mut tx, check.entries).await?);
    Ok(check)
}

/// What a journal, read from its beginning, says should be there.
#[derive(Default)]
struct Replay {
    entries: u64,
    seq: i64,
    hash: String,
    serial: i64,
    /// Each intent's begin row and state, by token.
    intents: BTreeMap<String, (i64, IntentState)>,
    /// The row that put each resource on record and the digest it noted, by address.
    standing: BTreeMap<String, (i64, String)>,
    faults: Vec<(Option<i64>, String)>,
}

impl Replay {
    async fn of(connection: &mut SqliteConnection, tenancy: &str) -> Result<Self, StoreError> {
        let mut replay = Self::default();
        let mut rows = query_as("SELECT * FROM journal WHERE tenancy = $1 ORDER BY seq")
            .bind(tenancy)
            .fetch(connection);
        while let Some(row) = rows.try_next().await.map_err(failed("read"))? {
            replay.link(&row);
            if let Err(problem) = replay.follow(&row) {
                replay.faults.push((Some(row.seq), problem));
            }
            replay.entries += 1;
            replay.seq = row.seq;
            replay.hash = row.hash;
        }
        Ok(replay)
    }

    /// Checks that a row is what was hashed and hangs on the row before.
    fn link(&mut self, row: &JournalRow) {
        let mut fault = |problem: &str| self.faults.push((Some(row.seq), problem.to_owned()));
        if row.seq != self.seq + 1 {
            fault("rows before it are missing");
        }
        if row.prev_hash != self.hash {
            fault("it does not follow from the row before");
        }
        if row.hash != row.hash_of_content() {
            fault("its content is not what was written");
        }
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

    fn open(&self) -> impl Iterator<Item = (&String, i64)> {
        self.intents
            .iter()
            .filter(|(_, (_, state))| state.is_open())
            .map(|(t, (seq, _))| (t, *seq))
    }

    /// Compares what should be there with what is.
    async fn faults_against(
        &self,
        connection: &mut SqliteConnection,
        (tenancy, serial, seq, hash): &TenancyRow,
    ) -> Result<Vec<JournalFault>, StoreError> {
        let mut faults = self.faults.clone();
        if (self.seq, &self.hash) != (*seq, hash) {
            faults.push((
                None,
                format!("the journal does not end at row {seq} as it should"),
            ));
        }
        if self.serial != *serial {
            let says = self.serial;
            faults.push((
                None,
                format!("the serial is {serial}; the journal says {says}"),
            ));
        }
        self.compare_open(connection, tenancy, &mut faults).await?;
        self.compare_record(connection, tenancy, &mut faults)
            .await?;
        faults.truncate(FAULTS_MAX);
        let fault = |(seq, problem)| JournalFault {
            tenancy: Some(tenancy.clone()),
            seq,
            problem,
        };
        Ok(faults.into_iter().map(fault).collect())
    }

    async fn compare_open(
        &self,
        connection: &mut SqliteConnection,
        tenancy: &str,
        faults: &mut Vec<(Option<i64>, String)>,
    ) -> Result<(), StoreError> {
        let rows: Vec<(String, i64)> =
            query_as("SELECT token, seq FROM open_intent WHERE tenancy = $1")
                .bind(tenancy)
                .fetch_all(connection)
                .await
                .map_err(failed("read"))?;
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
        connection: &mut SqliteConnection,
        tenancy: &str,
        faults: &mut Vec<(Option<i64>, String)>,
    ) -> Result<(), StoreError> {
        let mut missing = self.standing.clone();
        let mut rows =
            query_as("SELECT address, seq, body, kind, id FROM resource WHERE tenancy = $1")
                .bind(tenancy)
                .fetch(connection);
        while let Some(row) = rows.try_next().await.map_err(failed("read"))? {
            let (address, seq, body, kind, id): (String, i64, String, String, String) = row;
            let as_written = missing.remove(&address) == Some((seq, digest(&body)));
            let as_found = serde_json::from_str(&body).is_ok_and(|found: RecordedResource| {
                (found.kind.as_str(), found.id) == (&kind, id)
            });
            if !(as_written && as_found) {
                let problem = format!("the record of `{address}` is not what was written");
                faults.push((Some(seq), problem));
            }
        }
        for (address, (seq, _)) in missing {
            faults.push((Some(seq), format!("the record of `{address}` is missing")));
        }
        Ok(())
    }
}

/// Rows outside every chain, and damage that SQLite sees.
async fn whole_file(
    connection: &mut SqliteConnection,
    walked: u64,
) -> Result<Vec<JournalFault>, StoreError> {
    let fault = |problem| JournalFault {
        tenancy: None,
        seq: None,
        problem,
    };
    let rows: i64 = query_scalar("SELECT COUNT(*) FROM journal")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed("read"))?;
    let stray = rows.unsigned_abs() - walked.min(rows.unsigned_abs());
    let words: Vec<String> = query_scalar("PRAGMA quick_check(10)")
        .fetch_all(connection)
        .await
        .map_err(failed("read"))?;
    let damage = words.into_iter().filter(|word| word != "ok").map(fault);
    let strays = (stray > 0).then(|| fault(format!("{stray} journal rows belong to no tenancy")));
    Ok(damage.chain(strays).collect())
}
