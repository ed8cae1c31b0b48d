//! Essential Contacts.

pub(crate) mod contact;
pub(crate) mod service;

/// The service, as rate limits know it.
const SERVICE: &str = "essentialcontacts";
