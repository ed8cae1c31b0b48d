//! The journal's rows and the chain that ties them together.

use std::fmt;
use std::str::FromStr;

use gabakura_model::outcome::Outcome;
use gabakura_model::port::{ManualDecision, StoreError};
use gabakura_model::resource::Address;
use gabakura_model::tenancy::TenancyId;
use gabakura_model::{Timestamp, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a journal row records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JournalEvent {
    /// An operation is about to be made.
    Begin,
    /// Whether it was made is unknown; the intent stays open.
    Doubt,
    /// Its outcome, from the caller that began it.
    End,
    /// Its outcome, found out later.
    #[serde(rename = "settled")]
    Resolved,
    /// Somebody broke the tenancy's lock by hand.
    LockBroken,
}

impl JournalEvent {
    const ALL: [Self; 5] = [
        Self::Begin,
        Self::Doubt,
        Self::End,
        Self::Resolved,
        Self::LockBroken,
    ];

    /// The word used in the journal and in views.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Doubt => "doubt",
            Self::End => "end",
            Self::Resolved => "settled",
            Self::LockBroken => "lock-broken",
        }
    }
}

impl fmt::Display for JournalEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for JournalEvent {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|event| event.as_str() == text)
            .ok_or_else(|| StoreError::Corrupt(format!("`{text}` is not a journal event")))
    }
}

/// One row of a tenancy's journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Whose journal.
    pub tenancy: TenancyId,
    /// Position in it, from 1, without gaps.
    pub seq: i64,
    /// What happened.
    pub event: JournalEvent,
    /// The run; `None` for a broken lock.
    pub run: Option<String>,
    /// The intent's token; `None` for a broken lock.
    pub token: Option<String>,
    /// The resource; `None` for a broken lock.
    pub address: Option<Address>,
    /// Fencing number of the lock it was written under, or of the one broken.
    pub fence: i64,
    /// When, as far as the writer said: always for `begin` and `lock-broken`, and for outcomes
    /// that put something on record.
    pub at: Option<Timestamp>,
    /// The intent, the outcome, or the broken lock with the reason.
    pub body: Value,
    /// Hash of the row before; empty for the first.
    pub prev_hash: String,
    /// Hash of this row.
    pub hash: String,
}

/// The end of one tenancy's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Whose.
    pub tenancy: String,
    /// Position of the last row.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// Something in the file that the journal contradicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalError {
    /// Whose journal; `None` when the file as a whole is meant.
    pub tenancy: Option<String>,
    /// The row, where one is meant.
    pub seq: Option<i64>,
    /// What is wrong.
    pub problem: String,
}

/// What an outcome did to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RecordEffect {
    /// Nothing.
    Nothing,
    /// The resource was put.
    Put,
    /// The resource was removed.
    Removed,
}

/// The body of an outcome's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct OutcomeBody {
    #[serde(flatten)]
    pub outcome: Outcome,
    pub record: RecordEffect,
    /// SHA-256 (hex) of the resource as put on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_digest: Option<String>,
    /// Who decided it, where that was somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<ManualDecision>,
}

/// A row as it is kept: text, before anything is parsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JournalRow {
    pub tenancy: String,
    pub seq: i64,
    pub event: String,
    pub run: Option<String>,
    pub token: Option<String>,
    pub address: Option<String>,
    pub fence: i64,
    pub at: Option<String>,
    pub body: String,
    pub prev_hash: String,
    pub hash: String,
}

impl JournalRow {
    /// The row's hash: over each column in order of the schema, the hash of the row before
    /// included.
    pub fn hash_of_content(&self) -> String {
        let (seq, fence) = (self.seq.to_string(), self.fence.to_string());
        columns_hash([
            Some(self.tenancy.as_str()),
            Some(&seq),
            Some(&self.event),
            self.run.as_deref(),
            self.token.as_deref(),
            self.address.as_deref(),
            Some(&fence),
            self.at.as_deref(),
            Some(&self.body),
            Some(&self.prev_hash),
        ])
    }

    /// The row with everything in it parsed.
    pub fn entry(self) -> Result<JournalEntry, StoreError> {
        let (tenancy, seq) = (self.tenancy.clone(), self.seq);
        let bad = |what: &str| {
            StoreError::Corrupt(format!(
                "journal row {seq} of `{tenancy}` has an unreadable {what}"
            ))
        };
        Ok(JournalEntry {
            tenancy: self.tenancy.parse().map_err(|_| bad("tenancy"))?,
            seq: self.seq,
            event: self.event.parse()?,
            run: self.run,
            token: self.token,
            address: match self.address {
                Some(text) => Some(text.parse().map_err(|_| bad("address"))?),
                None => None,
            },
            fence: self.fence,
            at: match self.at {
                Some(text) => Some(text.parse().map_err(|_| bad("time"))?),
                None => None,
            },
            body: serde_json::from_str(&self.body).map_err(|_| bad("body"))?,
            prev_hash: self.prev_hash,
            hash: self.hash,
        })
    }
}

/// SHA-256 (hex) of columns. A column is its length in bytes, `:` and its text; an absent one is
/// `-`. Lengths keep text from moving between columns unnoticed.
pub(crate) fn columns_hash<'c>(columns: impl IntoIterator<Item = Option<&'c str>>) -> String {
    let mut hasher = Sha256::new();
    for column in columns {
        match column {
            Some(text) => {
                hasher.update(format!("{}:", text.len()));
                hasher.update(text);
            }
            None => hasher.update("-"),
        }
    }
    format!("{:x}", hasher.finalize())
}

/// SHA-256 (hex) of a text.
pub(crate) fn digest(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_move_between_columns() {
        let row = JournalRow {
            tenancy: "131016/acme/prod".to_owned(),
            seq: 1,
            event: "begin".to_owned(),
            run: Some("ab".to_owned()),
            token: Some("c".to_owned()),
            address: None,
            fence: 1,
            at: None,
            body: "{}".to_owned(),
            prev_hash: String::new(),
            hash: String::new(),
        };
        let moved = JournalRow {
            run: Some("a".to_owned()),
            token: Some("bc".to_owned()),
            ..row.clone()
        };
        let absent = JournalRow {
            run: None,
            token: Some("abc".to_owned()),
            ..row.clone()
        };
        assert_ne!(row.hash_of_content(), moved.hash_of_content());
        assert_ne!(row.hash_of_content(), absent.hash_of_content());
    }

    #[test]
    fn an_outcome_reads_back_as_written() {
        let body = OutcomeBody {
            outcome: Outcome::Refused {
                code: "Denied".to_owned(),
                message: "no".to_owned(),
            },
            record: RecordEffect::Nothing,
            record_digest: None,
            by_hand: None,
        };
        let text = serde_json::to_string(&body).unwrap();
        assert_eq!(
            text,
            r#"{"outcome":"refused","code":"Denied","message":"no","record":"nothing"}"#
        );
        assert_eq!(serde_json::from_str::<OutcomeBody>(&text).unwrap(), body);
    }
}
