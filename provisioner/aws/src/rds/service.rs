//! Amazon RDS: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{cluster, instance, parameter_group, subnet_group};
use crate::kind::{Service, UNPUBLISHED};

pub(crate) static SERVICE: Service = Service::new(
    "rds",
    &[RateLimit::new("", 5.0, 10.0, UNPUBLISHED)],
    &[
        managed::<subnet_group::SubnetGroup>(),
        managed::<parameter_group::ParameterGroup>(),
        managed::<instance::Instance>(),
        managed::<cluster::Cluster>(),
    ],
)
.not_yet(&[
    "InvalidDBClusterStateFault",
    "InvalidDBInstanceState",
    "InvalidDBParameterGroupState",
    "InvalidDBSubnetGroupStateFault",
]);
