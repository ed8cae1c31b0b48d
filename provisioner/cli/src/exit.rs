//! The exit code of every result and every error. The numbers are a contract.

use gabakura_engine::Verdict;
use gabakura_engine::{Resolution, Resolved};
use gabakura_model::drift::DriftStatus;
use gabakura_model::finding::{Finding, FindingStatus, Severity};
use gabakura_model::plan::{Plan, TenancyPlan};
use gabakura_planner::policy::denied;

use crate::error::Error;
use crate::usecase::apply::Applied;
use crate::usecase::audit::Audited;
use crate::usecase::drift::Drifted;
use crate::usecase::recover::Decided;
use crate::usecase::rollout::WaveReport;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; nothing to report.
    Done = 0,
    /// An error, which was printed.
    Error = 1,
    /// Changes or drift, where `--detailed-exitcode` asks.
    Differs = 2,
    /// A policy refuses.
    Policy = 3,
    /// Something could not be observed; nothing may be concluded about it.
    Incomplete = 4,
    /// Locked by somebody else, or the plan no longer fits.
    Conflict = 5,
    /// Stopped from outside.
    Interrupted = 130,
}

impl Exit {
    pub fn of_error(error: &Error) -> Self {
        match error {
            Error::Denied => Self::Policy,
            error if error.is_conflict() => Self::Conflict,
            _ => Self::Error,
        }
    }

    /// The code of something that either is as it should be or is an error.
    pub fn of_check(sound: bool) -> Self {
        if sound { Self::Done } else { Self::Error }
    }

    /// The code of a plan: a refusal, then what is withheld, then a difference.
    pub fn of_plan(plan: &Plan, detailed: bool) -> Self {
        let mut plans = plan.tenancies.iter();
        if denied(&plan.findings) {
            Self::Policy
        } else if let Some(exit) = Self::of_withheld(plan) {
            exit
        } else if detailed && plans.any(|tenancy| !tenancy.steps.is_empty()) {
            Self::Differs
        } else {
            Self::Done
        }
    }

    /// The code of what a plan withholds: something unknown, then something taken.
    fn of_withheld(plan: &Plan) -> Option<Self> {
        if plan.tenancies.iter().any(TenancyPlan::is_uncertain) {
            Some(Self::Incomplete)
        } else if plan.tenancies.iter().any(TenancyPlan::is_contested) {
            Some(Self::Conflict)
        } else {
            None
        }
    }

    pub fn of_applied(applied: &Applied) -> Self {
        let waves = &applied.waves;
        let cut_short = applied.reports().any(|report| report.interrupted)
            || waves.iter().any(|wave| !wave.not_started.is_empty());
        if applied.stopped && cut_short {
            return Self::Interrupted;
        }
        if cut_short || waves.iter().any(|wave| wave.failed() > 0) {
            // Nothing went wrong where somebody else is at work: the command can be repeated.
            let all_held = !cut_short && waves.iter().all(WaveReport::failed_on_conflicts);
            return if all_held {
                Self::Conflict
            } else {
                Self::Error
            };
        }
        Self::of_withheld(&applied.plan).unwrap_or(Self::Done)
    }

    /// The code of drift: drift that was seen, then what could not be observed.
    pub fn of_drift(drifted: &Drifted, detailed: bool) -> Self {
        let mut entries = drifted.entries.iter();
        let unknown = entries.any(|entry| entry.status == DriftStatus::Unknown);
        let mut coverages = drifted.coverage.values();
        if detailed && drifted.any() {
            Self::Differs
        } else if unknown || coverages.any(|coverage| !coverage.complete) {
            Self::Incomplete
        } else {
            Self::Done
        }
    }

    /// The code of an audit: a failed check of high severity refuses; an undecided one is
    /// incomplete.
    pub fn of_audit(audited: &Audited<'_>) -> Self {
        let all = || audited.findings.values().flatten();
        let grave = |f: &Finding| f.status == FindingStatus::Fail && f.severity >= Severity::High;
        if all().any(grave) {
            Self::Policy
        } else if all().any(|finding| finding.status == FindingStatus::Unknown) {
            Self::Incomplete
        } else {
            Self::Done
        }
    }

    /// The code of a recovery: an operation still in doubt is incomplete.
    pub fn of_recovered(recovered: &[Resolved]) -> Self {
        let open = |one: &Resolved| matches!(one.verdict, Verdict::InDoubt { .. });
        match recovered.iter().any(open) {
            true => Self::Incomplete,
            false => Self::Done,
        }
    }

    /// The code of a manual decision: the evidence may contradict it.
    pub fn of_decided(decided: &Decided) -> Self {
        let Resolution { resolved, by_hand } = &decided.settlement;
        let mut about = resolved.iter().filter(|one| one.address == decided.address);
        let agrees = |one: &Resolved| decided.decision.agrees_with(&one.verdict);
        match by_hand {
            None if !about.any(agrees) => Self::Conflict,
            _ => Self::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use gabakura_engine::Decision;
    use gabakura_model::plan::StepAction;

    use super::*;
    use crate::fixture;

    #[test]
    fn evidence_against_a_decision_is_a_conflict() {
        let address = fixture::address("131016/acme/prod", "vpc");
        let decided = |decision| Decided {
            address: address.clone(),
            decision,
            settlement: Resolution {
                resolved: vec![Resolved {
                    address: address.clone(),
                    action: StepAction::Create,
                    token: "g1-0".to_owned(),
                    verdict: Verdict::NotDone,
                }],
                by_hand: None,
            },
        };
        let done = Decision::Done {
            id: "vpc-1".to_owned(),
        };
        assert_eq!(Exit::of_decided(&decided(done)), Exit::Conflict);
        let not_done = decided(Decision::NotDone);
        assert_eq!(Exit::of_decided(&not_done), Exit::Done);
    }
}
