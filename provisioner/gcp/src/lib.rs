//! The Google Cloud adapter: the only home of Google's SDK types.
//!
//! [`open`] puts a list of services (`services.rs`) and ways into projects (`session.rs`) together. A
//! kind is one file of the shape in `kind.rs`, mostly data: Google's models read and write the
//! REST JSON, and a spec is that JSON in `snake_case` (`rest.rs`). `call.rs` makes the calls,
//! `fault.rs` reads errors, `labels.rs` and `mark.rs` say how a thing tells whose it is.

mod above;
mod accesscontextmanager;
mod billing;
mod call;
mod change;
mod clients;
mod compute;
mod dns;
mod essentialcontacts;
mod facts;
mod fault;
mod iam;
mod kind;
mod kms;
mod labels;
mod listing;
mod logging;
mod mark;
mod monitoring;
mod operation;
mod order;
mod orgpolicy;
mod path;
mod project;
mod rest;
mod securitycenter;
mod seen;
mod services;
mod serviceusage;
mod session;
mod spec;
mod storage;
mod wire;
mod words;

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
