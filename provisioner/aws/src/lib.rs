//! The AWS adapter: the only home of AWS SDK types.
//!
//! [`open`] puts a list of services (`services.rs`) and ways into accounts (`session.rs`) together.
//! A service is a folder: its kinds, rate limits and error codes are listed in its `service.rs`. A
//! kind has the shape in `kind.rs`; `clients.rs` and `transport.rs` make the calls, `error.rs`
//! reads errors.

mod accessanalyzer;
mod account;
mod backup;
mod budgets;
mod clients;
mod cloudtrail;
mod cloudwatch;
mod config;
mod ec2;
mod ecr;
mod ecs;
mod elb;
mod error;
mod events;
mod guardduty;
mod iam;
mod inspector2;
mod kind;
mod kms;
mod logs;
mod macie2;
mod observed;
mod policy_document;
mod rds;
mod s3;
mod s3control;
mod securityhub;
mod services;
mod session;
mod sns;
mod spec;
mod ssm;
mod sts;
mod tags;
mod transport;
mod waiting;
mod web_identity;
mod wire;

use std::sync::Arc;

use gabakura_adapter::{Adapter, RateLimits};
use gabakura_model::catalogue::Catalogue;
use gabakura_model::port::SharedProvider;

pub use crate::session::{Access, Settings};
// Services without an SDK crate still name errors so.

/// AWS behind its SDK; no call is made yet.
pub fn open(settings: Settings) -> SharedProvider {
    let sessions = session::Sessions::new(settings, RateLimits::of(services::ALL));
    Arc::new(Adapter::new(services::ALL, sessions))
}

/// The kinds this adapter knows, without an adapter: for editors, docs and checks.
pub fn catalogue() -> Catalogue {
    gabakura_adapter::catalogue(services::ALL)
}
