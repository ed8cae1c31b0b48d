//! What a plan is made from.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::catalogue::Catalogue;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::Observed;
use gabakura_model::plan::PlanIntent;
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Address;

/// All that a plan is made from: the planner has no clock and makes no calls.
#[derive(Clone, Copy, Debug)]
pub struct PlanRequest<'a> {
    /// What templates declare; for [`PlanIntent::Undo`], what was recorded before. Ignored for
    /// [`PlanIntent::Fix`], where the record is what is desired.
    pub desired: &'a ResourceGraph,
    /// What our last apply left.
    pub recorded: &'a Recorded,
    /// What the cloud reports, with its gaps.
    pub observed: &'a Observed,
    /// The kinds.
    pub catalogue: &'a Catalogue,
    /// What the plan is for.
    pub intent: PlanIntent,
    /// Resources whose last operation is in doubt, with its token.
    pub in_doubt: &'a BTreeMap<Address, String>,
    /// Protected resources the user named for deletion.
    pub overrides: &'a BTreeSet<Address>,
}
