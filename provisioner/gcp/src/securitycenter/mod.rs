//! Kinds of Security Command Center.

pub(crate) mod notification_config;
