//! Resource Manager: its kinds and rate limits.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{audit_config, iam_binding, info};
use crate::hierarchy;
use crate::kind::{ESTIMATED, Service};

pub(crate) static SERVICE: Service = Service::new(
    hierarchy::SERVICE,
    &[RateLimit::new("", 5.0, 10.0, ESTIMATED)],
    &[
        managed::<info::Project>(),
        managed::<iam_binding::IamBinding>(),
        managed::<audit_config::AuditConfig>(),
    ],
);
