//! Carrying out the plans of many tenancies: side by side, in waves, until too many fail.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt;
use gabakura_engine::{ApplyOptions, ApplyReport};
use gabakura_model::plan::{Plan, TenancyPlan};
use gabakura_model::tenancy::{Scope, TenancyId};
use gabakura_planner::waves::{self, Part, WaveError};

use crate::Exit;
use crate::failure::Failure;
use crate::progress::Bars;
use crate::session::Session;

/// Tenancies applied side by side at most; each has its own lock and its own rate limits.
const TENANCIES_MAX: usize = 8;
/// How often a wave is looked at before it counts as not settled: clouds agree with themselves
/// within seconds, not at once.
const LOOKS_MAX: u32 = 3;
/// Pause between two looks.
const LOOK_PAUSE: Duration = Duration::from_secs(5);

/// How a fleet is gone through.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The waves as they were asked for, and what they mean; `None` for everything at once, and
    /// then nothing is planned again.
    pub waves: Option<(String, Vec<Part>)>,
    /// How many tenancies may fail before no further one is started.
    pub failures_max: Option<usize>,
}

impl Course {
    /// What was asked for; with waves, no failure is put up with unless said otherwise.
    ///
    /// # Errors
    /// Waves that are none.
    pub fn read(waves: Option<&str>, failures_max: Option<usize>) -> Result<Self, Failure> {
        let parts = waves.map(|text| Ok((text.to_owned(), waves::parse(text)?)));
        Ok(Self {
            failures_max: failures_max.or(waves.map(|_| 0)),
            waves: parts.transpose().map_err(|fault| refused(&fault))?,
        })
    }

    /// The waves of a plan.
    ///
    /// # Errors
    /// Waves that do not fit the plan.
    pub fn split(&self, plan: &Plan) -> Result<Vec<Vec<TenancyId>>, Failure> {
        let everything = [Part::Rest];
        let parts = match &self.waves {
            Some((_, parts)) => parts,
            None => &everything[..],
        };
        waves::split(parts, &plan.tenancies).map_err(|fault| refused(&fault))
    }
}

fn refused(fault: &WaveError) -> Failure {
    match fault {
        WaveError::NotAPart(text) => Failure::say("wave-not-a-part", &[("text", text)]),
        WaveError::RestNotLast => Failure::say("wave-rest-not-last", &[]),
        WaveError::MatchesNothing(selector) => {
            Failure::say("wave-matches-nothing", &[("selector", selector)])
        }
        WaveError::Uncovered(count) => {
            Failure::say("wave-uncovered", &[("count", &count.to_string())])
        }
    }
}

/// What became of one wave.
#[derive(Debug, Default)]
pub struct WaveReport {
    /// Who is in it.
    pub tenancies: Vec<TenancyId>,
    /// What became of those that were started, in order of key.
    pub reports: Vec<ApplyReport>,
    /// Those whose plan could not be carried out at all, or not to the end.
    pub errors: Vec<(TenancyId, Failure)>,
    /// Those that are complete, but planned again still have something to do.
    pub unsettled: Vec<TenancyId>,
    /// Why the wave could not be planned again, where it could not; its tenancies are unsettled.
    pub unseen: Option<Failure>,
    /// Those that were never started.
    pub not_started: Vec<TenancyId>,
}

impl WaveReport {
    /// How many of its tenancies failed.
    pub fn failed(&self) -> usize {
        let incomplete = self.reports.iter().filter(|report| !report.is_complete());
        incomplete.count() + self.errors.len() + self.unsettled.len()
    }

    /// Whether whatever failed did so because somebody else is at work on it, or was meanwhile.
    pub fn failed_on_others(&self) -> bool {
        let held = |(_, failure): &(TenancyId, Failure)| failure.exit() == Exit::Conflict;
        self.failed() == self.errors.len() && self.errors.iter().all(held)
    }
}

impl Session<'_> {
    /// Carries out a plan wave by wave. A wave begins only when the one before it is settled, as
    /// far as the course puts up with failures; what is in flight is never cut off.
    ///
    /// # Errors
    /// Waves that do not fit the plan. What a tenancy runs into is in the reports.
    pub async fn apply_in_waves(
        &self,
        plan: &Plan,
        course: &Course,
        stop: &AtomicBool,
    ) -> Result<Vec<WaveReport>, Failure> {
        let waves = course.split(plan)?;
        let total = waves.len();
        let failures_max = course.failures_max.unwrap_or(usize::MAX);
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
            if course.waves.is_some() && !self.context.quiet {
                let words = &self.context.words;
                let (number, total) = ((index + 1).to_string(), total.to_string());
                let count = wave.len().to_string();
                let args = [("number", &*number), ("total", &total), ("count", &count)];
                self.context.output.talk(&words.say("wave-begins", &args));
            }
            let left = failures_max.saturating_sub(failed);
            let mut report = self.apply_wave(plan, wave, left, stop).await;
            if course.waves.is_some() && !stop.load(Ordering::Relaxed) {
                self.look_again(plan, &mut report).await;
            }
            failed += report.failed();
            all.push(report);
        }
        Ok(all)
    }

    /// Carries out a plan at once.
    ///
    /// # Errors
    /// The first that a tenancy runs into; the others are carried out to their end all the same.
    pub async fn apply(&self, plan: &Plan, stop: &AtomicBool) -> Result<Vec<ApplyReport>, Failure> {
        let waves = self.apply_in_waves(plan, &Course::default(), stop).await?;
        let mut reports = Vec::new();
        for wave in waves {
            if let Some((_, error)) = wave.errors.into_iter().next() {
                return Err(error);
            }
            reports.extend(wave.reports);
        }
        Ok(reports)
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
        let (bars, failed) = (Bars::new(self.context), AtomicUsize::new(0));
        let members = plan.tenancies.iter().enumerate();
        let members = members.filter(|(_, tenancy)| wave.contains(&tenancy.tenancy));
        let ended: Vec<_> = futures::stream::iter(members)
            .map(|(number, tenancy)| {
                let (run, bars, failed) = (format!("{run}-{number}"), &bars, &failed);
                async move {
                    if failed.load(Ordering::Relaxed) > failures_max {
                        return (&tenancy.tenancy, None);
                    }
                    let ended = self.apply_one(tenancy, &run, stop, bars).await;
                    if !ended.as_ref().is_ok_and(ApplyReport::is_complete) {
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                    (&tenancy.tenancy, Some(ended))
                }
            })
            .buffer_unordered(TENANCIES_MAX)
            .collect()
            .await;
        bars.finish();
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
        bars: &Bars,
    ) -> Result<ApplyReport, Failure> {
        let tenancy = self.project.tenancies.iter().find(|t| t.id == plan.tenancy);
        let tenancy = tenancy.expect("a plan is made from the project's tenancies");
        let scope = &Scope {
            session: Some(run.to_owned()),
            ..tenancy.scope.clone()
        };
        let lease = self.lock(&plan.tenancy).await?;
        let options = ApplyOptions {
            parallel: self.context.parallel,
            run,
            stop,
        };
        let report = gabakura_engine::apply(&self.world, scope, &lease, plan, options, bars).await;
        self.unlock(&lease).await;
        Ok(report?)
    }

    /// Plans the complete tenancies of a wave again, and notes which of them are not settled.
    async fn look_again(&self, plan: &Plan, wave: &mut WaveReport) {
        let complete = wave.reports.iter().filter(|report| report.is_complete());
        let mut open: BTreeSet<TenancyId> = complete.map(|r| r.tenancy.clone()).collect();
        for look in 1..=LOOKS_MAX {
            if open.is_empty() {
                break;
            }
            let again = match self.decide(&open, plan.intent, &plan.overrides).await {
                Ok((_, again)) => again,
                Err(error) => {
                    wave.unseen = Some(error);
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
            if !open.is_empty() && look < LOOKS_MAX {
                tokio::time::sleep(LOOK_PAUSE).await;
            }
        }
        wave.unsettled = open.into_iter().collect();
    }
}

/// A name for a run that no other run has: the plan it carries out, when, and by which process.
fn run_id(plan: &Plan) -> String {
    let at = plan.made_at.as_millisecond();
    let digest: String = plan.digest.chars().take(8).collect();
    format!("g{at:x}-{digest}-{:x}", std::process::id())
}
