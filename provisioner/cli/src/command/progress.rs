//! Progress on stderr: a bar on a terminal, plain lines elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gabakura_engine::{Event, Progress, StepStatus};
use gabakura_model::observed::GapReason;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Place;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::view::step;
use crate::view::style::Style;
use crate::view::value::plain;
use crate::words::{Lang, Words};

/// Off a terminal, one line per so many listings; a fleet makes thousands.
const LISTINGS_PER_LINE: usize = 100;
/// Off a terminal, a heartbeat after so much silence, so that no log watcher gives up.
const HEARTBEAT: Duration = Duration::from_mins(1);
/// How often the bar moves on a terminal.
const TICK: Duration = Duration::from_millis(120);

/// Shows how far a run is; dropped, how much of the cloud was read.
pub struct Bars {
    words: Words,
    display: Display,
    counts: Arc<Mutex<Counts>>,
}

enum Display {
    Nothing,
    Bar(ProgressBar),
    /// Lines; dropping the sender ends the heartbeat's thread.
    Lines(#[expect(dead_code, reason = "dropping it ends the thread")] Sender<()>),
}

/// How far a run is.
#[derive(Default)]
struct Counts {
    listings: usize,
    listed: usize,
    unread: usize,
    steps: usize,
    ended: usize,
    last: Option<Instant>,
}

impl Bars {
    /// Starts; shows nothing with `--quiet`.
    pub fn new(lang: Lang, quiet: bool) -> Self {
        let counts = Arc::default();
        let display = if quiet {
            Display::Nothing
        } else if std::io::stderr().is_terminal() {
            Display::Bar(bar())
        } else {
            Display::Lines(heartbeat(Words::new(lang), Arc::clone(&counts)))
        };
        Self {
            words: Words::new(lang),
            display,
            counts,
        }
    }

    /// A line of its own, above the bar if there is one.
    fn line(&self, text: &str) {
        match &self.display {
            Display::Nothing => {}
            Display::Bar(bar) if !bar.is_finished() => bar.println(text),
            Display::Bar(_) | Display::Lines(_) => write_line(text),
        }
    }

    /// Moves the bar.
    fn at(&self, done: usize, total: usize, message: String) {
        if let Display::Bar(bar) = &self.display {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
            bar.set_message(message);
        }
    }

    fn is_bar(&self) -> bool {
        matches!(self.display, Display::Bar(_))
    }

    fn listed(&self, counts: &Counts) {
        let (done, total) = (counts.listed.to_string(), counts.listings.to_string());
        self.at(
            counts.listed,
            counts.listings,
            self.words.say("progress-listing", &[]),
        );
        let round = counts.listed.is_multiple_of(LISTINGS_PER_LINE);
        if !self.is_bar() && round && counts.listed < counts.listings {
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

    fn retried(&self, address: &str, code: &str, wait_ms: u64) {
        let seconds = wait_ms.div_ceil(1000).to_string();
        let args = [
            ("address", address),
            ("code", &plain(code)),
            ("seconds", &seconds),
        ];
        self.line(&self.words.say("progress-retry", &args));
    }

    fn ended(&self, counts: &Counts, address: &str, action: &str, status: &StepStatus) {
        let args = [
            (
                "status",
                &*step::status(status, &self.words, &Style::default()),
            ),
            ("move", action),
            ("address", address),
        ];
        let text = self.words.say("progress-step", &args);
        // What is done shows in the bar; what is not deserves its line.
        if !self.is_bar() || *status != StepStatus::Done {
            self.line(&text);
        }
        self.at(counts.ended, counts.steps, text);
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        if let Display::Bar(bar) = &self.display {
            bar.finish_and_clear();
        }
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.listings > 0 {
            let (total, failed) = (counts.listed.to_string(), counts.unread.to_string());
            let args = [("total", &*total), ("failed", &failed)];
            self.line(&self.words.say("progress-listed-all", &args));
        }
    }
}

impl Progress for Bars {
    fn event(&self, event: Event) {
        let words = &self.words;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.last = Some(Instant::now());
        match event {
            Event::Listing { total } => {
                counts.listings += total;
                self.at(
                    counts.listed,
                    counts.listings,
                    words.say("progress-listing", &[]),
                );
            }
            Event::Listed {
                place,
                kind,
                outcome,
            } => {
                counts.listed += 1;
                if let Err(gap) = outcome {
                    counts.unread += 1;
                    self.unread(&place, &kind, &gap);
                }
                self.listed(&counts);
            }
            Event::Applying { tenancy, steps } => {
                counts.steps += steps;
                let (tenancy, count) = (tenancy.to_string(), steps.to_string());
                let args = [("tenancy", &*tenancy), ("count", &count)];
                if !self.is_bar() {
                    self.line(&words.say("progress-applying", &args));
                }
                self.at(counts.ended, counts.steps, words.say("progress-apply", &[]));
            }
            Event::StepStarted { address, action } => {
                let message = format!("{} {address}", step::action(action, words));
                self.at(counts.ended, counts.steps, message);
            }
            Event::StepRetried {
                address,
                code,
                wait_ms,
            } => self.retried(&address.to_string(), &code, wait_ms),
            Event::StepEnded {
                address,
                action,
                status,
            } => {
                counts.ended += 1;
                self.ended(
                    &counts,
                    &address.to_string(),
                    &step::action(action, words),
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

/// Writes a line whenever nothing else was written for long. Ends with the sender.
fn heartbeat(words: Words, counts: Arc<Mutex<Counts>>) -> Sender<()> {
    let (running, ended) = channel::<()>();
    let started = Instant::now();
    let watch = move || {
        while ended.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
            let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
            if counts.last.is_some_and(|last| last.elapsed() < HEARTBEAT) {
                continue;
            }
            counts.last = Some(Instant::now());
            let minutes = started.elapsed().as_secs() / 60;
            let (done, total) = match counts.steps {
                0 => (counts.listed, counts.listings),
                steps => (counts.ended, steps),
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
    // Without the thread there is no heartbeat, and everything else works.
    let _ = std::thread::Builder::new()
        .name("heartbeat".to_owned())
        .spawn(watch);
    running
}
