//! The embedded Google Cloud: one small engine over a table of collections, answering REST/JSON
//! and, where Google's clients speak it, gRPC on the same loopback port.
//!
//! A service is three kinds of data: `schema/` describes its messages,
//! `src/tables/` which collections it has and how they behave, and a hook in `src/tables/` what
//! no table can say. The engine itself knows no service.

mod call;
mod clock;
mod collection;
mod dispatch;
mod engine;
mod error;
mod faults;
mod filter;
mod google;
mod grpc;
mod ids;
mod json;
mod mask;
mod refusal;
mod route;
mod rules;
mod schema;
mod server;
mod state_dir;
mod tables;
mod world;

pub use error::GoogleError;
pub use faults::{CallRecord, Faults, Refusing};
pub use google::Google;
