//! The life of an intent: which events may follow which.

use gabakura_model::outcome::Outcome;

use crate::journal::JournalEvent;

/// How far an intent is, by the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentState {
    /// The journal does not know it.
    Unnoted,
    /// KnownIntent; no outcome yet. After a crash this is all we know.
    Open,
    /// KnownIntent; an outcome came, and it was [`Outcome::Unknown`].
    InDoubt,
    /// Its outcome is known. Nothing follows.
    Ended,
}

/// A move the journal does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{event}` cannot follow where an intent is {}", .state.words())]
pub struct IllegalMove {
    /// Where the intent is.
    pub state: IntentState,
    /// What was tried.
    pub event: JournalEvent,
}

impl IntentState {
    /// Where an event leads.
    ///
    /// # Errors
    /// [`IllegalMove`] for an end without a beginning, a second beginning, a second end, or an
    /// end by the first caller once the outcome was in doubt (that is a resolution).
    pub const fn next(self, event: JournalEvent) -> Result<Self, IllegalMove> {
        match (self, event) {
            (Self::Unnoted, JournalEvent::Begin) => Ok(Self::Open),
            (Self::Open | Self::InDoubt, JournalEvent::Doubt) => Ok(Self::InDoubt),
            (Self::Open, JournalEvent::End) => Ok(Self::Ended),
            (Self::Open | Self::InDoubt, JournalEvent::Resolved) => Ok(Self::Ended),
            (state, event) => Err(IllegalMove { state, event }),
        }
    }

    /// The event an outcome is noted as. A known outcome is a resolution when it comes after
    /// doubt, or under a later lock than the one the intent was noted under.
    pub const fn event_of(self, outcome: &Outcome, same_lock: bool) -> JournalEvent {
        match (self, outcome) {
            (_, Outcome::Unknown { .. }) => JournalEvent::Doubt,
            (Self::InDoubt, _) => JournalEvent::Resolved,
            _ if same_lock => JournalEvent::End,
            _ => JournalEvent::Resolved,
        }
    }

    /// Whether an outcome is still owed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InDoubt)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Unnoted => "not noted",
            Self::Open => "open",
            Self::InDoubt => "in doubt",
            Self::Ended => "ended",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_is_either_legal_or_named() {
        use IntentState::{Ended, InDoubt, Open, Unnoted};
        use JournalEvent::{Begin, Doubt, End, LockBroken, Resolved};
        let legal = [
            (Unnoted, Begin, Open),
            (Open, Doubt, InDoubt),
            (InDoubt, Doubt, InDoubt),
            (Open, End, Ended),
            (Open, Resolved, Ended),
            (InDoubt, Resolved, Ended),
        ];
        for state in [Unnoted, Open, InDoubt, Ended] {
            for event in [Begin, Doubt, End, Resolved, LockBroken] {
                let expected = legal
                    .iter()
                    .find(|(from, by, _)| (*from, *by) == (state, event))
                    .map(|(_, _, to)| *to)
                    .ok_or(IllegalMove { state, event });
                assert_eq!(state.next(event), expected, "{state:?} {event}");
            }
        }
    }

    #[test]
    fn the_event_of_an_outcome_is_legal_wherever_one_is_owed() {
        let unknown = Outcome::Unknown {
            message: "timeout".to_owned(),
        };
        for state in [IntentState::Open, IntentState::InDoubt] {
            for outcome in [&unknown, &Outcome::Done { made: None }] {
                for same_lock in [true, false] {
                    assert!(state.next(state.event_of(outcome, same_lock)).is_ok());
                }
            }
        }
    }
}
