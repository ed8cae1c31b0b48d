//! Effects, through ports only: observing, applying, recovering.
//!
//! The planner decides; the engine carries out, and notes each step before its call. It knows
//! clouds, stores and clocks by their ports and prints nothing.

mod absence;
mod apply;
mod budget;
mod clouds;
mod context;
mod evidence;
mod executor;
mod lease;
mod observe;
mod operation;
mod progress;
mod recover;
mod report;
mod resolve;
mod retry;
pub mod throttle;

pub use apply::{ApplyError, ApplyOptions, apply};
pub use budget::{Budget, budget};
pub use clouds::Clouds;
pub use context::Context;
pub use lease::LEASE_MS;
pub use observe::{ObserveRequest, observe};
pub use progress::{Event, Progress, Silent};
pub use recover::{Resolved, Verdict, in_doubt, recover};
pub use report::{ApplyReport, StepResult, StepStatus};
pub use resolve::{Decision, Resolution, ResolveError, resolve};
pub use throttle::{Ledger, Limits, RateLimiter};
