//! Events of a run, for progress bars.

use gabakura_model::observed::GapReason;
use gabakura_model::plan::StepAction;
use gabakura_model::resource::{Address, Kind};
use gabakura_model::tenancy::{Place, TenancyId};

use crate::report::StepStatus;

/// An event.
#[derive(Clone, Debug)]
pub enum Event {
    /// Observation starts.
    Listing {
        /// How many lists it takes.
        total: usize,
    },
    /// One list ended.
    Listed {
        /// Account and region.
        place: Place,
        /// The kind.
        kind: Kind,
        /// How many resources there are, or why that is not known.
        outcome: Result<usize, GapReason>,
    },
    /// The apply of a tenancy's plan starts.
    Applying {
        /// The tenancy.
        tenancy: TenancyId,
        /// How many steps its plan has.
        steps: usize,
    },
    /// A step's call is about to be sent.
    StepStarted {
        /// The resource.
        address: Address,
        /// What the step does.
        action: StepAction,
    },
    /// A step's call was refused for now and will be sent again.
    StepRetried {
        /// The resource.
        address: Address,
        /// The cloud's error code.
        code: String,
        /// The wait until then, in milliseconds.
        wait_ms: u64,
    },
    /// A step ended.
    StepEnded {
        /// The resource.
        address: Address,
        /// What the step did.
        action: StepAction,
        /// How it ended.
        status: StepStatus,
    },
    /// Recovery of what an earlier run left in doubt starts.
    Recovering {
        /// The tenancy.
        tenancy: TenancyId,
        /// How many intents are open.
        intents: usize,
    },
}

/// Receives events.
pub trait Progress: Send + Sync {
    /// Receives one; must not block.
    fn event(&self, event: Event);
}

/// Ignores events.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn event(&self, _event: Event) {}
}
