//! The rules of the three-layer separation for networks, as data: zones, models, crossings and named
//! flows, and how an environment writes ranges and far ends.

pub(crate) mod crossing;
pub(crate) mod far_end;
pub(crate) mod flow;
pub(crate) mod guideline;
pub(crate) mod range;
