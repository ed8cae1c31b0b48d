//! The embedded cloud: AWS's wire protocols, and beside them Google's
//! ([`gabakura_sandbox_google`]), with state kept on disk.
//!
//! [`Sandbox::http_client`] plugs the sandbox under the AWS SDK for Rust without a socket, and
//! [`Sandbox::serve`] offers it on loopback to any client.
//!
//! Modules from the top down, each using only those below:
//!
//! - `sandbox`, `server`, `client`: accounts, saving, ways in;
//! - `dispatch`: from a request to the handler of its operation;
//! - `services`: the one list of services;
//! - a room for each service (`kms`, `rds`, …): its row and its handlers;
//! - `records`, `pass_on`: what the rooms share, those that keep records and those that pass on to
//!   a crate;
//! - `service`: what a row is, and the context of a handler;
//! - `account_state`, `crates`, `ec2`: the state of an account;
//! - `protocol`, `xml`, `params` and other ground.
//!
//! A new service is a room with a row, and a line in `services`.
//!
//! **Invariant:** nothing here opens an outbound connection, prints, or listens on anything
//! but loopback.

mod accessanalyzer;
mod account;
mod account_number;
mod account_state;
mod aws_error;
mod backup;
mod bucket_registry;
mod budgets;
mod client;
mod clock;
mod cloudtrail;
mod cloudwatch;
mod config;
mod crates;
mod dispatch;
mod ec2;
mod ecr;
mod ecs;
mod elb;
mod error;
mod events;
mod faults;
mod guardduty;
mod iam;
mod ids;
mod inspector2;
mod kms;
mod listeners;
mod logs;
mod macie2;
mod paging;
mod params;
mod pass_on;
mod protocol;
mod rds;
mod records;
mod running;
mod s3;
mod s3control;
mod sandbox;
mod securityhub;
mod server;
mod service;
mod services;
mod sns;
mod sqs;
mod ssm;
mod state_directory;
mod sts;
mod xml;

pub use client::SandboxHttpClient;
pub use error::SandboxError;
pub use faults::{CallRecord, Faults, Refusing};
pub use listeners::{Listeners, Ports};
pub use running::Running;
pub use sandbox::Sandbox;
