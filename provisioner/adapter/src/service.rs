//! A cloud service: everything of it that its adapter needs to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::rate_limit::RateLimit;

use crate::kind::AnyKind;

/// One service of a cloud whose clients are `C`. Each adapter has one list of its services.
pub struct Service<C: Sync + 'static> {
    name: &'static str,
    limits: &'static [RateLimit],
    kinds: &'static [&'static dyn AnyKind<C>],
    not_yet: &'static [&'static str],
}

impl<C: Sync + 'static> Service<C> {
    /// A service that calls itself `name` in errors and in the ledger of calls.
    ///
    /// The first limit that fits an operation applies to it. `kinds` is the only list that a kind
    /// is entered in.
    ///
    /// # Panics
    /// Where the last limit does not apply to every operation: at compile time, since services
    /// are constants.
    pub const fn new(
        name: &'static str,
        limits: &'static [RateLimit],
        kinds: &'static [&'static dyn AnyKind<C>],
    ) -> Self {
        assert!(
            matches!(limits, [.., last] if last.operations.is_empty()),
            "the last limit applies to every operation"
        );
        Self {
            name,
            limits,
            kinds,
            not_yet: &[],
        }
    }

    /// Adds the error codes that mean, in this service: what the request refers to is not there
    /// yet or still in use, so the same request succeeds later. What a code means in every service
    /// of the cloud, the cloud's error type knows.
    pub const fn not_yet(self, codes: &'static [&'static str]) -> Self {
        Self {
            not_yet: codes,
            ..self
        }
    }

    /// Its kinds.
    pub fn kinds(&self) -> impl Iterator<Item = &'static dyn AnyKind<C>> {
        self.kinds.iter().copied()
    }

    /// The limit of the operations that no other names: those that create and delete.
    pub(crate) fn change_limit(&self) -> Option<RateLimit> {
        self.limits.last().copied()
    }

    /// An error of one of its kinds, with what its code means here.
    pub(crate) fn classify(&self, mut error: ProviderError) -> ProviderError {
        if let ProviderError::Refused { code, retry, .. } = &mut error
            && *retry == Retry::Never
            && self.not_yet.contains(&code.as_str())
        {
            *retry = Retry::NotYetConsistent;
        }
        error
    }
}

/// The schemas of all kinds of some services.
pub fn catalogue<C: Sync + 'static>(services: &[&Service<C>]) -> Catalogue {
    let kinds = services.iter().flat_map(|service| service.kinds());
    kinds.map(|kind| kind.schema()).collect()
}

/// The rate limits of some services.
#[derive(Clone, Debug)]
pub struct RateLimits(Arc<BTreeMap<&'static str, &'static [RateLimit]>>);

impl RateLimits {
    /// Those of some services.
    pub fn of<C: Sync + 'static>(services: &[&Service<C>]) -> Self {
        let limits = services
            .iter()
            .map(|service| (service.name, service.limits));
        Self(Arc::new(limits.collect()))
    }

    /// The limit of an operation.
    ///
    /// # Errors
    /// A refusal where the service declares none: such a call must not be sent.
    pub fn find(
        &self,
        service: &str,
        operation: &str,
    ) -> Result<&'static RateLimit, ProviderError> {
        let limits = self.0.get(service).copied().unwrap_or_default();
        let fits = |limit: &&RateLimit| operation.starts_with(limit.operations);
        limits.iter().find(fits).ok_or_else(|| {
            let message = "the adapter declares no rate limit for it, so it was not sent";
            crate::error::refused((service, operation), "no-rate-limit", message, Retry::Never)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static MONEY: Service<()> = Service::new(
        "money",
        &[
            RateLimit::new("Get", 2.0, 4.0, "the quotas of Money"),
            RateLimit::new("", 1.0, 2.0, "the quotas of Money"),
        ],
        &[],
    )
    .not_yet(&["CoinInUse"]);

    #[test]
    fn the_first_limit_that_fits_applies_and_no_call_goes_without() {
        let limits = RateLimits::of(&[&MONEY]);
        let rate = |service, operation| {
            let limit = limits.find(service, operation);
            limit.map(|limit| limit.per_second).ok()
        };
        assert_eq!(rate("money", "GetCoin"), Some(2.0));
        assert_eq!(rate("money", "MintCoin"), Some(1.0));
        assert_eq!(rate("vaults", "GetVault"), None);
        let refused = limits.find("vaults", "GetVault").unwrap_err();
        assert_eq!(refused.code(), "no-rate-limit");
    }

    #[test]
    fn a_code_means_what_its_service_says() {
        let retry = |code: &str| {
            let error = crate::error::refused(("money", "MeltCoin"), code, "no", Retry::Never);
            MONEY.classify(error).retry()
        };
        assert_eq!(retry("CoinInUse"), Retry::NotYetConsistent);
        assert_eq!(retry("AccessDenied"), Retry::Never);
    }
}
