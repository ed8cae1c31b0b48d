//! What the adapters of all clouds have in common; it knows no SDK.
//!
//! An adapter is a list of [`Service`]s and a way into accounts ([`Sessions`]); [`Adapter`] makes a
//! provider of both. A service declares its kinds, rate limits and error codes; a kind is
//! [`Facts`], a spec ([`spec`]) and the calls of [`AnyKind`].

mod error;
mod facts;
mod kind;
mod listing;
mod provider;
mod service;
pub mod spec;
mod trace;

pub use error::{CallError, chain, malformed, no_reply, refused, unless_gone};
pub use facts::{Facts, Ownership};
pub use kind::{AnyKind, Managed, created, managed};
pub use listing::read_each;
pub use provider::{Adapter, Sessions};
pub use service::{RateLimits, Service, catalogue};
pub use trace::traced;
