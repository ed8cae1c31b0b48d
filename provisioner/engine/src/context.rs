//! What every verb of the engine works with.

use std::sync::Arc;

use gabakura_model::port::{Clock, Provider, Store, Throttle};

/// The ports through which the engine acts.
#[derive(Clone)]
pub struct Context {
    /// The clouds.
    pub provider: Arc<dyn Provider>,
    /// Record, journal and locks.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The rate limits that the provider's calls wait for; it learns which calls were throttled.
    pub throttle: Arc<dyn Throttle>,
}
