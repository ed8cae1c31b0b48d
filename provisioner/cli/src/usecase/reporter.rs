//! What a use case reports while it runs.

use std::collections::BTreeSet;

use gabakura_engine::{Progress, Resolved};
use gabakura_model::port::StoreError;
use gabakura_model::tenancy::TenancyId;

/// Where a running use case reports to. The terminal implements it.
pub trait Reporter: Send + Sync {
    /// Follows calls to the clouds; dropped when they are over.
    fn progress(&self) -> Box<dyn Progress>;

    /// Reports something that the result alone would report too late.
    fn notice(&self, notice: Notice<'_>);
}

/// Something worth reporting at once.
pub enum Notice<'n> {
    /// What became of operations that an earlier run left in doubt.
    Recovered(&'n [Resolved]),
    /// The runs that are undone together.
    Undoing(&'n BTreeSet<String>),
    /// A wave of a rollout begins.
    WaveStarted {
        /// Its number, from 1.
        number: usize,
        total: usize,
        tenancies: usize,
    },
    /// A lock could not be released; it expires by itself.
    LockNotReleased {
        tenancy: &'n TenancyId,
        error: &'n StoreError,
    },
}
