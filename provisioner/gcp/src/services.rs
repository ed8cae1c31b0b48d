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
    use std::fs::{read_dir, read_to_string};
    use std::path::PathBuf;

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

    /// Without limits, its calls would be refused at run time.
    #[test]
    fn every_service_that_is_called_declares_its_limits() {
        let limits = RateLimits::of(ALL);
        let mut unread = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut called = BTreeSet::new();
        while let Some(path) = unread.pop() {
            if path.is_dir() {
                let entries = read_dir(path).unwrap();
                unread.extend(entries.map(|entry| entry.unwrap().path()));
                continue;
            }
            let text = read_to_string(&path).unwrap();
            let names = text.split("SERVICE: &str = \"").skip(1);
            called.extend(names.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
        called.retain(|name| name.chars().all(|c| c.is_ascii_lowercase()));
        for name in &called {
            assert!(limits.find(name, "Get").is_ok(), "{name}");
        }
        assert_eq!(called.len(), ALL.len(), "{called:?}");
    }
}
