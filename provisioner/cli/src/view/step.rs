//! Steps: their actions and how they ended, in words.

use gabakura_engine::StepStatus;
use gabakura_model::plan::StepAction;

use crate::view::style::{Style, Tone};
use crate::words::Words;

/// The stable words of step statuses, in the order they are counted.
pub const STATUSES: [&str; 5] = ["done", "refused", "unfinished", "unknown", "skipped"];

/// The stable word of a step's status.
pub fn status_key(status: &StepStatus) -> &'static str {
    match status {
        StepStatus::Done => "done",
        StepStatus::Refused { .. } => "refused",
        StepStatus::Unfinished { .. } => "unfinished",
        StepStatus::Unknown { .. } => "unknown",
        StepStatus::Skipped { .. } => "skipped",
    }
}

/// A step's status with its sign.
pub fn status(status: &StepStatus, words: &Words, style: &Style) -> String {
    let (sign, tone) = match status {
        StepStatus::Done => ("✓", Tone::Green),
        StepStatus::Refused { .. } => ("✗", Tone::Red),
        StepStatus::Unfinished { .. } => ("!", Tone::Yellow),
        StepStatus::Unknown { .. } => ("?", Tone::Magenta),
        StepStatus::Skipped { .. } => ("-", Tone::Dim),
    };
    let word = words.say("step-status", &[("status", status_key(status))]);
    style.paint(tone, &format!("{sign} {word}"))
}

/// A step's action in words.
pub fn action(action: StepAction, words: &Words) -> String {
    words.say("move", &[("move", &action.to_string())])
}
