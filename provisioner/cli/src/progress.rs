//! What happens while it happens, on stderr: a bar on a terminal, plain lines elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gabakura_engine::{Event, Progress, StepStatus};
use gabakura_model::observed::GapReason;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Place;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::settings::Context;
use crate::view::apply::{movement, status};
use crate::view::plain;
use crate::view::style::Style;
use crate::words::Words;

/// Off a terminal, one line per so many listings; a fleet makes thousands.
const LISTINGS_PER_LINE: usize = 100;
/// Off a terminal, a sign of life after so much silence, so that no log watcher gives up.
const ALIVE_EVERY: Duration = Duration::from_mins(1);
/// How often the bar moves on a terminal.
const TICK: Duration = Duration::from_millis(120);

/// Watches a run and shows how far it is.
pub struct Bars {
    words: Words,
    shown: Shown,
    seen: Arc<Mutex<Seen>>,
}

enum Shown {
    Nothing,
    Bar(ProgressBar),
    /// Lines, and what ends the thread that gives signs of life when dropped.
    Lines(#[expect(dead_code, reason = "dropping it ends the thread")] Sender<()>),
}

/// How far the run is.
#[derive(Default)]
struct Seen {
    listings: usize,
    listed: usize,
    unread: usize,
    steps: usize,
    ended: usize,
    last: Option<Instant>,
}

impl Bars {
    /// Starts watching; shows nothing with `--quiet`.
    pub fn new(context: &Context) -> Self {
        let words = Words::new(context.words.lang());
        let seen = Arc::default();
        let shown = if context.quiet {
            Shown::Nothing
        } else if std::io::stderr().is_terminal() {
            Shown::Bar(bar())
        } else {
            Shown::Lines(signs_of_life(
                Words::new(context.words.lang()),
                Arc::clone(&seen),
            ))
        };
        Self { words, shown, seen }
    }

    /// Ends watching; says how much of the cloud was read.
    pub fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.listings > 0 {
            let (total, failed) = (seen.listed.to_string(), seen.unread.to_string());
            let args = [("total", &*total), ("failed", &failed)];
            self.line(&self.words.say("progress-listed-all", &args));
        }
    }

    /// A line of its own, above the bar if there is one.
    fn line(&self, text: &str) {
        match &self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) if !bar.is_finished() => bar.println(text),
            Shown::Bar(_) | Shown::Lines(_) => write_line(text),
        }
    }

    /// Moves the bar.
    fn at(&self, done: usize, total: usize, message: String) {
        if let Shown::Bar(bar) = &self.shown {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
            bar.set_message(message);
        }
    }

    fn is_bar(&self) -> bool {
        matches!(self.shown, Shown::Bar(_))
    }

    fn listed(&self, seen: &Seen) {
        let (done, total) = (seen.listed.to_string(), seen.listings.to_string());
        self.at(
            seen.listed,
            seen.listings,
            self.words.say("progress-listing", &[]),
        );
        let round = seen.listed.is_multiple_of(LISTINGS_PER_LINE);
        if !self.is_bar() && round && seen.listed < seen.listings {
            let args = [("done", &*done), ("total", &total)];
            self.line(&self.words.say("progress-listed", &args));
        }
    }

    fn unread(&self, place: &Place, kind: &Kind, gap: &GapReason) {
        let (kind, place) = (kind.to_string(), place.to_string());
        let args = [
            ("kind", &*kind),
            ("place", &place),
            ("code", &plain(&gap.code)),
        ];
        self.line(&self.words.say("progress-gap", &args));
    }

    fn ended(&self, seen: &Seen, address: &str, make: &str, ended: &StepStatus) {
        let args = [
            ("status", &*status(ended, &self.words, &Style::default())),
            ("move", make),
            ("address", address),
        ];
        let text = self.words.say("progress-step", &args);
        // What is done shows in the bar; what is not deserves its line.
        if !self.is_bar() || *ended != StepStatus::Done {
            self.line(&text);
        }
        self.at(seen.ended, seen.steps, text);
    }
}

impl Progress for Bars {
    fn event(&self, event: Event) {
        let words = &self.words;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.last = Some(Instant::now());
        match event {
            Event::Listing { total } => {
                seen.listings += total;
                self.at(
                    seen.listed,
                    seen.listings,
                    words.say("progress-listing", &[]),
                );
            }
            Event::Listed {
                place,
                kind,
                outcome,
            } => {
                seen.listed += 1;
                if let Err(gap) = outcome {
                    seen.unread += 1;
                    self.unread(&place, &kind, &gap);
                }
                self.listed(&seen);
            }
            Event::Applying { tenancy, steps } => {
                seen.steps += steps;
                let (tenancy, count) = (tenancy.to_string(), steps.to_string());
                let args = [("tenancy", &*tenancy), ("count", &count)];
                if !self.is_bar() {
                    self.line(&words.say("progress-applying", &args));
                }
                self.at(seen.ended, seen.steps, words.say("progress-apply", &[]));
            }
            Event::StepStarted { address, action } => {
                let message = format!("{} {address}", movement(action, words));
                self.at(seen.ended, seen.steps, message);
            }
            Event::StepRetried {
                address,
                code,
                wait_ms,
            } => {
                let (address, seconds) = (address.to_string(), wait_ms.div_ceil(1000).to_string());
                let code = plain(&code);
                let args = [
                    ("address", &*address),
                    ("code", &code),
                    ("seconds", &seconds),
                ];
                self.line(&words.say("progress-retry", &args));
            }
            Event::StepEnded {
                address,
                action,
                status,
            } => {
                seen.ended += 1;
                self.ended(
                    &seen,
                    &address.to_string(),
                    &movement(action, words),
                    &status,
                );
            }
            Event::Recovering { tenancy, intents } => {
                let (tenancy, count) = (tenancy.to_string(), intents.to_string());
                let args = [("tenancy", &*tenancy), ("count", &count)];
                self.line(&words.say("progress-recovering", &args));
            }
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {elapsed} [{bar:30}] {pos}/{len} {msg}");
    // The template is a literal; should it ever not parse, the default bar will do.
    bar.set_style(
        style
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> "),
    );
    bar.enable_steady_tick(TICK);
    bar
}

fn write_line(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(format!("{text}\n").as_bytes());
}

/// Says that the run goes on whenever nothing else was said for long. Ends with the sender.
fn signs_of_life(words: Words, seen: Arc<Mutex<Seen>>) -> Sender<()> {
    let (alive, ended) = channel::<()>();
    let started = Instant::now();
    let watch = move || {
        while ended.recv_timeout(ALIVE_EVERY) == Err(RecvTimeoutError::Timeout) {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.last.is_some_and(|last| last.elapsed() < ALIVE_EVERY) {
                continue;
            }
            seen.last = Some(Instant::now());
            let minutes = started.elapsed().as_secs() / 60;
            let (done, total) = match seen.steps {
                0 => (seen.listed, seen.listings),
                steps => (seen.ended, steps),
            };
            let (elapsed, done, total) = (
                format!("{minutes} min"),
                done.to_string(),
                total.to_string(),
            );
            let args = [("elapsed", &*elapsed), ("done", &done), ("total", &total)];
            write_line(&words.say("progress-alive", &args));
        }
    };
    // Without the thread there are no signs of life, and everything else works.
    let _ = std::thread::Builder::new()
        .name("signs-of-life".to_owned())
        .spawn(watch);
    alive
}
