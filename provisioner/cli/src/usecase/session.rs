//! A project, and the world it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_engine::LEASE_MS;
use gabakura_engine::{Limits, RateLimiter, Resolved};
use gabakura_model::Day;
use gabakura_model::port::{Lease, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::tenancy::{Tenancy, TenancyId};

use crate::error::Error;
use crate::host::{Host, SandboxHandle};
use crate::settings::Settings;
use crate::usecase::project::Project;
use crate::usecase::reporter::{Notice, Reporter};

/// A project, and the world it is about.
pub struct Session<'a> {
    pub settings: &'a Settings,
    pub reporter: &'a dyn Reporter,
    pub project: Project,
    /// The clouds, the store, the time.
    pub world: gabakura_engine::Context,
    /// Rate limits and the ledger of calls.
    pub limiter: Arc<RateLimiter>,
    /// The run that is undone; the project's graphs are what was recorded before it.
    pub undo: Option<String>,
    /// What became of the operations that earlier runs left in doubt.
    pub recovered: Vec<Resolved>,
    sandbox: Option<Box<dyn SandboxHandle>>,
}

impl<'a> Session<'a> {
    /// Opens the store and connects to the clouds.
    pub async fn open(
        host: &dyn Host,
        settings: &'a Settings,
        reporter: &'a dyn Reporter,
        project: Project,
    ) -> Result<Self, Error> {
        let limits = match settings.sandbox {
            true => Limits::Off,
            false => Limits::Enforced,
        };
        let limiter = Arc::new(RateLimiter::new(limits));
        let (provider, sandbox) = if settings.sandbox {
            let dir = settings.sandbox_dir();
            let connection = host.connect_sandbox(&dir, Arc::clone(&limiter) as _);
            let connection = connection.await?;
            (connection.provider, Some(connection.handle))
        } else {
            (host.connect(Arc::clone(&limiter) as _), None)
        };
        let world = gabakura_engine::Context {
            provider,
            store: settings.open_store().await?,
            clock: host.clock(),
            throttle: Arc::clone(&limiter) as _,
        };
        Ok(Self {
            settings,
            reporter,
            project,
            world,
            limiter,
            undo: None,
            recovered: Vec::new(),
            sandbox,
        })
    }

    /// Ends the session; a sandbox in this process is saved.
    pub async fn close(self) -> Result<(), Error> {
        if let Some(sandbox) = &self.sandbox {
            sandbox.save().await?;
        }
        Ok(())
    }

    /// Today, in Japan.
    pub fn today(&self) -> Day {
        gabakura_model::day_in_japan(self.world.clock.now())
    }

    /// The keys of the selected tenancies.
    pub fn everyone(&self) -> BTreeSet<TenancyId> {
        let tenancies = self.project.tenancies.iter();
        tenancies.map(|tenancy| tenancy.id.clone()).collect()
    }

    pub fn tenancy(&self, id: &TenancyId) -> Option<&Tenancy> {
        self.project.tenancies.iter().find(|t| t.id == *id)
    }

    /// The record of some tenancies.
    pub async fn recorded(
        &self,
        tenancies: &BTreeSet<TenancyId>,
    ) -> Result<BTreeMap<TenancyId, Recorded>, StoreError> {
        let mut all = BTreeMap::new();
        for id in tenancies {
            all.insert(id.clone(), self.world.store.recorded(id).await?);
        }
        Ok(all)
    }

    pub async fn lock(&self, tenancy: &TenancyId) -> Result<Lease, StoreError> {
        let (store, now) = (&self.world.store, self.world.clock.now());
        store.lock(tenancy, &holder(), now, LEASE_MS).await
    }

    /// Releases a lock. Where that fails, what was done under it is reported all the same: the
    /// lock expires by itself.
    pub async fn unlock(&self, lease: &Lease) {
        if let Err(error) = &self.world.store.unlock(lease).await {
            let tenancy = &lease.tenancy;
            let notice = Notice::LockNotReleased { tenancy, error };
            self.reporter.notice(notice);
        }
    }
}

/// The release that makes plans and reports.
pub fn made_by() -> String {
    format!("gabakura {}", env!("CARGO_PKG_VERSION"))
}

/// Who holds a lock, for others who want it.
fn holder() -> String {
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    let user = user.unwrap_or_else(|_| "?".to_owned());
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{user}@{} (pid {})", host.trim(), std::process::id())
}
