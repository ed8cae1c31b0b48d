//! Workload identity federation: pools of external identities, and their providers.

pub(crate) mod pool;
pub(crate) mod provider;
mod soft_delete;
