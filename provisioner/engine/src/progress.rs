//! What happens while it happens, for whoever watches.

use gabakura_model::observed::GapReason;
use gabakura_model::plan::StepAction;
use gabakura_model::resource::{Address, Kind};
use gabakura_model::tenancy::{Place, TenancyId};

use crate::report::StepStatus;

/// Something that just happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// Listings to make in all.
    Listing {
        /// How many.
        total: usize,
    },
    /// One listing is over.
    Listed {
        /// Where.
        place: Place,
        /// Of what.
        kind: Kind,
        /// How many there are, or why we do not know.
        outcome: Result<usize, GapReason>,
    },
    /// A tenancy's plan is about to be carried out.
    Applying {
        /// Whose.
        tenancy: TenancyId,
        /// How many steps.
        steps: usize,
    },
    /// A step's call is about to go out.
    StepStarted {
        /// On what.
        address: Address,
        /// Doing what.
        action: StepAction,
    },
    /// A step's call was refused for now and goes out again.
    StepRetried {
        /// On what.
        address: Address,
        /// The cloud's code.
        code: String,
        /// Wait until then, in milliseconds.
        wait_ms: u64,
    },
    /// A step is over.
    StepEnded {
        /// On what.
        address: Address,
        /// Doing what.
        action: StepAction,
        /// How it went.
        status: StepStatus,
    },
    /// An earlier run's open intents are being settled.
    Recovering {
        /// Whose.
        tenancy: TenancyId,
        /// How many.
        intents: usize,
    },
}

/// Watches.
pub trait Progress: Send + Sync {
    /// Takes note; must not block.
    fn event(&self, event: Event);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn event(&self, _event: Event) {}
}
