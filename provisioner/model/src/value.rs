//! Untyped data.

/// Untyped data of a spec or a parameter: JSON, keys in stable order.
pub type Value = serde_json::Value;
