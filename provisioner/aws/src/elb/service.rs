//! Elastic Load Balancing: its kinds, rate limits and error codes.

use gabakura_model::rate_limit::RateLimit;

use super::load_balancer;
use crate::kind::{Service, UNPUBLISHED};
use crate::observed::observed;

pub(crate) static SERVICE: Service = Service::new(
    "elasticloadbalancingv2",
    &[RateLimit::new("", 5.0, 10.0, UNPUBLISHED)],
    &[observed::<load_balancer::LoadBalancer>()],
);
