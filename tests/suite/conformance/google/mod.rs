//! Google Cloud: its cases, and what its adapter makes of a cloud that is slow, busy or silent.

mod above;
mod cases;
mod moods;

pub use cases::cases;
