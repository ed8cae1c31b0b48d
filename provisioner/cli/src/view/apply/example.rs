//! An apply for tests.

use gabakura_engine::Ledger;
use gabakura_model::plan::Plan;

use crate::usecase::apply::Applied;
use crate::usecase::rollout::{Rollout, WaveReport};

/// What became of a plan, at once and for the first time.
pub fn applied(plan: Plan, waves: Vec<WaveReport>) -> Applied {
    Applied {
        plan,
        reviewed: false,
        rollout: Rollout::default(),
        recovered: Vec::new(),
        waves,
        calls: Ledger::default(),
        stopped: false,
    }
}
