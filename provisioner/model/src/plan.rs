//! The decision: what changes, why, and in which order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::observed::Coverage;
use crate::resource::{Address, Kind, Tags};
use crate::tenancy::{Place, TenancyId};
use crate::time::Timestamp;
use crate::value::Value;

/// What happens to one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is as declared.
    NoOp,
    /// It is created.
    Create,
    /// It is changed in place.
    Update,
    /// It is deleted, then created again.
    Replace,
    /// It is deleted.
    Delete,
    /// It exists with our tags; it is recorded without a call.
    Adopt,
    /// It is gone from the cloud and no longer declared; it is only removed from the record.
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
    /// Declared, and never created.
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
    /// A resource that it refers to is replaced.
    DependencyReplaced {
        /// The field that refers to it.
        field: String,
    },
    /// Recorded, no longer declared.
    NoLongerDeclared,
    /// Not declared, and inside a container that is exclusively ours.
    Unmanaged,
    /// The user asked for everything to be deleted.
    Destroy,
    /// It was not on record before the run that is undone.
    Undone,
    /// Declared, not recorded, and existing under the declared identity.
    FoundByIdentity,
    /// A resource that is not on record has our ownership tag.
    FoundByOwnerTag,
    /// The cloud is already as declared; only the record is updated.
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
    /// What it becomes; `None` when it is removed. May hold references not known yet.
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
    /// Its spec afterwards; references to what does not exist yet are still open. `None` when it is
    /// deleted, and for [`Action::NoOp`], where nothing changes.
    pub after: Option<Value>,
    /// The declared spec, every reference open, as it will be recorded; `None` when it is deleted.
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
    /// What must exist before it; kept in the record.
    #[serde(default)]
    pub depends_on: Vec<Address>,
    /// Whether whatever else exists inside it is drift.
    #[serde(default)]
    pub exclusive: bool,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepAction {
    /// Creates the resource, by exactly one creating request.
    Create,
    /// Changes it in place.
    Update,
    /// Deletes it.
    Delete,
    /// Puts it on record; no call.
    Adopt,
    /// Removes it from the record; no call.
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

/// One step, and the steps that must succeed before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Position of the change it carries out, in [`TenancyPlan::changes`].
    pub change: usize,
    /// What it does.
    #[serde(rename = "make")]
    pub action: StepAction,
    /// Positions of the steps before it, ascending.
    pub after: Vec<usize>,
}

/// A change that the plan would make but must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// Which resource.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// The action that is withheld.
    pub action: Action,
    /// The reason.
    #[serde(flatten)]
    pub because: WithheldReason,
}

/// Why a change is withheld.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum WithheldReason {
    /// Its kind could not be observed: nothing may be concluded.
    NotObserved {
        /// The gap's code.
        code: String,
        /// The gap's message.
        message: String,
    },
    /// Deleting it cannot be undone; an explicit override is needed.
    Protected,
    /// A resource that is not ours has the identity it needs.
    TakenByOther {
        /// The identity.
        id: String,
    },
    /// A change that it waits for is withheld.
    WaitsFor {
        /// The address of that change; renamed, as it is flattened beside the withheld one's.
        #[serde(rename = "waits_for")]
        address: Address,
    },
    /// Several resources have its ownership tag; which is the right one is never guessed.
    Ambiguous {
        /// Their identities.
        ids: Vec<String>,
    },
    /// Resources exist in it that only their owner can delete.
    Occupied {
        /// Their identities.
        ids: Vec<String>,
    },
    /// An earlier operation on it is still in doubt.
    InDoubt {
        /// The open intent.
        intent: String,
    },
}

/// The plan of one tenancy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TenancyPlan {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Its account and region.
    pub place: Place,
    /// The serial of the record it was made from.
    pub recorded_serial: u64,
    /// A decision for every resource, in order of address; `NoOp` included.
    pub changes: Vec<Change>,
    /// The steps, each after those it waits for.
    pub steps: Vec<Step>,
    /// What is withheld, and why.
    pub withheld: Vec<Withheld>,
    /// What was observed.
    pub coverage: Coverage,
}

impl TenancyPlan {
    /// Whether there is nothing to do and nothing withheld.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.withheld.is_empty()
    }

    /// Whether something about it is unknown: a kind that was not observed, an operation in doubt,
    /// resources that cannot be distinguished.
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
    /// Digests of what it was made from; apply reports which of them changed.
    pub inputs: PlanInputs,
    /// One plan per tenancy, in order of key.
    pub tenancies: Vec<TenancyPlan>,
    /// Findings on the planned resources; failures and unknowns only.
    pub findings: Vec<Finding>,
    /// What an undo does not restore, for [`PlanIntent::Undo`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beyond_undo: Vec<NotUndone>,
    /// SHA-256 (hex) over the canonical form of everything above but the time.
    pub digest: String,
}

/// A resource that an undo does not restore as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUndone {
    /// Which one.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// What happens to it instead.
    pub beyond: NotUndoneReason,
}

/// Why an undo does not restore a resource as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotUndoneReason {
    /// It is created again; what the old one held stays lost.
    #[serde(rename = "made-anew")]
    Recreated,
    /// It was created since, and is kept: deleting it cannot be undone.
    Kept,
    /// It was created since, and is deleted with what it holds.
    Gone,
}

/// SHA-256 (hex) of each thing a plan was made from, one by one: for a plan that no longer fits,
/// it is known which file, whose record and whose cloud changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanInputs {
    /// The environment files, by path.
    pub environments: BTreeMap<String, String>,
    /// The templates, by path.
    pub templates: BTreeMap<String, String>,
    /// The policies, by path.
    pub policies: BTreeMap<String, String>,
    /// What each planned tenancy declares; for [`PlanIntent::Undo`], what it restores.
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
    /// Restore what was recorded, nothing else.
    Fix,
    /// Delete everything.
    Destroy,
    /// Restore what was recorded before a run.
    Undo,
    /// Put on record what exists already; changes nothing.
    Adopt,
}
