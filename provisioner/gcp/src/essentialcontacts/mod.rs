//! Kinds of the Essential Contacts service.

pub(crate) mod contact;
