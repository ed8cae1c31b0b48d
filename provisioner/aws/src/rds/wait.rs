//! Waiting for a database: RDS creates, changes and deletes one in minutes.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use crate::error::{Error, Result};

/// Time between two polls.
pub(super) const POLL_INTERVAL: Duration = Duration::from_secs(10);

/// Polls before the rest is left to a retry: forty minutes. A large Multi-AZ instance takes half an
/// hour.
const POLLS_MAX: u32 = 240;

/// Intervals before the first poll of a change: RDS returns the status before it for up to half a
/// minute.
const UNSEEN_POLLS: u32 = 3;

/// Polls in a row that may return what is likely to pass, before it is believed: a minute.
const DOUBTS_MAX: u32 = 6;

/// The status of a database that is being deleted.
pub(super) const DELETING: &str = "deleting";

/// Statuses in which a database works and takes changes. Optimizing its storage can take more than
/// a day (RDS User Guide, "Viewing DB instance status").
const AVAILABLE: &[&str] = &["available", "storage-optimization"];

/// Statuses that only a change leads out of.
const CURABLE: &[&str] = &["incompatible-parameters", "storage-full"];

/// Statuses that neither waiting nor a change leads out of.
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

/// What is pending without anybody having deferred it, or does no harm when it is applied now: RDS's
/// own password, and logs, which are never deferred.
const HARMLESS: &[&str] = &["MasterUserPassword", "PendingCloudwatchLogsExports"];

/// What RDS returns of a database's progress.
#[derive(Debug)]
pub(super) struct Progress {
    pub status: String,
    /// What RDS is yet to set.
    pub pending: BTreeSet<String>,
}

/// What is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Awaited<'a> {
    /// It was created and works.
    Available,
    /// It takes a change of these, and nothing else would be changed with them.
    Ready(&'a BTreeSet<String>),
    /// These were changed, and it works.
    Changed(&'a BTreeSet<String>),
    /// It is deleted.
    Deleted,
}

/// What a poll means for what is waited for.
enum Verdict {
    Done,
    UnderWay(String),
    /// A refusal, unless it passes.
    Doubtful(Error),
    Refused(Error),
}

impl Awaited<'_> {
    /// Polls in a row that have to agree. A change may begin after the first that does.
    fn polls(self) -> u32 {
        match self {
            Self::Changed(_) => 2,
            _ => 1,
        }
    }

    fn judge(self, operation: &str, progress: Option<Progress>) -> Verdict {
        let Some(Progress { status, pending }) = progress else {
            return match self {
                // The change itself will fail with that it does not exist.
                Self::Deleted | Self::Ready(_) => Verdict::Done,
                Self::Available | Self::Changed(_) => Verdict::UnderWay("not listed".to_owned()),
            };
        };
        let is_in = |statuses: &[&str]| statuses.contains(&status.as_str());
        let stuck = || {
            let message = format!("the status of the database is {status}");
            Error::refused("rds", operation, &status, &message)
        };
        match self {
            Self::Deleted => Verdict::UnderWay(status),
            _ if is_in(STUCK) => Verdict::Refused(stuck()),
            Self::Available if is_in(CURABLE) => Verdict::Refused(stuck()),
            // It may be the status before the change.
            Self::Changed(_) if is_in(CURABLE) => Verdict::Doubtful(stuck()),
            _ if !is_in(AVAILABLE) && !is_in(CURABLE) => Verdict::UnderWay(status),
            Self::Available => Verdict::Done,
            Self::Ready(ours) => match names(pending.difference(ours), HARMLESS) {
                None => Verdict::Done,
                // It may be a change of ours that has not begun.
                Some(theirs) => Verdict::Doubtful(deferred(operation, &theirs)),
            },
            Self::Changed(ours) => match names(pending.intersection(ours), &[]) {
                None => Verdict::Done,
                Some(left) => Verdict::UnderWay(format!("{status}, {left} not yet changed")),
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
fn deferred(operation: &str, theirs: &str) -> Error {
    let message = format!("somebody deferred {theirs}, which any change now would apply as well");
    Error::refused("rds", operation, "pending-modifications", &message)
}

/// Polls until it is as awaited.
///
/// # Errors
/// Those of a poll; a refusal that names the status it is stuck in, or what others deferred; one
/// that time cures when it takes too long.
pub(super) async fn until<F, Fut>(
    interval: Duration,
    operation: &str,
    awaited: Awaited<'_>,
    poll: F,
) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<Option<Progress>>>,
{
    if matches!(awaited, Awaited::Changed(_)) {
        tokio::time::sleep(interval * UNSEEN_POLLS).await;
    }
    let (mut good, mut doubts, mut last) = (0, 0, String::new());
    for _ in 0..POLLS_MAX {
        match awaited.judge(operation, poll().await?) {
            Verdict::Done if good + 1 == awaited.polls() => return Ok(()),
            Verdict::Done => (good, doubts) = (good + 1, 0),
            Verdict::UnderWay(status) => (good, doubts, last) = (0, 0, status),
            Verdict::Doubtful(fault) if doubts == DOUBTS_MAX => return Err(fault),
            Verdict::Doubtful(_) => (good, doubts) = (0, doubts + 1),
            Verdict::Refused(fault) => return Err(fault),
        }
        tokio::time::sleep(interval).await;
    }
    let message = format!("the database is still {last}");
    let code = "IncorrectState";
    Err(Error::refused("rds", operation, code, &message).not_yet())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Status and what is pending.
    type Shown = (&'static str, &'static [&'static str]);

    type Polls = &'static [Shown];

    /// What comes of it, and after how many polls.
    type Cases = &'static [(Polls, &'static str, usize)];

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    async fn come_out(awaited: Awaited<'_>, cases: Cases) {
        for (polls, came, taken) in cases {
            let left = RefCell::new(0..);
            let poll = || async {
                let found = left
                    .borrow_mut()
                    .next()
                    .and_then(|nth: usize| polls.get(nth));
                Ok(found.map(|(status, pending)| Progress {
                    status: (*status).to_owned(),
                    pending: set(pending),
                }))
            };
            let done = until(POLL_INTERVAL, "ModifyDBInstance", awaited, poll).await;
            let done = done.map_or_else(|fault| fault.code().to_owned(), |()| "ok".to_owned());
            let seen = left.into_inner().start;
            assert_eq!(
                (done.as_str(), seen),
                (*came, *taken),
                "{awaited:?} {polls:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_waited_for_unless_it_is_stuck() {
        const CREATED: Cases = &[
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
        const DELETED: Cases = &[(&[("stopped", &[]), (DELETING, &[])], "ok", 3)];
        come_out(Awaited::Available, CREATED).await;
        come_out(Awaited::Deleted, DELETED).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_waits_for_what_others_deferred_and_not_for_what_it_cures() {
        const DEFERRED: Shown = ("available", &["AllocatedStorage", "EngineVersion"]);
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
            (&[DEFERRED; 7], "pending-modifications", 7),
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
            begun.elapsed() >= 4 * UNSEEN_POLLS * POLL_INTERVAL,
            "looked too early"
        );
    }
}
