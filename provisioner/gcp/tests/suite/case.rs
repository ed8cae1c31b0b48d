//! What is tried of a kind, as data.

use serde_json::Value;

/// One kind: what must stand before it, how it begins, and what becomes of it.
pub struct Case {
    pub kind: &'static str,
    /// Kinds and specs of what it refers to.
    pub before: Vec<(&'static str, Value)>,
    pub spec: Value,
    /// Top-level fields changed one after the other.
    pub changes: Vec<Value>,
    pub end: End,
}

/// What a deletion comes to.
pub enum End {
    /// It is gone.
    Gone,
    /// It is refused, with this code.
    Refused(&'static str),
    /// It stands as before: it was never ours.
    Stays,
}

impl Case {
    pub fn new(kind: &'static str, spec: Value) -> Self {
        Self {
            kind,
            before: Vec::new(),
            spec,
            changes: Vec::new(),
            end: End::Gone,
        }
    }

    pub fn after(mut self, before: &[(&'static str, Value)]) -> Self {
        self.before.extend_from_slice(before);
        self
    }

    pub fn change(mut self, fields: Value) -> Self {
        self.changes.push(fields);
        self
    }

    pub fn ends(mut self, end: End) -> Self {
        self.end = end;
        self
    }
}
