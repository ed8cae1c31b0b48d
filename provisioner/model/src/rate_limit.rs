//! How often the operations of a cloud service may be called.

/// The rate at which some operations of a service are called.
///
/// Adapters declare rates below the cloud's own limits, so that the account's other users are not
/// crowded out. Each operation of an account and region has its own bucket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    /// What the names of the operations begin with; empty for every operation.
    pub operations: &'static str,
    /// Calls per second, sustained.
    pub per_second: f64,
    /// Calls that may be sent at once after a quiet time.
    pub burst: f64,
    /// What the cloud publishes and where, or what the estimate rests on.
    pub source: &'static str,
}

impl RateLimit {
    /// A rate that some operations are called at.
    ///
    /// # Panics
    /// Without a source, or with a rate that lets no call through: at compile time, since services
    /// are constants.
    pub const fn new(
        operations: &'static str,
        per_second: f64,
        burst: f64,
        source: &'static str,
    ) -> Self {
        assert!(!source.is_empty(), "a rate limit names its source");
        assert!(per_second > 0.0 && burst >= 1.0, "some call is let through");
        Self {
            operations,
            per_second,
            burst,
            source,
        }
    }
}
