//! The result of an apply, step by step.

use gabakura_model::plan::StepAction;
use gabakura_model::resource::{Address, Kind};
use gabakura_model::tenancy::TenancyId;
use serde::Serialize;

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "status")]
pub enum StepStatus {
    /// It is done and on record.
    Done,
    /// The cloud, or the engine before it asked the cloud, refused it; nothing changed.
    Refused {
        /// The cloud's error code, or ours (`unresolved-reference`, `in-doubt`, `not-gone`).
        code: String,
        /// The error.
        message: String,
    },
    /// It exists and is on record, but one of its settings could not be set; plan again.
    Unfinished {
        /// The cloud's error code.
        code: String,
        /// The error.
        message: String,
    },
    /// It may or may not have happened; the intent stays open.
    Unknown {
        /// What was observed of the call.
        message: String,
    },
    /// It was not started: a step that it waits for did not succeed, or the run was stopped.
    Skipped {
        /// The resource it waits for; `None` when the run was stopped.
        waits_for: Option<Address>,
    },
}

impl StepStatus {
    /// The word for it in logs and views.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused { .. } => "refused",
            Self::Unfinished { .. } => "unfinished",
            Self::Unknown { .. } => "unknown",
            Self::Skipped { .. } => "skipped",
        }
    }
}

/// The result of one step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepResult {
    /// The resource.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// What the step did.
    #[serde(rename = "move")]
    pub action: StepAction,
    /// How it ended.
    #[serde(flatten)]
    pub status: StepStatus,
}

/// The result of an apply.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ApplyReport {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// The run.
    pub run: String,
    /// Every step, in the plan's order.
    pub steps: Vec<StepResult>,
    /// Whether it was stopped from outside.
    pub interrupted: bool,
}

impl ApplyReport {
    /// Whether every step is done.
    pub fn is_complete(&self) -> bool {
        self.steps
            .iter()
            .all(|step| step.status == StepStatus::Done)
    }
}
