//! Kinds of the Service Usage service.

pub(crate) mod service;
