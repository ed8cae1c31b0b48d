//! Whether the file still says what was written.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::journal::{Chain, JournalError};
use crate::replay::Replay;
use crate::seal::{Seal, SealState, Sealing};
use crate::tables::Tables;

/// What a walk along every chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalCheck {
    /// Rows walked.
    pub entries: u64,
    /// Intents without a known outcome.
    pub open_intents: u64,
    /// Where each chain ends; kept elsewhere, it shows a journal that was rewritten as a whole.
    pub chains: Vec<Chain>,
    /// Whether the state is sealed, and whether what is sealed was looked into.
    pub seal: SealState,
    /// Each time the state was sealed with another key, or unsealed, oldest first.
    pub sealings: Vec<Sealing>,
    /// What does not hold together.
    #[serde(rename = "faults")]
    pub errors: Vec<JournalError>,
}

impl JournalCheck {
    /// Whether everything holds together.
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Checks everything against everything. The caller's transaction is a view of one moment.
pub(crate) async fn verify(tables: &mut dyn Tables, seal: &Seal) -> Result<JournalCheck, Error> {
    let sealings = tables.sealings().await?;
    let mut check = JournalCheck {
        seal: seal.state(),
        sealings: sealings.iter().map(Sealing::of).collect::<Result<_, _>>()?,
        ..JournalCheck::default()
    };
    let mut tenancies = tables.tenancies().await?;
    tenancies.sort_by(|a, b| a.tenancy.cmp(&b.tenancy));
    for tenancy in &tenancies {
        let replay = Replay::of(tables, seal, &tenancy.tenancy).await?;
        check.entries += replay.entries;
        check.open_intents += replay.open().count() as u64;
        check
            .errors
            .extend(replay.errors_against(tables, tenancy).await?);
        check.chains.push(Chain {
            tenancy: tenancy.tenancy.clone(),
            seq: replay.seq,
            hash: replay.hash,
        });
    }
    let stray = tables.journal_count().await?.unsigned_abs();
    let stray = stray.saturating_sub(check.entries);
    let strays = (stray > 0).then(|| format!("{stray} journal rows belong to no tenancy"));
    let whole = |problem| JournalError {
        tenancy: None,
        seq: None,
        problem,
    };
    let damage = tables.damage().await?;
    check
        .errors
        .extend(damage.into_iter().chain(strays).map(whole));
    Ok(check)
}
