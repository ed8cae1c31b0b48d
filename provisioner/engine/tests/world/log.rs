//! What happened, in order, for whoever wants to read it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

/// Lines, kept only where somebody will read them, and counts, always.
#[derive(Clone)]
pub struct Log {
    since: Instant,
    lines: Option<Arc<Mutex<Vec<String>>>>,
    counts: Arc<Mutex<BTreeMap<String, u64>>>,
    wrong: Arc<Mutex<Vec<String>>>,
}

impl Log {
    pub fn new(kept: bool) -> Self {
        Self {
            since: Instant::now(),
            lines: kept.then(Arc::default),
            counts: Arc::default(),
            wrong: Arc::default(),
        }
    }

    pub fn say(&self, line: impl FnOnce() -> String) {
        if let Some(lines) = &self.lines {
            lines.lock().unwrap().push(line());
        }
    }

    /// Says it with the time, for stories.
    pub fn tell(&self, line: impl FnOnce() -> String) {
        let at = self.since.elapsed().as_millis();
        self.say(|| format!("{at:>8} ms  {}", line()));
    }

    pub fn count(&self, what: impl Into<String>) {
        *self.counts.lock().unwrap().entry(what.into()).or_default() += 1;
    }

    /// A promise that was broken.
    pub fn wrong(&self, what: String) {
        self.tell(|| format!("WRONG: {what}"));
        self.wrong.lock().unwrap().push(what);
    }

    pub fn lines(&self) -> Vec<String> {
        let lines = self.lines.as_ref();
        lines.map_or_else(Vec::new, |lines| lines.lock().unwrap().clone())
    }

    pub fn wrongs(&self) -> Vec<String> {
        self.wrong.lock().unwrap().clone()
    }

    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.counts.lock().unwrap().clone()
    }
}
