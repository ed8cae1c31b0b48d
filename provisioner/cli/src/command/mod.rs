//! One command: its arguments, its use case, the view of the result and the exit code.

mod apply;
mod context;
mod demo;
mod dispatch;
mod interrupt;
mod progress;
mod sandbox;
mod state;
mod terminal;

pub use dispatch::run;
