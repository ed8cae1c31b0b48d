//! Incoming a state in: each row is checked before it is written, each tenancy after.

use gabakura_model::port::StoreError;
use gabakura_model::tenancy::TenancyId;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt};

use super::lines::{
    End, FORMAT_NAME, FORMAT_VERSION, FORMAT_VERSION_PLAIN, Header, Line, LinesIn, Transferred,
};
use crate::error::{Error, io_failed, not_ours};
use crate::journal::JournalRow;
use crate::replay::Replay;
use crate::seal::{Identities, Seal, Sealing};
use crate::tables::{ResourceRow, SealingRow, Tables, TenancyRow};

/// The longest line, in bytes: a resource is far smaller, and a file without line ends must not
/// fill the memory.
const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Takes everything in. The caller's transaction makes it all or nothing. With identities, what
/// is sealed is opened to see that it opens.
pub(crate) async fn import(
    tables: &mut dyn Tables,
    identities: Option<&Identities>,
    name: &str,
    from: LinesIn<'_>,
) -> Result<Transferred, Error> {
    let mut lines = Lines {
        from,
        name,
        number: 0,
        hasher: Sha256::new(),
    };
    let sealings = lines.header().await?;
    let seal = Seal::of(sealings.last(), identities).map_err(|error| match error {
        StoreError::Corrupt(problem) => lines.refuse(&problem),
        other => other.into(),
    })?;
    seal_as(tables, &sealings, &seal).await?;
    let mut sum = Transferred::default();
    let mut current: Option<Incoming> = None;
    loop {
        let before = format!("{:x}", lines.hasher.clone().finalize());
        let line: Line = lines
            .next()
            .await?
            .ok_or_else(|| lines.refuse("it is cut off: the line that ends it is missing"))?;
        let problem = match (line, &mut current) {
            (Line::Tenancy(row), _) => {
                let last = current.take();
                let follows = last
                    .as_ref()
                    .is_none_or(|last| last.row.tenancy < row.tenancy);
                finish(tables, &lines, last).await?;
                if !follows {
                    return Err(lines.refuse("tenancies are not in order"));
                }
                sum.tenancies += 1;
                current = Some(Incoming::start(tables, &lines, &seal, row).await?);
                continue;
            }
            (Line::Journal(row), Some(current)) => {
                sum.entries += 1;
                current.journal(tables, row).await?
            }
            (Line::Resource(row), Some(current)) => {
                sum.resources += 1;
                current.resource(tables, row).await?
            }
            (Line::Journal(_) | Line::Resource(_), None) => {
                Some("it belongs to no tenancy".to_owned())
            }
            (Line::End(end), _) => {
                finish(tables, &lines, current.take()).await?;
                check_end(&lines, &end, &sum, &before)?;
                if lines.next::<Line>().await?.is_some() {
                    return Err(lines.refuse("something follows its last line"));
                }
                return Ok(sum);
            }
        };
        if let Some(problem) = problem {
            return Err(lines.refuse(&problem));
        }
    }
}

/// Sees to it that this state is kept as what comes in: an unused one becomes so.
async fn seal_as(
    tables: &mut dyn Tables,
    sealings: &[SealingRow],
    seal: &Seal,
) -> Result<(), Error> {
    tables.hold_all().await?;
    let here = tables.sealings().await?;
    let unused = here.is_empty() && tables.journal_count().await? == 0;
    if unused {
        for row in sealings {
            tables.add_sealing(row).await?;
        }
        return tables.seal_tenancies(seal.key_id()).await;
    }
    match here.last().map_or("", |row| &row.key_id) == seal.key_id() {
        true => Ok(()),
        false => Err(StoreError::SealedOtherwise.into()),
    }
}

/// Checks a tenancy that is in, as a whole.
async fn finish(
    tables: &mut dyn Tables,
    lines: &Lines<'_>,
    taken: Option<Incoming>,
) -> Result<(), Error> {
    let Some(Incoming { row, replay }) = taken else {
        return Ok(());
    };
    for (token, seq) in replay.open() {
        tables.add_open(token, &row.tenancy, seq).await?;
    }
    match replay.errors_against(tables, &row).await?.first() {
        None => Ok(()),
        Some(error) => {
            let row_number = error.seq.map(|seq| format!(" #{seq}")).unwrap_or_default();
            let tenancy = &row.tenancy;
            Err(lines.refuse(&format!("`{tenancy}`{row_number}: {}", error.problem)))
        }
    }
}

fn check_end(lines: &Lines<'_>, end: &End, sum: &Transferred, sha256: &str) -> Result<(), Error> {
    let counted = (sum.tenancies, sum.entries, sum.resources);
    if (end.tenancies, end.entries, end.resources) != counted {
        return Err(lines.refuse("lines are missing or were added: the counts do not match"));
    }
    if end.sha256 != sha256 {
        return Err(lines.refuse("its content is not what was exported: the SHA-256 differs"));
    }
    Ok(())
}

/// A tenancy on its way in.
struct Incoming {
    row: TenancyRow,
    replay: Replay,
}

impl Incoming {
    /// Makes room for a tenancy that is not in use here. One that was only ever locked keeps its
    /// fencing number if that is higher: old leases must stay refused.
    async fn start(
        tables: &mut dyn Tables,
        lines: &Lines<'_>,
        seal: &Seal,
        row: TenancyRow,
    ) -> Result<Self, Error> {
        let tenancy: TenancyId = row
            .tenancy
            .parse()
            .map_err(|error| lines.refuse(&format!("{error}")))?;
        tables.add_tenancy(&row.tenancy).await?;
        let held = tables.hold_tenancy(&row.tenancy).await?;
        let fence = held.as_ref().map_or(0, |held| held.fence);
        let used = held.is_some_and(|held| (held.serial, held.journal_seq) != (0, 0));
        if used || tables.lock(&row.tenancy).await?.is_some() {
            return Err(StoreError::Occupied { tenancy }.into());
        }
        let kept = TenancyRow {
            fence: row.fence.max(fence),
            ..row.clone()
        };
        tables.save_tenancy(&kept).await?;
        Ok(Self {
            row,
            replay: Replay::new(seal.clone()),
        })
    }

    /// Takes in a row of the journal, or says what is wrong with it.
    async fn journal(
        &mut self,
        tables: &mut dyn Tables,
        row: JournalRow,
    ) -> Result<Option<String>, Error> {
        let at = format!("journal row {} of `{}`", row.seq, row.tenancy);
        if row.tenancy != self.row.tenancy {
            return Ok(Some(format!("{at} stands among those of another")));
        }
        self.replay.read(&row);
        if let Some(problem) = self.replay.first_error() {
            return Ok(Some(format!("{at}: {problem}")));
        }
        // What is sealed and not opened here is not JSON.
        let body = match self.replay.is_shut() {
            true => "null".to_owned(),
            false => match self.replay.body(&row) {
                Ok(body) => body,
                Err(_) => return Ok(Some(format!("{at}: it is not sealed as it should be"))),
            },
        };
        if let Err(error) = (JournalRow {
            body,
            ..row.clone()
        })
        .entry()
        {
            return Ok(Some(error.to_string()));
        }
        tables.add_journal(&row).await?;
        Ok(None)
    }

    /// Takes in a resource, or says what is wrong with it.
    async fn resource(
        &mut self,
        tables: &mut dyn Tables,
        row: ResourceRow,
    ) -> Result<Option<String>, Error> {
        if row.tenancy != self.row.tenancy || !self.replay.put(&row) {
            let address = row.address;
            return Ok(Some(format!(
                "the record of `{address}` is not what was written"
            )));
        }
        tables.put_resource(&row).await?;
        Ok(None)
    }
}

/// The lines of a file, counted and hashed as they are read.
struct Lines<'a> {
    from: LinesIn<'a>,
    name: &'a str,
    number: u64,
    hasher: Sha256,
}

impl Lines<'_> {
    async fn header(&mut self) -> Result<Vec<SealingRow>, Error> {
        let header: Option<Header> = self.next().await?;
        match header {
            Some(header) if header.format == FORMAT_NAME => match header.format_version {
                version @ FORMAT_VERSION_PLAIN..=FORMAT_VERSION => {
                    if header.sealings.is_empty() != (version == FORMAT_VERSION_PLAIN) {
                        return Err(self.refuse("its sealings do not go with its format"));
                    }
                    for (row, generation) in header.sealings.iter().zip(1..) {
                        if row.generation != generation {
                            return Err(self.refuse("its sealings are not in order"));
                        }
                        Sealing::of(row).map_err(|error| self.refuse(&error.to_string()))?;
                    }
                    Ok(header.sealings)
                }
                found if found > FORMAT_VERSION => Err(Error::Refused(StoreError::TooNew {
                    path: self.name.to_owned(),
                    found,
                    supported: FORMAT_VERSION,
                })),
                _ => Err(self.refuse("it names no format")),
            },
            _ => Err(self.refuse("it does not begin as an export of a state does")),
        }
    }

    async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Error> {
        let mut line = Vec::new();
        let read = (&mut *self.from)
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .await;
        read.map_err(io_failed("imported"))?;
        if line.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if line.last() != Some(&b'\n') {
            return Err(self.refuse("it is cut off"));
        }
        self.hasher.update(&line);
        let parsed = serde_json::from_slice(&line);
        parsed
            .map(Some)
            .map_err(|error| self.refuse(&format!("it is not readable: {error}")))
    }

    fn refuse(&self, problem: &str) -> Error {
        not_ours(self.name, format!("line {}: {problem}", self.number)).into()
    }
}
