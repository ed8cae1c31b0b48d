//! Where a process may die: at each write of the journal and at each reply.

use std::sync::Mutex;

use tokio::sync::Notify;

/// Stops one process at the point it was set to, for good or until it is released.
#[derive(Default)]
pub struct Trip {
    state: Mutex<State>,
    tripped: Notify,
    released: Notify,
}

#[derive(Default)]
struct State {
    /// Points to pass before the one to stop at.
    left: Option<u64>,
    at: Option<&'static str>,
}

impl Trip {
    /// A trip that stops at the point after `left` others; `None` lets all pass.
    pub fn after(left: Option<u64>) -> Self {
        let state = Mutex::new(State { left, at: None });
        Self {
            state,
            ..Self::default()
        }
    }

    /// A point where the process may stop.
    pub async fn point(&self, name: &'static str) {
        {
            let mut state = self.state.lock().unwrap();
            match (state.at, state.left) {
                (Some(_), _) => {}
                (None, None) => return,
                (None, Some(0)) => {
                    state.at = Some(name);
                    self.tripped.notify_one();
                }
                (None, Some(left)) => {
                    state.left = Some(left - 1);
                    return;
                }
            }
        }
        self.released.notified().await;
    }

    /// Waits until the process stopped; says where.
    pub async fn tripped(&self) -> &'static str {
        loop {
            if let Some(at) = self.state.lock().unwrap().at {
                return at;
            }
            self.tripped.notified().await;
        }
    }

    /// Lets a stopped process go on.
    pub fn release(&self) {
        *self.state.lock().unwrap() = State::default();
        self.released.notify_waiters();
    }
}
