//! Sealed rows: what a state says of resources, readable by the holders of a key alone.
//!
//! A state is sealed as a whole, with one data key that is wrapped for its recipients. In place
//! of its body a row then keeps `sealed KEY MARK TEXT`: the key's name, what the journal's check
//! must know without the key ([`Mark`]), and the sealed body in base64. The seal binds the body
//! to every other column of its row; a journal row's also to the row before it, so that a chain
//! that somebody without the key rewrote does not open. The hashes of the journal
//! are over what is kept: everybody can check them.

mod key;

use std::borrow::Cow;
use std::sync::Arc;

use gabakura_model::Timestamp;
use gabakura_model::port::StoreError;
use serde::{Deserialize, Serialize};

use crate::error::{Error, corrupt};
use crate::journal::{Chain, JournalRow, OutcomeBody, RecordEffect, columns_hash};
use crate::tables::{ResourceRow, SealingRow, Tables};

pub(crate) use key::DataKey;
pub use key::{Identities, KeyError, Recipients};

/// What a sealed body begins with. No JSON does.
const SEALED: &str = "sealed ";

/// How a state is kept, as it was when it was opened here.
#[derive(Clone)]
pub(crate) enum Seal {
    /// Rows are plain.
    Plain,
    /// Sealed, and nobody here has the key; its name.
    Shut(Arc<str>),
    /// Sealed, and the key is here.
    Open(Arc<DataKey>),
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seal({})", self.key_id())
    }
}

/// Whether a state is sealed, and whether it can be read here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SealState {
    /// It is not sealed.
    #[default]
    Plain,
    /// It is, and no identity was named: bodies were not looked into.
    Shut,
    /// It is, and can be read here.
    Open,
}

/// One sealing of a state: who can open it since then, and where its chains ended before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealing {
    /// Counts the sealings from 1.
    pub generation: i64,
    /// The data key's name; empty where the state was opened for good.
    pub key_id: String,
    /// When.
    pub at: Timestamp,
    /// For whom, as age recipients.
    pub recipients: Vec<String>,
    /// The ends of the chains before they were rewritten.
    pub former: Vec<Chain>,
}

impl Sealing {
    pub(crate) fn of(row: &SealingRow) -> Result<Self, StoreError> {
        let generation = row.generation;
        let bad =
            |what: &str| StoreError::Corrupt(format!("sealing {generation} has unreadable {what}"));
        Ok(Self {
            generation,
            key_id: row.key_id.clone(),
            at: row.at.parse().map_err(|_| bad("time"))?,
            recipients: serde_json::from_str(&row.recipients).map_err(|_| bad("recipients"))?,
            former: serde_json::from_str(&row.former).map_err(|_| bad("chain ends"))?,
        })
    }
}

impl Seal {
    /// How a state is kept whose newest sealing is `row`.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when none of the identities opens it.
    pub fn of(
        row: Option<&SealingRow>,
        identities: Option<&Identities>,
    ) -> Result<Self, StoreError> {
        let Some(row) = row.filter(|row| !row.key_id.is_empty()) else {
            return Ok(Self::Plain);
        };
        Ok(match identities {
            Some(with) => Self::Open(DataKey::unwrap(&row.key_id, &row.wrapped, with)?.into()),
            None => Self::Shut(row.key_id.as_str().into()),
        })
    }

    /// The name of the key; empty without one.
    pub fn key_id(&self) -> &str {
        match self {
            Self::Plain => "",
            Self::Shut(id) => id,
            Self::Open(key) => &key.id,
        }
    }

    pub fn state(&self) -> SealState {
        match self {
            Self::Plain => SealState::Plain,
            Self::Shut(_) => SealState::Shut,
            Self::Open(_) => SealState::Open,
        }
    }

    /// Puts the body of a row that is complete but for its hash into the form it is kept in.
    pub fn close_journal(&self, row: &mut JournalRow, mark: &Mark) -> Result<(), Error> {
        let head = match self {
            Self::Plain => return Ok(()),
            _ => self.head(mark),
        };
        let body = std::mem::replace(&mut row.body, head);
        row.body = self.close(&row.body, &row.hash_of_content(), &body)?;
        Ok(())
    }

    /// The body of a journal row.
    pub fn journal_body<'r>(&self, row: &'r JournalRow) -> Result<Cow<'r, str>, Error> {
        let what = || format!("journal row {} of `{}`", row.seq, row.tenancy);
        self.open(&row.body, what, |head| {
            let body = head.to_owned();
            JournalRow {
                body,
                ..row.clone()
            }
            .hash_of_content()
        })
    }

    /// Puts a resource's row into the form it is kept in. What the cloud calls it is in the body.
    pub fn close_resource(&self, row: &mut ResourceRow) -> Result<(), Error> {
        if matches!(self, Self::Plain) {
            return Ok(());
        }
        let head = self.head(&Mark::Nothing);
        row.body = self.close(&head, &resource_place(row, &head), &row.body)?;
        row.id.clear();
        Ok(())
    }

    /// The body of a resource's row.
    pub fn resource_body<'r>(&self, row: &'r ResourceRow) -> Result<Cow<'r, str>, Error> {
        let what = || format!("the record of `{}`", row.address);
        self.open(&row.body, what, |head| resource_place(row, head))
    }

    /// What a row of an outcome says of the record; known without the key.
    pub fn mark(&self, row: &JournalRow) -> Result<Mark, String> {
        if let Self::Plain = self {
            let body: OutcomeBody =
                serde_json::from_str(&row.body).map_err(|error| format!("its body: {error}"))?;
            return Ok(Mark::of(body.record, body.record_digest));
        }
        let (head, _) = split(&row.body).ok_or("it is not sealed")?;
        let mark = head
            .strip_prefix(SEALED)
            .and_then(|head| head.split_once(' '));
        mark.filter(|(key, _)| *key == self.key_id())
            .and_then(|(_, mark)| Mark::parse(mark))
            .ok_or_else(|| "it is not sealed as this state is".to_owned())
    }

    fn head(&self, mark: &Mark) -> String {
        format!("{SEALED}{} {mark}", self.key_id())
    }

    fn close(&self, head: &str, place: &str, body: &str) -> Result<String, Error> {
        match self {
            Self::Open(key) => Ok(format!("{head} {}", key.seal(body, place)?)),
            _ => Err(StoreError::KeyMissing.into()),
        }
    }

    fn open<'b>(
        &self,
        body: &'b str,
        what: impl Fn() -> String,
        place: impl Fn(&str) -> String,
    ) -> Result<Cow<'b, str>, Error> {
        let (head, sealed) = match (self, split(body)) {
            (Self::Plain, None) => return Ok(body.into()),
            (Self::Plain, Some(_)) => return Err(StoreError::Resealed.into()),
            (_, None) => return Err(corrupt(format!("{} is not sealed", what()))),
            (_, Some(parts)) => parts,
        };
        if head.split(' ').nth(1) != Some(self.key_id()) {
            return Err(StoreError::Resealed.into());
        }
        match self {
            Self::Open(key) => key
                .open(sealed, &place(head))
                .map(Cow::Owned)
                .ok_or_else(|| {
                    corrupt(format!(
                        "{} does not open: it is not what was sealed there",
                        what()
                    ))
                }),
            _ => Err(StoreError::KeyMissing.into()),
        }
    }
}

/// Reads how a state is kept.
pub(crate) async fn found(
    tables: &mut dyn Tables,
    identities: Option<&Identities>,
) -> Result<Seal, Error> {
    let newest = tables.sealings().await?;
    Ok(Seal::of(newest.last(), identities)?)
}

/// Head and sealed text of a sealed body.
fn split(body: &str) -> Option<(&str, &str)> {
    body.starts_with(SEALED).then(|| body.rsplit_once(' '))?
}

/// Where a resource's body belongs: all columns beside it.
fn resource_place(row: &ResourceRow, head: &str) -> String {
    let seq = row.seq.to_string();
    columns_hash([&row.tenancy, &row.address, &row.kind, &seq, head].map(Some))
}

/// What a row says of the record beside its body: enough to replay the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Nothing changed.
    Nothing,
    /// The resource was put; SHA-256 (hex) of its body as kept.
    Put(String),
    /// The resource was removed.
    Removed,
}

impl Mark {
    pub fn of(record: RecordEffect, kept_digest: Option<String>) -> Self {
        match record {
            RecordEffect::Nothing => Self::Nothing,
            RecordEffect::Removed => Self::Removed,
            RecordEffect::Put => Self::Put(kept_digest.unwrap_or_default()),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match (text, text.strip_prefix("put:")) {
            ("-", _) => Some(Self::Nothing),
            ("removed", _) => Some(Self::Removed),
            (_, Some(digest)) => Some(Self::Put(digest.to_owned())),
            _ => None,
        }
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("-"),
            Self::Removed => f.write_str("removed"),
            Self::Put(digest) => write!(f, "put:{digest}"),
        }
    }
}
