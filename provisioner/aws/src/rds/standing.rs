//! Waiting for a database: making, changing and deleting one takes RDS minutes.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use crate::fault::{Fault, Result};

/// How often is looked.
pub(super) const REST: Duration = Duration::from_secs(10);

/// How many looks before the rest is left to a retry: forty minutes. A large instance in two zones
/// takes half an hour.
const POLLS_MAX: u32 = 240;

/// Rests before the first look at a change: RDS tells of the state before for up to half a minute.
const UNSEEN_POLLS: u32 = 3;

/// How many looks in a row may show what is likely to pass, before it is believed: a minute.
const DOUBTS_MAX: u32 = 6;

/// What RDS says while a database goes.
pub(super) const DELETING: &str = "deleting";

/// States in which a database works and takes changes. Optimizing its storage can take more than
/// a day (RDS User Guide, "Viewing DB instance status").
const STANDING: &[&str] = &["available", "storage-optimization"];

/// States that only a change leads out of.
const CURABLE: &[&str] = &["incompatible-parameters", "storage-full"];

/// States that neither waiting nor a change leads out of.
const STUCK: &[&str] = &[
    "failed",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "incompatible-network",
    "incompatible-restore",
    "insufficient-capacity",
    "restore-error",
    "stopped",
    "stopping",
];

/// What is pending without anybody having put it off, or harms nobody when it comes now: RDS's own
/// password, and logs, which are never put off.
const HARMLESS: &[&str] = &["MasterUserPassword", "PendingCloudwatchLogsExports"];

/// What one look shows of a database.
#[derive(Debug)]
pub(super) struct Look {
    pub state: String,
    /// What RDS is yet to set.
    pub pending: BTreeSet<String>,
}

/// What is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Awaited<'a> {
    /// It was made and works.
    Standing,
    /// It takes a change of these, and nothing else would be changed with them.
    Ready(&'a BTreeSet<String>),
    /// These were changed, and it works.
    Changed(&'a BTreeSet<String>),
    /// It is no more.
    Gone,
}

/// What a look means for what is waited for.
enum Verdict {
    Done,
    UnderWay(String),
    /// A refusal, unless it passes.
    Doubtful(Fault),
    Refused(Fault),
}

impl Awaited<'_> {
    /// Looks in a row that have to say so. A change may begin after the first that is content.
    fn looks(self) -> u32 {
        match self {
            Self::Changed(_) => 2,
            _ => 1,
        }
    }

    fn judge(self, operation: &str, look: Option<Look>) -> Verdict {
        let Some(Look { state, pending }) = look else {
            return match self {
                // The change itself says that it is gone.
                Self::Gone | Self::Ready(_) => Verdict::Done,
                Self::Standing | Self::Changed(_) => Verdict::UnderWay("not told of".to_owned()),
            };
        };
        let is_in = |states: &[&str]| states.contains(&state.as_str());
        let stuck = || {
            let message = format!("the database is in state {state}");
            Fault::refused("rds", operation, &state, &message)
        };
        match self {
            Self::Gone => Verdict::UnderWay(state),
            _ if is_in(STUCK) => Verdict::Refused(stuck()),
            Self::Standing if is_in(CURABLE) => Verdict::Refused(stuck()),
            // It may be the state before the change.
            Self::Changed(_) if is_in(CURABLE) => Verdict::Doubtful(stuck()),
            _ if !is_in(STANDING) && !is_in(CURABLE) => Verdict::UnderWay(state),
            Self::Standing => Verdict::Done,
            Self::Ready(ours) => match names(pending.difference(ours), HARMLESS) {
                None => Verdict::Done,
                // It may be a change of ours that has not begun.
                Some(theirs) => Verdict::Doubtful(put_off(operation, &theirs)),
            },
            Self::Changed(ours) => match names(pending.intersection(ours), &[]) {
                None => Verdict::Done,
                Some(left) => Verdict::UnderWay(format!("{state}, {left} not yet changed")),
            },
        }
    }
}

/// Some names in a row, but for `known` ones; none where there is none.
fn names<'a>(names: impl Iterator<Item = &'a String>, known: &[&str]) -> Option<String> {
    let names = names.map(String::as_str);
    let names: Vec<&str> = names.filter(|name| !known.contains(name)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// `ApplyImmediately` applies all that is pending, with the downtime it brings.
fn put_off(operation: &str, theirs: &str) -> Fault {
    let message = format!("somebody put off {theirs}, which any change now would bring along");
    Fault::refused("rds", operation, "pending-modifications", &message)
}

/// Looks until it is as awaited, with a rest between two looks.
///
/// # Errors
/// What a look says; a refusal that names the state it is stuck in, or what others put off; one
/// that time cures when it takes too long.
pub(super) async fn until<F, Fut>(
    rest: Duration,
    operation: &str,
    awaited: Awaited<'_>,
    look: F,
) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<Option<Look>>>,
{
    if matches!(awaited, Awaited::Changed(_)) {
        tokio::time::sleep(rest * UNSEEN_POLLS).await;
    }
    let (mut good, mut doubts, mut last) = (0, 0, String::new());
    for _ in 0..POLLS_MAX {
        match awaited.judge(operation, look().await?) {
            Verdict::Done if good + 1 == awaited.looks() => return Ok(()),
            Verdict::Done => (good, doubts) = (good + 1, 0),
            Verdict::UnderWay(state) => (good, doubts, last) = (0, 0, state),
            Verdict::Doubtful(fault) if doubts == DOUBTS_MAX => return Err(fault),
            Verdict::Doubtful(_) => (good, doubts) = (0, doubts + 1),
            Verdict::Refused(fault) => return Err(fault),
        }
        tokio::time::sleep(rest).await;
    }
    let message = format!("the database is still {last}");
    let code = "IncorrectState";
    Err(Fault::refused("rds", operation, code, &message).not_yet())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// State and what is pending.
    type Shown = (&'static str, &'static [&'static str]);

    type Looks = &'static [Shown];

    /// What comes of it, and after how many looks.
    type Cases = &'static [(Looks, &'static str, usize)];

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    async fn come_out(awaited: Awaited<'_>, cases: Cases) {
        for (looks, came, taken) in cases {
            let left = RefCell::new(0..);
            let look = || async {
                let look = left
                    .borrow_mut()
                    .next()
                    .and_then(|nth: usize| looks.get(nth));
                Ok(look.map(|(state, pending)| Look {
                    state: (*state).to_owned(),
                    pending: set(pending),
                }))
            };
            let done = until(REST, "ModifyDBInstance", awaited, look).await;
            let done = done.map_or_else(|fault| fault.code().to_owned(), |()| "ok".to_owned());
            let seen = left.into_inner().start;
            assert_eq!(
                (done.as_str(), seen),
                (*came, *taken),
                "{awaited:?} {looks:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_waited_for_unless_it_is_stuck() {
        const STANDS: Cases = &[
            (
                &[("creating", &[]), ("backing-up", &[]), ("available", &[])],
                "ok",
                3,
            ),
            (&[("storage-optimization", &[])], "ok", 1),
            (&[("creating", &[]), ("failed", &[])], "failed", 2),
            (&[("stopped", &[])], "stopped", 1),
            (&[("storage-full", &[])], "storage-full", 1),
            (&[("creating", &[])], "IncorrectState", 240),
        ];
        const GOES: Cases = &[(&[("stopped", &[]), (DELETING, &[])], "ok", 3)];
        come_out(Awaited::Standing, STANDS).await;
        come_out(Awaited::Gone, GOES).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_is_kept_from_what_others_put_off_and_not_from_what_it_cures() {
        const PUT_OFF: Shown = ("available", &["AllocatedStorage", "EngineVersion"]);
        const CASES: Cases = &[
            (&[("storage-full", &[])], "ok", 1),
            (&[("incompatible-parameters", &[])], "ok", 1),
            (&[("stopping", &[])], "stopping", 1),
            (&[("available", &["AllocatedStorage"])], "ok", 1),
            (&[("available", &["MasterUserPassword"])], "ok", 1),
            (
                &[
                    ("available", &["Port"]),
                    ("modifying", &["Port"]),
                    ("available", &[]),
                ],
                "ok",
                3,
            ),
            (&[PUT_OFF; 7], "pending-modifications", 7),
        ];
        come_out(Awaited::Ready(&set(&["AllocatedStorage"])), CASES).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_is_done_when_it_shows_twice() {
        const FULL: Shown = ("storage-full", &[]);
        const CASES: Cases = &[
            (
                &[
                    ("available", &["Port"]),
                    ("available", &[]),
                    ("modifying", &[]),
                    ("storage-optimization", &["EngineVersion"]),
                    ("storage-optimization", &[]),
                ],
                "ok",
                5,
            ),
            (
                &[
                    ("storage-full", &[]),
                    ("available", &[]),
                    ("available", &[]),
                ],
                "ok",
                3,
            ),
            (&[FULL; 7], "storage-full", 7),
            (&[("modifying", &[]), ("failed", &[])], "failed", 2),
        ];
        let begun = tokio::time::Instant::now();
        come_out(Awaited::Changed(&set(&["Port"])), CASES).await;
        assert!(
            begun.elapsed() >= 4 * UNSEEN_POLLS * REST,
            "looked too early"
        );
    }
}
