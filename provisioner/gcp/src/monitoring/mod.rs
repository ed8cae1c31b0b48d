//! Cloud Monitoring, and what its kinds share.

mod alert_condition;
pub(crate) mod alert_policy;
pub(crate) mod notification_channel;
pub(crate) mod service;

use gabakura_adapter::created;
use gabakura_model::outcome::Created;

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::item::own_name;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "monitoring";
/// Page size of a listing.
pub(crate) const PAGE: i32 = 1000;

/// The result of a creation, by the name in Google's reply.
pub(crate) fn created_as(name: &str, operation: &str, google: &Clients) -> Result<Created> {
    let missing = || Error::malformed(SERVICE, operation, "it has no name");
    Ok(created(own_name(name, google).ok_or_else(missing)?))
}
