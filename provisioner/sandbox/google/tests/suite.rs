//! The sandbox over its wires.

#[path = "suite/compute.rs"]
mod compute;
#[path = "suite/state.rs"]
mod state;
#[path = "suite/storage.rs"]
mod storage;
#[path = "suite/support.rs"]
mod support;
