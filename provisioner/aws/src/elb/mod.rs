//! Elastic Load Balancing (version 2): load balancers.

pub(crate) mod load_balancer;
pub(crate) mod service;

use crate::wire::Service;

const ELB: Service = Service {
    page_token: ("Marker", "NextMarker"),
    ..Service::query(
        "Elastic Load Balancing v2",
        "elasticloadbalancing",
        "2015-12-01",
    )
};
