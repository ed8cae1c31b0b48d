//! The list of services.

use crate::kind::Service;
use crate::{
    accesscontextmanager, billing, compute, dns, essentialcontacts, iam, kms, logging, monitoring,
    orgpolicy, project, securitycenter, serviceusage, storage,
};

/// Every service of this adapter.
pub(crate) static ALL: &[&Service] = &[
    &accesscontextmanager::service::SERVICE,
    &billing::service::SERVICE,
    &billing::service::ACCOUNT_SERVICE,
    &compute::service::SERVICE,
    &dns::service::SERVICE,
    &essentialcontacts::service::SERVICE,
    &iam::service::SERVICE,
    &kms::service::SERVICE,
    &logging::service::SERVICE,
    &monitoring::service::SERVICE,
    &orgpolicy::service::SERVICE,
    &project::service::SERVICE,
    &securitycenter::service::SERVICE,
    &serviceusage::service::SERVICE,
    &storage::service::SERVICE,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use gabakura_adapter::RateLimits;

    use super::*;

    #[test]
    fn a_kind_belongs_to_one_service() {
        let kinds = ALL.iter().flat_map(|service| service.kinds());
        let mut known = BTreeSet::new();
        for kind in kinds.map(|kind| kind.schema().kind) {
            assert!(known.insert(kind.clone()), "`{kind}` is listed twice");
        }
    }

    /// Names of services in source files are checked here, not at run time only.
    #[test]
    fn every_service_that_is_called_declares_its_limits() {
        let limits = RateLimits::of(ALL);
        for name in [crate::hierarchy::SERVICE, "iam", "cloudkms", "storage"] {
            let limit = limits.find(name, "GetIamPolicy").unwrap();
            assert!(!limit.source.is_empty(), "{name}");
        }
    }
}
