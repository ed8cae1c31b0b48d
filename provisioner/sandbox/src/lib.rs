//! The embedded cloud: AWS's wire protocols, and beside them Google's
//! ([`gabakura_sandbox_google`]), with state kept on disk.
//!
//! One door, two ways in: [`Sandbox::http_client`] plugs the sandbox under the AWS SDK for
//! Rust without a socket, and [`Sandbox::serve`] offers it on loopback to any AWS client.
//! Every request is addressed by its SigV4 credential scope: the access key id is the account
//! number, the scope names region and service.
//!
//! IAM, KMS, S3, S3 Control and CloudWatch Logs are answered by the `winterbaume-*` crates,
//! with `mends` restoring AWS's behaviour where those differ. All other services are answered by
//! modules of this crate.
//!
//! **Invariant:** nothing here opens an outbound connection, prints, or listens on anything
//! but loopback.

mod accessanalyzer;
mod account;
mod account_number;
mod address;
mod backup;
mod bank;
mod budgets;
mod call;
mod cbor;
mod client;
mod clock;
mod cloudtrail;
mod cloudwatch;
mod config;
mod doors;
mod ec2;
mod ecr;
mod ecs;
mod elb;
mod error;
mod events;
mod faults;
mod guardduty;
mod ids;
mod inspector2;
mod macie2;
mod mends;
mod names;
mod params;
mod rds;
mod records;
mod refusal;
mod running;
mod sandbox;
mod securityhub;
mod server;
mod shelf;
mod sns;
mod ssm;
mod sts;
mod xml;

pub use client::SandboxHttpClient;
pub use doors::{Doors, Ports};
pub use error::SandboxError;
pub use faults::{CallRecord, Faults, Refusing};
pub use running::Running;
pub use sandbox::Sandbox;
