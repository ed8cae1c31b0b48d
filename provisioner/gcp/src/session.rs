//! Ways into Google: whose credentials, where to, and how long they stay open.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use gabakura_adapter::RateLimits;
use gabakura_model::outcome::ProviderError;
use gabakura_model::port::{CONSISTENCY_DELAY_MS, Permit, Throttle};
use gabakura_model::tenancy::Scope;
use google_cloud_auth::build_errors::Error as BuildError;
use google_cloud_auth::credentials::{Builder, Credentials, anonymous, impersonated};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::clients::{Clients, Numbers, Pace, Turns, Way};
use crate::error::Error;

/// What a token may be used for; IAM decides what of that its bearer may do.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// Header whose text Cloud Audit Logs keep beside a call (`requestAttributes.reason`).
const REASON: HeaderName = HeaderName::from_static("x-goog-request-reason");
/// Ways that are kept open. Each holds a few connections; a fleet in which every tenancy has a
/// service account of its own goes through them in turn.
const WAYS_MAX: usize = 64;

/// How the adapter reaches Google.
#[derive(Clone)]
pub struct Settings {
    /// Where calls go and with which credentials they begin.
    pub access: Access,
    /// Rate limits and the ledger.
    pub throttle: Arc<dyn Throttle>,
}

/// Where calls go.
#[derive(Clone, Debug)]
pub enum Access {
    /// Google itself, with Application Default Credentials: a file that
    /// `GOOGLE_APPLICATION_CREDENTIALS` names (a CI system's workload identity federation
    /// included), the user's own, or the machine's.
    Default,
    /// A sandbox that serves on this URL, without credentials.
    Loopback(String),
}

impl Access {
    /// How long a request may take effect unseen, in milliseconds.
    fn consistency_delay_ms(&self) -> i64 {
        match self {
            // An insertion that was accepted shows in lists at once; IAM takes the longest, "two
            // minutes, potentially seven", but shows what was set in the policy itself.
            Self::Default => CONSISTENCY_DELAY_MS,
            // What it had received when its caller died is answered well within this.
            Self::Loopback(_) => 500,
        }
    }
}

/// Whose credentials: the service account to act as, and the run the audit log should name.
type WayKey = (Option<String>, Option<String>);

/// Ways that are open, the one used last in front.
pub(crate) struct Sessions {
    settings: Settings,
    limits: RateLimits,
    open: Mutex<VecDeque<(WayKey, Arc<Way>)>>,
    turns: Turns,
    numbers: Numbers,
}

impl Sessions {
    pub fn new(settings: Settings, limits: RateLimits) -> Self {
        Self {
            settings,
            limits,
            open: Mutex::default(),
            turns: Turns::default(),
            numbers: Numbers::default(),
        }
    }

    fn enter(
        &self,
        scope: &Scope,
        role: Option<&String>,
        permit: Option<&Permit>,
    ) -> Result<Clients, ProviderError> {
        let way = self.way(scope, (role.cloned(), scope.session.clone()))?;
        let pace = Pace {
            throttle: Arc::clone(&self.settings.throttle),
            limits: self.limits.clone(),
        };
        let (turns, numbers) = (self.turns.clone(), self.numbers.clone());
        Ok(Clients::new(
            scope.place(),
            way,
            pace,
            permit.cloned(),
            turns,
            numbers,
        ))
    }

    /// Opens a way, or hands out the one that is open. Nothing is sent yet.
    fn way(&self, scope: &Scope, key: WayKey) -> Result<Arc<Way>, ProviderError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let at = open.iter().position(|(known, _)| *known == key);
        let (key, way) = match at.and_then(|at| open.remove(at)) {
            Some(known) => known,
            None => {
                let way = self.open(key.0.as_deref(), key.1.as_deref());
                let way = way.map_err(|error| Error::no_credentials(&scope.account, error))?;
                (key, Arc::new(way))
            }
        };
        open.push_front((key, Arc::clone(&way)));
        open.truncate(WAYS_MAX);
        Ok(way)
    }

    fn open(&self, role: Option<&str>, run: Option<&str>) -> Result<Way, String> {
        match &self.settings.access {
            Access::Loopback(url) => {
                let nobody = anonymous::Builder::new().build();
                Ok(Way::new(nobody, Some(url.clone()), HeaderMap::new()))
            }
            Access::Default => {
                let credentials = credentials(role).map_err(|error| error.to_string())?;
                Ok(Way::new(credentials, None, reason(run)))
            }
        }
    }
}

#[async_trait]
impl gabakura_adapter::Sessions for Sessions {
    type Clients = Clients;

    fn consistency_delay_ms(&self) -> i64 {
        self.settings.access.consistency_delay_ms()
    }

    async fn reading(&self, scope: &Scope) -> Result<Clients, ProviderError> {
        let role = scope.plan_role.as_ref().or(scope.role.as_ref());
        self.enter(scope, role, None)
    }

    async fn changing(&self, scope: &Scope, permit: &Permit) -> Result<Clients, ProviderError> {
        self.enter(scope, scope.role.as_ref(), Some(permit))
    }
}

/// The caller's own credentials, or those of a service account that the caller may act as.
fn credentials(role: Option<&str>) -> Result<Credentials, BuildError> {
    let own = Builder::default().with_scopes([SCOPE]).build()?;
    let Some(account) = role else {
        return Ok(own);
    };
    impersonated::Builder::from_source_credentials(own)
        .with_target_principal(account)
        .with_scopes([SCOPE])
        .build()
}

/// Names the run, so that the audit log's events join our journal.
fn reason(run: Option<&str>) -> HeaderMap {
    let text = run.map(|run| HeaderValue::from_str(&format!("gabakura {run}")));
    let pair = text.and_then(Result::ok).map(|text| (REASON, text));
    pair.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gabakura_adapter::Sessions as _;
    use gabakura_model::outcome::TOO_LATE;
    use gabakura_model::port::{Call, HeldLock, LockExpired};
    use gabakura_model::rate_limit::RateLimit;
    use gabakura_model::tenancy::Cloud;
    use std::sync::atomic::{AtomicBool, Ordering};

    struct NoLimits;

    #[async_trait]
    impl Throttle for NoLimits {
        async fn turn(
            &self,
            _: &Call,
            _: &RateLimit,
            permit: Option<&Permit>,
        ) -> Result<(), LockExpired> {
            permit.map_or(Ok(()), Permit::check)
        }
    }

    struct Lock(bool);

    impl HeldLock for Lock {
        fn is_certainly_held(&self) -> bool {
            self.0
        }
    }

    /// A permit under a lock that is held, or no longer.
    #[expect(clippy::disallowed_methods, reason = "the lock of a test")]
    fn lock(is_held: bool) -> Permit {
        Permit::under(Arc::new(Lock(is_held)))
    }

    fn sessions() -> Sessions {
        let settings = Settings {
            access: Access::Loopback("http://127.0.0.1:1".to_owned()),
            throttle: Arc::new(NoLimits),
        };
        Sessions::new(settings, RateLimits::of(crate::services::ALL))
    }

    fn scope(role: &str, plan_role: Option<&str>) -> Scope {
        Scope {
            cloud: Cloud::Gcp,
            account: "p".to_owned(),
            region: "asia-northeast1".to_owned(),
            role: Some(role.to_owned()),
            plan_role: plan_role.map(str::to_owned),
            external_id: None,
            session: None,
        }
    }

    fn roles(sessions: &Sessions) -> Vec<String> {
        let open = sessions.open.lock().unwrap();
        open.iter().filter_map(|(key, _)| key.0.clone()).collect()
    }

    #[tokio::test]
    async fn ways_are_shared_by_those_who_are_the_same_and_not_kept_for_ever() {
        let sessions = sessions();
        for role in ["a", "b", "a"] {
            let scope = scope(role, None);
            sessions.changing(&scope, &lock(true)).await.unwrap();
        }
        assert_eq!(roles(&sessions), ["a", "b"]);
        for n in 0..WAYS_MAX {
            let scope = scope(&n.to_string(), None);
            sessions.changing(&scope, &lock(true)).await.unwrap();
        }
        assert_eq!(roles(&sessions).len(), WAYS_MAX);
        assert!(!roles(&sessions).contains(&"b".to_owned()));
    }

    #[tokio::test]
    async fn who_only_looks_has_a_role_of_its_own() {
        let sessions = sessions();
        let reading = sessions
            .reading(&scope("apply", Some("plan")))
            .await
            .unwrap();
        assert_eq!(roles(&sessions), ["plan"]);
        assert!(reading.permit().is_none());
        let scope = scope("apply", Some("plan"));
        let changing = sessions.changing(&scope, &lock(true)).await.unwrap();
        assert!(changing.permit().is_some());
        assert_eq!(roles(&sessions), ["apply", "plan"]);
    }

    #[tokio::test]
    async fn a_change_is_sent_only_by_clients_whose_lock_is_held() {
        let (sessions, scope) = (sessions(), scope("apply", None));
        let (held, expired) = (lock(true), lock(false));
        let reading = sessions.reading(&scope).await.unwrap();
        let late = sessions.changing(&scope, &expired).await.unwrap();
        let changing = sessions.changing(&scope, &held).await.unwrap();
        let name = ("compute", "InsertNetwork");
        for (clients, code) in [
            (reading, Some("read-only")),
            (late, Some(TOO_LATE)),
            (changing, None),
        ] {
            let is_sent = AtomicBool::new(false);
            let send = async {
                is_sent.store(true, Ordering::Relaxed);
                Ok(())
            };
            let sent = clients.change(name, send).await;
            let refusal = sent.err().map(ProviderError::from);
            assert_eq!(refusal.as_ref().map(ProviderError::code), code);
            assert_eq!(is_sent.into_inner(), code.is_none());
        }
    }

    #[test]
    fn the_run_is_told_to_the_audit_log() {
        assert_eq!(reason(Some("g1-2"))[REASON], "gabakura g1-2");
        assert!(reason(None).is_empty() && reason(Some("\n")).is_empty());
    }
}
