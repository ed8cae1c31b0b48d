//! Account Management: what AWS keeps about the account itself.

pub(crate) mod alternate_contact;
pub(crate) mod service;
