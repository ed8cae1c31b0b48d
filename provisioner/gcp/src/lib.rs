//! The Google Cloud adapter: the only home of Google's SDK types.
//!
//! [`open`] combines the list of services (`services.rs`) and access to projects (`session.rs`). A
//! service declares its kinds and rate limits in its `service.rs`. A kind is one file of the shape
//! in `kind.rs`, mostly data: Google's models read and write the REST JSON, and a spec is that JSON
//! in `snake_case` (`rest.rs`). `call.rs` makes the calls, `error.rs` reads errors, `labels.rs` and
//! `mark.rs` record the owner of a resource.
//!
//! Modules, each using only those before it: `error`, `rest`, `resource_name`, `labels`, `mark`,
//! `enums`, `validation`; `clients`, `call`, `operation`, `http`, `hierarchy`; `facts`, `item`,
//! `creation`, `change`, `iam_policy`, `kind`; the services; `services`; `session`.

mod accesscontextmanager;
mod billing;
mod call;
mod change;
mod clients;
mod compute;
mod creation;
mod dns;
mod enums;
mod error;
mod essentialcontacts;
mod facts;
mod hierarchy;
mod http;
mod iam;
mod iam_policy;
mod item;
mod kind;
mod kms;
mod labels;
mod logging;
mod mark;
mod monitoring;
mod operation;
mod orgpolicy;
mod project;
mod resource_name;
mod rest;
mod securitycenter;
mod services;
mod serviceusage;
mod session;
mod storage;
mod validation;

use std::sync::Arc;

use gabakura_adapter::{Adapter, RateLimits};
use gabakura_model::catalogue::Catalogue;
use gabakura_model::port::SharedProvider;

pub use crate::session::{Access, Settings};

/// Google Cloud behind its SDK; no call is made yet.
pub fn open(settings: Settings) -> SharedProvider {
    let sessions = session::Sessions::new(settings, RateLimits::of(services::ALL));
    Arc::new(Adapter::new(services::ALL, sessions))
}

/// The kinds this adapter knows, without an adapter: for editors, docs and checks.
pub fn catalogue() -> Catalogue {
    gabakura_adapter::catalogue(services::ALL)
}
