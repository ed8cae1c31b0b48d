//! The decision: what changes, why, and in which order the moves are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::observed::Coverage;
use crate::resource::{Address, Kind, Tags};
use crate::tenancy::{Place, TenancyId};
use crate::{Timestamp, Value};

/// What happens to one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is as declared.
    NoOp,
    /// It is made.
    Create,
    /// It is changed in place.
    Update,
    /// It is deleted, then made anew.
    Replace,
    /// It is deleted.
    Delete,
    /// It exists and bears our tags; it is taken into the record without a call.
    Adopt,
    /// It is gone from the cloud and no longer declared; only the record is cleared.
    Forget,
}

impl Action {
    /// The Terraform words for this action.
    pub fn terraform_words(self) -> &'static [&'static str] {
        match self {
            Self::NoOp => &["no-op"],
            Self::Create => &["create"],
            Self::Update => &["update"],
            Self::Replace => &["delete", "create"],
            Self::Delete => &["delete"],
            Self::Adopt => &["read"],
            Self::Forget => &["forget"],
        }
    }
}

/// Why an action was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// Declared, never made.
    NotYetMade,
    /// Recorded, but the cloud no longer has it.
    Missing,
    /// Differs from what is declared.
    Differs,
    /// A field differs that only a replacement can change.
    ImmutableField {
        /// The field.
        field: String,
    },
    /// What it lives in is replaced.
    DependencyReplaced {
        /// The field that refers to it.
        field: String,
    },
    /// Recorded, no longer declared.
    NoLongerDeclared,
    /// Not declared, and stands inside a container that is exclusively ours.
    Unmanaged,
    /// The user asked for everything to be taken down.
    Destroy,
    /// It was not on record before the run that is undone.
    Undone,
    /// Declared, not recorded, and there under the declared identity.
    FoundByIdentity,
    /// Our ownership tag was found on a resource the record does not know.
    FoundByOwnerTag,
    /// The cloud is already as declared; only the record has to catch up.
    RecordBehind,
    /// Already as declared.
    InSync,
}

/// One field that differs. Paths are dotted, list positions in brackets: `ingress[0].port`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which field.
    pub path: String,
    /// What it is now; `None` when absent.
    pub before: Option<Value>,
    /// What it becomes; `None` when it goes. May hold references not known yet.
    pub after: Option<Value>,
}

/// The decision about one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which resource.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// Its identity, when it has one already.
    pub id: Option<String>,
    /// What happens.
    pub action: Action,
    /// Why.
    #[serde(flatten)]
    pub reason: Reason,
    /// Its spec now, as observed.
    pub before: Option<Value>,
    /// Its spec afterwards; references to what is not made yet are still open. `None` when it
    /// goes, and for [`Action::NoOp`], where nothing changes.
    pub after: Option<Value>,
    /// The declared spec, every reference open, as it will be recorded; `None` when it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Value>,
    /// Its outputs now, as observed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, String>,
    /// Its tags now.
    #[serde(default)]
    pub tags_before: Tags,
    /// Its tags afterwards.
    #[serde(default)]
    pub tags_after: Tags,
    /// What differs, field by field (updates and replacements).
    #[serde(default)]
    pub fields: Vec<FieldChange>,
    /// What must stand before it; kept in the record.
    #[serde(default)]
    pub depends_on: Vec<Address>,
    /// Whether whatever else stands inside it is drift.
    #[serde(default)]
    pub exclusive: bool,
}

/// The kind of move a step makes: at most one mutating request to the cloud's side of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepAction {
    /// Make it.
    Create,
    /// Change it in place.
    Update,
    /// Delete it.
    Delete,
    /// Take it into the record; no call.
    Adopt,
    /// Clear it from the record; no call.
    Forget,
}

impl fmt::Display for StepAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Adopt => "adopt",
            Self::Forget => "forget",
        })
    }
}

/// One move, and the moves that must be over before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Position of the change it carries out, in [`TenancyPlan::changes`].
    pub change: usize,
    /// What it does.
    #[serde(rename = "make")]
    pub action: StepAction,
    /// Positions of the steps that come first, ascending.
    pub after: Vec<usize>,
}

/// Something the plan would do but must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// Which resource.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// What was held back.
    pub action: Action,
    /// Why.
    #[serde(flatten)]
    pub because: WithheldReason,
}

/// Why a move is withheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum WithheldReason {
    /// Its kind could not be observed: nothing may be concluded.
    NotObserved {
        /// The gap's code.
        code: String,
        /// The gap's words.
        message: String,
    },
    /// Deleting it cannot be undone; an explicit override is needed.
    Protected,
    /// The identity it needs is taken by something that is not ours.
    TakenByOther {
        /// The identity.
        id: String,
    },
    /// Something it waits for is withheld.
    WaitsFor {
        /// That address; under a name of its own, as it stands beside the address held back.
        #[serde(rename = "waits_for")]
        address: Address,
    },
    /// Several things bear its ownership tag; which is the right one is not ours to guess.
    Ambiguous {
        /// Their identities.
        ids: Vec<String>,
    },
    /// Things stand in it that only whoever made them can take away.
    Occupied {
        /// Their identities.
        ids: Vec<String>,
    },
    /// An earlier move on it is still in doubt.
    InDoubt {
        /// The open intent.
        intent: String,
    },
}

/// The plan of one tenancy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TenancyPlan {
    /// Whose.
    pub tenancy: TenancyId,
    /// Where.
    pub place: Place,
    /// The serial of the record it was made from.
    pub recorded_serial: u64,
    /// A decision for every resource, in order of address; `NoOp` included.
    pub changes: Vec<Change>,
    /// The moves, each after those it waits for.
    pub steps: Vec<Step>,
    /// What was held back, and why.
    pub withheld: Vec<Withheld>,
    /// What was seen.
    pub coverage: Coverage,
}

impl TenancyPlan {
    /// Whether there is nothing to do and nothing held back.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.withheld.is_empty()
    }

    /// Whether something about it is unknown: what was not seen, what an earlier run left in
    /// doubt, what cannot be told apart.
    pub fn is_uncertain(&self) -> bool {
        let in_doubt = |withheld: &Withheld| {
            matches!(
                withheld.because,
                WithheldReason::InDoubt { .. } | WithheldReason::Ambiguous { .. }
            )
        };
        !self.coverage.complete || self.withheld.iter().any(in_doubt)
    }

    /// Whether somebody else has a name or an identity that it needs.
    pub fn is_contested(&self) -> bool {
        let taken = |it: &Withheld| matches!(it.because, WithheldReason::TakenByOther { .. });
        self.withheld.iter().any(taken)
    }

    /// The change a step carries out.
    pub fn change_of(&self, step: &Step) -> &Change {
        &self.changes[step.change]
    }
}

/// The plans of a run, one per tenancy, and what they were made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of this format.
    pub format_version: String,
    /// Which release of gabakura made it.
    pub made_by: String,
    /// The selector it was made for.
    pub selector: String,
    /// What the user asked for.
    pub intent: PlanIntent,
    /// Protected resources the user named for deletion.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub overrides: BTreeSet<Address>,
    /// The run that is undone, for [`PlanIntent::Undo`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
    /// When it was made; not part of the digest.
    pub made_at: Timestamp,
    /// Digests of what it was made from; apply says which of them moved.
    pub inputs: PlanInputs,
    /// One plan per tenancy, in order of key.
    pub tenancies: Vec<TenancyPlan>,
    /// What the policies say of the planned resources; failures and unknowns only.
    pub findings: Vec<Finding>,
    /// What going back does not bring back, for [`PlanIntent::Undo`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beyond_undo: Vec<NotUndone>,
    /// SHA-256 (hex) over the canonical form of everything above but the time.
    pub digest: String,
}

/// A resource that undoing does not bring back as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUndone {
    /// Which one.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// What becomes of it.
    pub beyond: NotUndoneReason,
}

/// Why undoing does not bring something back as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotUndoneReason {
    /// A new one is made; what the old one held stays lost.
    #[serde(rename = "made-anew")]
    Recreated,
    /// It was made since, and is kept: deleting it cannot be undone.
    Kept,
    /// It was made since, and goes with what it holds.
    Gone,
}

/// SHA-256 (hex) of each thing a plan was made from, one by one: a plan that no longer fits can
/// say which file, whose record and whose cloud moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanInputs {
    /// The environment files, by path.
    pub environments: BTreeMap<String, String>,
    /// The templates, by path.
    pub templates: BTreeMap<String, String>,
    /// The policies, by path.
    pub policies: BTreeMap<String, String>,
    /// What each planned tenancy declares; for [`PlanIntent::Undo`], what it goes back to.
    pub desired: BTreeMap<TenancyId, String>,
    /// The record of each planned tenancy.
    pub recorded: BTreeMap<TenancyId, String>,
    /// What was observed of each planned tenancy, its age excepted.
    pub observed: BTreeMap<TenancyId, String>,
}

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanIntent {
    /// Reach what is declared.
    Apply,
    /// Put back what was recorded, nothing else.
    Fix,
    /// Take everything down.
    Destroy,
    /// Go back to what was recorded before a run.
    Undo,
    /// Take on record what stands there already; changes nothing.
    Adopt,
}
