//! Effects, through ports only: observing, applying, recovering.
//!
//! The planner decides; this room carries out, and writes down each move before it makes it.
//! It knows clouds, stores and clocks by their ports and prints nothing.

pub mod apply;
pub mod budget;
pub mod clouds;
mod evidence;
mod lease;
pub mod observe;
pub mod progress;
pub mod recover;
pub mod report;
pub mod retry;
pub mod settle;
mod step;
pub mod throttle;
mod visible;

use std::sync::Arc;

use gabakura_model::port::{Clock, Provider, Store, Throttle};

pub use apply::{ApplyError, ApplyOptions, apply};
pub use budget::{Budget, budget};
pub use clouds::Clouds;
pub use observe::{ObserveRequest, observe};
pub use progress::{Event, Progress, Silent};
pub use recover::{Settled, recover};
pub use report::{ApplyReport, StepResult, StepStatus};
pub use settle::{Decision, SettleError, Settlement, settle};
pub use throttle::{Ledger, Limits, RateLimiter};

/// The world the engine acts on.
#[derive(Clone)]
pub struct World {
    /// The clouds.
    pub provider: Arc<dyn Provider>,
    /// Record, journal and locks.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What the provider's calls wait for; it learns which of them were pushed back.
    pub throttle: Arc<dyn Throttle>,
}
