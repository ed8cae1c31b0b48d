//! What the cloud says now, with its gaps and its age.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::resource::{Kind, TAG_ADDRESS, TAG_INTENT, TAG_TENANCY, Tags};
use crate::tenancy::{Place, TenancyId};
use crate::{Timestamp, Value};

/// One resource as its cloud describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservedResource {
    /// Its kind.
    pub kind: Kind,
    /// Its identity.
    pub id: String,
    /// Its settings, canonical, in the shape of the kind's spec.
    pub spec: Value,
    /// Its tags; empty for kinds without tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: Tags,
    /// What references may ask for besides the id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, String>,
    /// Whether it bears the platform's marks (organisation, Control Tower, the cloud's own).
    #[serde(default)]
    pub platform: bool,
}

impl ObservedResource {
    /// An output by name; `id` is the identity.
    pub fn output(&self, field: &str) -> Option<&str> {
        if field == "id" {
            Some(&self.id)
        } else {
            self.outputs.get(field).map(String::as_str)
        }
    }

    /// The tenancy its ownership tag names.
    pub fn tenancy_tag(&self) -> Option<&str> {
        self.tags.get(TAG_TENANCY).map(String::as_str)
    }

    /// The address its ownership tag names.
    pub fn address_tag(&self) -> Option<&str> {
        self.tags.get(TAG_ADDRESS).map(String::as_str)
    }

    /// The token of the intent that created it.
    pub fn intent_tag(&self) -> Option<&str> {
        self.tags.get(TAG_INTENT).map(String::as_str)
    }
}

/// Who answers for a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// This tenancy: recorded by us, or tagged as ours.
    Ours,
    /// The organisation above us; a fact to respect.
    Platform,
    /// Somebody else.
    Foreign,
}

/// All of one kind in one place, or the reason we do not know.
#[derive(Clone, Debug, PartialEq)]
pub enum Listing {
    /// Every page was read.
    Complete(Vec<Arc<ObservedResource>>),
    /// Something was not read; nothing may be concluded from absence.
    Gap(GapReason),
}

/// Why a listing is not complete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GapReason {
    /// The cloud's error code, or ours (`unsupported`, `timeout`).
    pub code: String,
    /// The cloud's words.
    pub message: String,
    /// The setting without which nothing of the kind can be; it does not stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<Switch>,
}

/// A setting that must stand before anything of some kinds can: a service of the cloud's that is
/// switched on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Switch {
    /// Its kind.
    pub kind: Kind,
    /// Its identity.
    pub id: String,
}

/// What was not seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// The kind that could not be listed.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    /// Why.
    #[serde(flatten)]
    pub reason: GapReason,
}

/// What an observation covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// True when every kind asked for was read to its last page.
    pub complete: bool,
    /// Kinds read completely.
    pub covered: BTreeSet<Kind>,
    /// What was not seen, and why.
    pub gaps: Vec<Gap>,
    /// When the observation began.
    pub observed_at: Timestamp,
}

/// What the cloud says about one tenancy's place, kind by kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// The tenancy asked about.
    pub tenancy: TenancyId,
    /// Where it was looked for.
    pub place: Place,
    /// A listing per kind asked for; shared between the tenancies of one place.
    pub listings: BTreeMap<Kind, Arc<Listing>>,
    /// When the observation began.
    pub observed_at: Timestamp,
}

impl Observed {
    /// Everything of a kind, or `None` when it is not known.
    pub fn all(&self, kind: &Kind) -> Option<&[Arc<ObservedResource>]> {
        match self.listings.get(kind).map(Arc::as_ref) {
            Some(Listing::Complete(found)) => Some(found),
            Some(Listing::Gap(_)) | None => None,
        }
    }

    /// One resource by identity; `None` also when the kind was not seen.
    pub fn get(&self, kind: &Kind, id: &str) -> Option<&Arc<ObservedResource>> {
        self.all(kind)?.iter().find(|found| found.id == id)
    }

    /// Why a kind is not known, when it is not.
    pub fn gap(&self, kind: &Kind) -> Option<GapReason> {
        match self.listings.get(kind).map(Arc::as_ref) {
            Some(Listing::Complete(_)) => None,
            Some(Listing::Gap(reason)) => Some(reason.clone()),
            None => Some(GapReason {
                code: "not-observed".to_owned(),
                message: "this kind was not asked for".to_owned(),
                switch: None,
            }),
        }
    }

    /// What was covered and what was not.
    pub fn coverage(&self) -> Coverage {
        let gaps: Vec<Gap> = self
            .listings
            .keys()
            .filter_map(|kind| {
                let reason = self.gap(kind)?;
                Some(Gap {
                    kind: kind.clone(),
                    place: self.place.clone(),
                    reason,
                })
            })
            .collect();
        let covered = self.listings.keys().filter(|kind| self.all(kind).is_some());
        Coverage {
            complete: gaps.is_empty(),
            covered: covered.cloned().collect(),
            gaps,
            observed_at: self.observed_at,
        }
    }
}
