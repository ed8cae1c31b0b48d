//! Pure verbs: what people wrote becomes what is desired, what is seen becomes a decision.
//!
//! Same input, same bytes out. No file, clock, runtime or randomness is read here.

mod cloud;
pub mod diff;
pub mod digest;
pub mod drift;
pub mod environment;
pub mod history;
mod network;
mod observation;
mod order;
pub mod parameter;
pub mod plan;
pub mod policy;
pub mod render;
pub mod secret;
mod source;
pub mod stale;
mod unmanaged;
pub mod waves;

pub use drift::drift;
pub use observation::kinds_to_observe;
pub use parameter::Parameters;
pub use plan::{PlanRequest, plan};
pub use source::SourceFile;
