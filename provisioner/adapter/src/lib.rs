//! What the adapters of all clouds have in common; it knows no SDK.
//!
//! [`Adapter`] is a provider over a list of kinds and a way into accounts ([`Sessions`]). A kind
//! without its types is [`AnyKind`]; [`spec`] reads and describes what is declared of it.

mod kind;
mod provider;
pub mod spec;
mod trace;

pub use kind::{AnyKind, Erased, Kinds};
pub use provider::{Adapter, Sessions};
pub use trace::traced;
