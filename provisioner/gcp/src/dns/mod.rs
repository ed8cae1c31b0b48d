//! Kinds of Cloud DNS, and what they share.

pub(crate) mod managed_zone;
pub(crate) mod policy;
pub(crate) mod record_set;

use serde_json::{Value, json};

use crate::rest::{Fields, full};

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "dns";
/// Largest page of a listing.
pub(crate) const PAGE: i32 = 100;

/// Networks as Cloud DNS lists them, from their ids.
pub(crate) fn networks_of(ids: &Value) -> Value {
    let ids = ids.as_array().into_iter().flatten();
    ids.filter_map(Value::as_str)
        .map(|id| json!({ "network_url": full(id) }))
        .collect()
}

/// The ids of networks that Cloud DNS lists.
pub(crate) fn ids_of(networks: &Value) -> Value {
    let networks = networks.as_array().into_iter().flatten();
    networks
        .map(|network| network["network_url"].clone())
        .collect()
}

/// Replaces a field's value by what `change` makes of it; an absent one counts as null.
pub(crate) fn replace(fields: &mut Fields, field: &str, change: impl Fn(&Value) -> Value) {
    let value = fields.remove(field).unwrap_or_default();
    fields.insert(field.to_owned(), change(&value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_go_there_and_back() {
        let listed = networks_of(&json!(["projects/p/global/networks/n"]));
        let url = "https://www.googleapis.com/compute/v1/projects/p/global/networks/n";
        assert_eq!(listed, json!([{ "network_url": url }]));
        let seen = crate::rest::Naming::PLAIN.spec_of(&listed);
        assert_eq!(ids_of(&seen), json!(["projects/p/global/networks/n"]));
        assert_eq!(ids_of(&Value::Null), json!([]));
    }
}
