//! A cloud that the tests themselves serve, so that it stays when `gabakura` dies, and what is in
//! it can be listed without asking gabakura's record.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use gabakura_aws::{Access, Settings};
use gabakura_model::observed::ObservedResource;
use gabakura_model::port::{Call, LockExpired, Permit, SharedProvider, Throttle};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::tenancy::{Cloud, Place, Scope};
use gabakura_sandbox::{Faults, Listeners, Sandbox};
use tokio::sync::oneshot;

use crate::gabakura::Workspace;

/// Each call takes this long, so that a kill often meets one under way.
const LATENCY: Duration = Duration::from_millis(5);

struct NoThrottle;

#[async_trait]
impl Throttle for NoThrottle {
    async fn turn(&self, _: &Call, _: &RateLimit, _: Option<&Permit>) -> Result<(), LockExpired> {
        Ok(())
    }
}

/// A cloud that this process serves.
pub struct Served {
    sandbox: Arc<Sandbox>,
    /// Calls that were answered so far.
    pub answered: Arc<AtomicUsize>,
    stop: Option<oneshot::Sender<()>>,
}

impl Served {
    pub async fn at(workspace: &Path) -> Self {
        let sandbox = Sandbox::open(&workspace.join(".gabakura/sandbox")).unwrap();
        let answered = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&answered);
        let count = move |_: &_| {
            counted.fetch_add(1, Ordering::SeqCst);
        };
        sandbox.inject(Faults::default().with_latency(LATENCY).with_call_log(count));
        let (listeners, (stop, stopped)) = (Listeners::bind(0).await.unwrap(), oneshot::channel());
        let serving = Arc::clone(&sandbox).serve(listeners, async {
            let _ = stopped.await;
        });
        tokio::spawn(serving);
        while Sandbox::running(&workspace.join(".gabakura/sandbox")).is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let stop = Some(stop);
        Self {
            sandbox,
            answered,
            stop,
        }
    }

    /// Everything in an account or project that is not the platform's, and whether it is a setting,
    /// which is there in any case.
    pub async fn things(&self, place: &Place) -> Vec<(ObservedResource, bool)> {
        let throttle: Arc<dyn Throttle> = Arc::new(NoThrottle);
        let provider: SharedProvider = match place.cloud {
            Cloud::Aws => gabakura_aws::open(Settings {
                access: Access::InProcess(self.sandbox.http_client()),
                oidc_token: None,
                throttle,
            }),
            Cloud::Gcp => {
                let port = self.sandbox.serve_google().await.unwrap();
                let url = format!("http://127.0.0.1:{port}");
                let access = gabakura_gcp::Access::Loopback(url);
                gabakura_gcp::open(gabakura_gcp::Settings { access, throttle })
            }
        };
        let scope = Scope {
            cloud: place.cloud,
            account: place.account.clone(),
            region: place.region.clone(),
            role: None,
            plan_role: None,
            external_id: None,
            session: None,
        };
        let mut things = Vec::new();
        for schema in provider.catalogue().iter() {
            let found = provider.list(&scope, &schema.kind).await.unwrap();
            let made = found.into_iter().filter(|found| !found.platform);
            things.extend(made.map(|found| (found, schema.is_setting())));
        }
        things
    }
}

impl Served {
    /// What must hold whenever nobody is at work: one of each, all of it known, nothing invented.
    /// `tenancies` are all that live at the place, `born` what was there before any of them.
    pub async fn assert_whole(
        &self,
        workspace: &Workspace,
        (place, born): (&Place, &[(ObservedResource, bool)]),
        flags: &[&str],
        tenancies: &str,
    ) {
        let list = ["state", "list", "--sandbox", "--json", tenancies];
        let listed = workspace.run(&[&list, flags].concat());
        let listed = listed.expect(0).json();
        let recorded = listed["resources"].as_array().unwrap().iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let recorded: BTreeMap<(String, String), String> = recorded
            .map(|r| ((text(&r["kind"]), text(&r["id"])), text(&r["address"])))
            .collect();
        let things = self.things(place).await;
        let is_born = |found: &ObservedResource| {
            let mut born = born.iter();
            born.any(|(old, _)| (&old.kind, &old.id) == (&found.kind, &found.id))
        };
        let mut addresses = BTreeSet::new();
        for (found, is_setting) in &things {
            let key = (found.kind.to_string(), found.id.clone());
            let is_known = recorded.contains_key(&key) || *is_setting || is_born(found);
            assert!(is_known, "an orphan: {found:#?}");
            if let Some(address) = found.address_tag() {
                assert!(addresses.insert(address.to_owned()), "doubled: {found:#?}");
                assert_eq!(recorded[&key], address);
            }
        }
        let there = |key: &(String, String)| {
            let mut things = things.iter();
            things.any(|(found, _)| (found.kind.as_str(), &found.id) == (&key.0, &key.1))
        };
        for (key, address) in &recorded {
            assert!(there(key), "a phantom: {address} {key:?}");
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
    }
}
