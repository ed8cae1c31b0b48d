//! What the clouds report, with its gaps and its age.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::resource::{Kind, TAG_ADDRESS, TAG_INTENT, TAG_TENANCY, Tags};
use crate::tenancy::{Place, TenancyId};
use crate::time::Timestamp;
use crate::value::Value;

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
    /// What references can name besides the id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, String>,
    /// Whether it belongs to the platform (organisation, Control Tower, the cloud itself).
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

/// Who owns a resource.
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

/// All resources of a kind in an account and region, or why they are not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Listing {
    /// Every page was read.
    Complete(Vec<Arc<ObservedResource>>),
    /// A page was not read; nothing may be concluded from absence.
    Gap(GapReason),
}

/// Why a listing is not complete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GapReason {
    /// The cloud's error code, or ours (`unsupported`, `timeout`).
    pub code: String,
    /// The cloud's message.
    pub message: String,
    /// The service that is switched off, where that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<Switch>,
}

/// A setting that switches a service of the cloud on. While it is off, no resource of the service
/// can exist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Switch {
    /// Its kind.
    pub kind: Kind,
    /// Its identity.
    pub id: String,
}

/// A kind that was not observed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// The kind that could not be listed.
    pub kind: Kind,
    /// Account and region.
    pub place: Place,
    /// The reason.
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
    /// Kinds that were not, and why.
    pub gaps: Vec<Gap>,
    /// When the observation began.
    pub observed_at: Timestamp,
}

/// What the cloud reports about one tenancy's account and region, kind by kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// The tenancy asked about.
    pub tenancy: TenancyId,
    /// Its account and region.
    pub place: Place,
    /// A listing per kind asked for; tenancies of one account and region share it.
    pub listings: BTreeMap<Kind, Arc<Listing>>,
    /// When the observation began.
    pub observed_at: Timestamp,
}

impl Observed {
    /// Every resource of a kind, or `None` when they are not known.
    pub fn all(&self, kind: &Kind) -> Option<&[Arc<ObservedResource>]> {
        match self.listings.get(kind).map(Arc::as_ref) {
            Some(Listing::Complete(found)) => Some(found),
            Some(Listing::Gap(_)) | None => None,
        }
    }

    /// A resource by identity; `None` also when its kind is not known.
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
