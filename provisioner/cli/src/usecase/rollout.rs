//! Rolling a plan out to many tenancies: side by side, in waves, until too many fail.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt;
use gabakura_engine::{ApplyOptions, ApplyReport, Progress};
use gabakura_model::plan::{Plan, TenancyPlan};
use gabakura_model::tenancy::{Scope, TenancyId};
use gabakura_planner::waves::{self, Part, WaveError};
use tracing::{Instrument, info_span};

use crate::error::Error;
use crate::usecase::reporter::Notice;
use crate::usecase::session::Session;

/// Tenancies applied side by side at most; each has its own lock and its own rate limits.
const TENANCIES_MAX: usize = 8;
/// How often a wave is planned again before it counts as not in sync: clouds are consistent within
/// seconds, not at once.
const ATTEMPTS_MAX: u32 = 3;
const ATTEMPT_PAUSE: Duration = Duration::from_secs(5);

/// How a plan is rolled out to a fleet.
#[derive(Clone, Debug, Default)]
pub struct Rollout {
    /// The waves, as typed and as parsed; `None` for everything at once, and then nothing is
    /// planned again.
    pub waves: Option<(String, Vec<Part>)>,
    /// How many tenancies may fail before no further one is started.
    pub failures_max: Option<usize>,
}

impl Rollout {
    /// Parses the flags; with waves, no failure is tolerated unless a number is given.
    ///
    /// # Errors
    /// A text that is not a list of waves.
    pub fn parse(waves: Option<&str>, failures_max: Option<usize>) -> Result<Self, Error> {
        let parts = waves.map(|text| Ok((text.to_owned(), waves::parse(text)?)));
        Ok(Self {
            failures_max: failures_max.or(waves.map(|_| 0)),
            waves: parts.transpose().map_err(|error| refused(&error))?,
        })
    }

    /// Splits a plan into waves, if they fit it.
    pub fn split(&self, plan: &Plan) -> Result<Vec<Vec<TenancyId>>, Error> {
        let everything = [Part::Rest];
        let parts = match &self.waves {
            Some((_, parts)) => parts,
            None => &everything[..],
        };
        waves::split(parts, &plan.tenancies).map_err(|error| refused(&error))
    }
}

fn refused(error: &WaveError) -> Error {
    match error {
        WaveError::NotAPart(text) => Error::message("wave-not-a-part", &[("text", text)]),
        WaveError::RestNotLast => Error::message("wave-rest-not-last", &[]),
        WaveError::MatchesNothing(selector) => {
            Error::message("wave-matches-nothing", &[("selector", selector)])
        }
        WaveError::Uncovered(count) => {
            Error::message("wave-uncovered", &[("count", &count.to_string())])
        }
    }
}

/// What became of one wave.
#[derive(Debug, Default)]
pub struct WaveReport {
    pub tenancies: Vec<TenancyId>,
    /// The results of those that were started, in order of key.
    pub reports: Vec<ApplyReport>,
    /// Those whose plan could not be carried out at all, or not to the end.
    pub errors: Vec<(TenancyId, Error)>,
    /// Those that are complete, but planned again still have something to do.
    pub not_in_sync: Vec<TenancyId>,
    /// Why the wave could not be planned again, where it could not; none is in sync then.
    pub not_planned: Option<Error>,
    pub not_started: Vec<TenancyId>,
}

impl WaveReport {
    pub fn failed(&self) -> usize {
        let incomplete = self.reports.iter().filter(|report| !report.is_complete());
        incomplete.count() + self.errors.len() + self.not_in_sync.len()
    }

    /// Whether every failure is a conflict: another run is under way, or was meanwhile.
    pub fn failed_on_conflicts(&self) -> bool {
        let conflict = |(_, error): &(TenancyId, Error)| error.is_conflict();
        self.failed() == self.errors.len() && self.errors.iter().all(conflict)
    }
}

impl Session<'_> {
    /// Carries out a plan wave by wave. A wave begins only when the one before it is in sync, or
    /// within the failures that the rollout tolerates; what is in flight is never cut off.
    ///
    /// # Errors
    /// Waves that do not fit the plan. The errors of a tenancy are in the reports.
    pub(crate) async fn apply_in_waves(
        &self,
        plan: &Plan,
        rollout: &Rollout,
        stop: &AtomicBool,
    ) -> Result<Vec<WaveReport>, Error> {
        let waves = rollout.split(plan)?;
        let total = waves.len();
        let failures_max = rollout.failures_max.unwrap_or(usize::MAX);
        let mut failed = 0;
        let mut all: Vec<WaveReport> = Vec::with_capacity(total);
        for (index, wave) in waves.into_iter().enumerate() {
            if failed > failures_max || stop.load(Ordering::Relaxed) {
                all.push(WaveReport {
                    not_started: wave.clone(),
                    tenancies: wave,
                    ..WaveReport::default()
                });
                continue;
            }
            if rollout.waves.is_some() {
                self.reporter.notice(Notice::WaveStarted {
                    number: index + 1,
                    total,
                    tenancies: wave.len(),
                });
            }
            let left = failures_max.saturating_sub(failed);
            let mut report = self.apply_wave(plan, wave, left, stop).await;
            if rollout.waves.is_some() && !stop.load(Ordering::Relaxed) {
                self.plan_again(plan, &mut report).await;
            }
            failed += report.failed();
            all.push(report);
        }
        Ok(all)
    }

    /// Applies tenancies side by side; starts no further one once more than `failures_max` failed.
    async fn apply_wave(
        &self,
        plan: &Plan,
        wave: Vec<TenancyId>,
        failures_max: usize,
        stop: &AtomicBool,
    ) -> WaveReport {
        let run = run_id(plan);
        let span = info_span!("run", %run, plan_digest = %plan.digest);
        let (progress, failed) = (self.reporter.progress(), AtomicUsize::new(0));
        let members = plan.tenancies.iter().enumerate();
        let members = members.filter(|(_, tenancy)| wave.contains(&tenancy.tenancy));
        let ended: Vec<_> = futures::stream::iter(members)
            .map(|(number, tenancy)| {
                let (run, progress, failed) = (format!("{run}-{number}"), &*progress, &failed);
                async move {
                    if failed.load(Ordering::Relaxed) > failures_max {
                        return (&tenancy.tenancy, None);
                    }
                    let ended = self.apply_one(tenancy, &run, stop, progress).await;
                    if !ended.as_ref().is_ok_and(ApplyReport::is_complete) {
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                    (&tenancy.tenancy, Some(ended))
                }
            })
            .buffer_unordered(TENANCIES_MAX)
            .collect()
            .instrument(span)
            .await;
        drop(progress);
        let mut report = WaveReport {
            tenancies: wave,
            ..WaveReport::default()
        };
        for (tenancy, ended) in ended {
            match ended {
                None => report.not_started.push(tenancy.clone()),
                Some(Ok(one)) => report.reports.push(one),
                Some(Err(error)) => report.errors.push((tenancy.clone(), error)),
            }
        }
        report.reports.sort_by(|a, b| a.tenancy.cmp(&b.tenancy));
        report.errors.sort_by(|a, b| a.0.cmp(&b.0));
        report.not_started.sort();
        report
    }

    async fn apply_one(
        &self,
        plan: &TenancyPlan,
        run: &str,
        stop: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<ApplyReport, Error> {
        let tenancy = self.tenancy(&plan.tenancy);
        let tenancy = tenancy.expect("a plan is made from the project's tenancies");
        let scope = &Scope {
            session: Some(run.to_owned()),
            ..tenancy.scope.clone()
        };
        let lease = self.lock(&plan.tenancy).await?;
        let options = ApplyOptions {
            parallel: self.settings.parallel,
            run,
            stop,
        };
        let report =
            gabakura_engine::apply(&self.world, scope, &lease, plan, options, progress).await;
        self.unlock(&lease).await;
        Ok(report?)
    }

    /// Plans the complete tenancies of a wave again, and notes which of them are not in sync.
    async fn plan_again(&self, plan: &Plan, wave: &mut WaveReport) {
        let complete = wave.reports.iter().filter(|report| report.is_complete());
        let mut open: BTreeSet<TenancyId> = complete.map(|r| r.tenancy.clone()).collect();
        for attempt in 1..=ATTEMPTS_MAX {
            if open.is_empty() {
                break;
            }
            let again = match self.decide(&open, plan.intent, &plan.overrides).await {
                Ok((_, again)) => again,
                Err(error) => {
                    wave.not_planned = Some(error);
                    break;
                }
            };
            for after in &again {
                let mut plans = plan.tenancies.iter();
                let before = plans.find(|before| before.tenancy == after.tenancy);
                if before.is_some_and(|before| waves::is_settled(before, after)) {
                    open.remove(&after.tenancy);
                }
            }
            if !open.is_empty() && attempt < ATTEMPTS_MAX {
                tokio::time::sleep(ATTEMPT_PAUSE).await;
            }
        }
        wave.not_in_sync = open.into_iter().collect();
    }
}

/// A unique name of a run: the plan it carries out, its time and its process.
fn run_id(plan: &Plan) -> String {
    let at = plan.made_at.as_millisecond();
    let digest: String = plan.digest.chars().take(8).collect();
    format!("g{at:x}-{digest}-{:x}", std::process::id())
}
