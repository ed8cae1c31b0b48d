//! The sandbox over its wires.

#![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

#[path = "suite/above.rs"]
mod above;
#[path = "suite/compute.rs"]
mod compute;
#[path = "suite/deviations.rs"]
mod deviations;
#[path = "suite/golden.rs"]
mod golden;
#[path = "suite/pubsub.rs"]
mod pubsub;
#[path = "suite/replay.rs"]
mod replay;
#[path = "suite/services.rs"]
mod services;
#[path = "suite/state.rs"]
mod state;
#[path = "suite/storage.rs"]
mod storage;
#[path = "suite/support.rs"]
mod support;
