//! The store's port on the simulated disk. What was acknowledged is durable; what was not may be
//! wholly lost.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::port::{Completion, Intent, Lease, LockInfo, Store, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::tenancy::TenancyId;

use super::disk::{Disk, State};
use super::tenancy;
use super::trip::Trip;

/// How long a sync of the disk takes, where that counts.
const SYNC: Duration = Duration::from_millis(3);

/// One process's way to the disk: one writer at a time, which may die at each write.
pub struct DiskStore {
    pub disk: Arc<Disk>,
    pub trip: Arc<Trip>,
    pub sync: bool,
    writer: tokio::sync::Mutex<()>,
}

impl DiskStore {
    pub fn new(disk: Arc<Disk>, trip: Arc<Trip>, sync: bool) -> Self {
        let writer = tokio::sync::Mutex::default();
        Self {
            disk,
            trip,
            sync,
            writer,
        }
    }

    /// One write. Dropped before it is durable, it never was; dropped after, it was.
    async fn write<T>(
        &self,
        (lost, unheard): (&'static str, &'static str),
        write: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _writer = self.writer.lock().await;
        tokio::task::yield_now().await;
        if self.sync {
            tokio::time::sleep(SYNC).await;
        }
        self.trip.point(lost).await;
        let written = write(&mut self.disk.state.lock().unwrap());
        if let Err(error @ StoreError::IllegalMove(_)) = &written {
            self.disk.log.wrong(format!("the journal refused: {error}"));
        }
        self.trip.point(unheard).await;
        written
    }
}

#[async_trait]
impl Store for DiskStore {
    async fn recorded(&self, _tenancy: &TenancyId) -> Result<Recorded, StoreError> {
        Ok((*self.disk.recorded()).clone())
    }

    async fn tenancies(&self) -> Result<Vec<TenancyId>, StoreError> {
        Ok(vec![tenancy()])
    }

    async fn begin(&self, lease: &Lease, intents: &[Intent]) -> Result<(), StoreError> {
        self.write(("begin lost", "begin unheard"), |state| {
            state.begin(lease, intents)?;
            for intent in intents {
                let (name, log) = (&intent.address.name, &self.disk.log);
                log.say(|| format!("begin {name}"));
            }
            Ok(())
        })
        .await
    }

    async fn end(&self, lease: &Lease, completions: &[Completion]) -> Result<(), StoreError> {
        self.write(("end lost", "end unheard"), |state| {
            let named = |token: &String| {
                let open = state.open.iter().find(|intent| intent.token == *token);
                open.map_or_else(String::new, |intent| intent.address.name.to_string())
            };
            let names: Vec<String> = completions.iter().map(|e| named(&e.token)).collect();
            state.end(lease, completions)?;
            for name in names {
                self.disk.log.say(|| format!("end {name}"));
            }
            self.disk.log.count("write: outcomes");
            if completions.len() > 1 {
                self.disk.log.count("write: several outcomes at once");
            }
            Ok(())
        })
        .await
    }

    async fn open_intents(&self, _tenancy: &TenancyId) -> Result<Vec<Intent>, StoreError> {
        Ok(self.disk.open())
    }

    async fn lock(
        &self,
        tenancy: &TenancyId,
        holder: &str,
        now: Timestamp,
        ttl_ms: u64,
    ) -> Result<Lease, StoreError> {
        self.write(("lock lost", "lock unheard"), |state| {
            if let Some(lock) = state.lock.as_ref().filter(|lock| lock.until > now) {
                return Err(StoreError::Locked {
                    tenancy: tenancy.clone(),
                    holder: lock.holder.clone(),
                    since: lock.since,
                });
            }
            state.fence += 1;
            state.lock = Some(LockInfo {
                tenancy: tenancy.clone(),
                holder: holder.to_owned(),
                since: now,
                until: now + Duration::from_millis(ttl_ms),
                fence: state.fence,
            });
            Ok(Lease {
                tenancy: tenancy.clone(),
                fence: state.fence,
                holder: holder.to_owned(),
            })
        })
        .await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, ttl_ms: u64) -> Result<(), StoreError> {
        self.write(("renew lost", "renew unheard"), |state| {
            state.check(lease)?;
            if let Some(lock) = &mut state.lock {
                lock.until = now + Duration::from_millis(ttl_ms);
            }
            Ok(())
        })
        .await
    }

    async fn unlock(&self, lease: &Lease) -> Result<(), StoreError> {
        self.write(("unlock lost", "unlock unheard"), |state| {
            if state.check(lease).is_ok() {
                state.lock = None;
            }
            Ok(())
        })
        .await
    }

    async fn locks(&self) -> Result<Vec<LockInfo>, StoreError> {
        Ok(self
            .disk
            .state
            .lock()
            .unwrap()
            .lock
            .clone()
            .into_iter()
            .collect())
    }

    async fn break_lock(&self, _: &TenancyId, _: &str, _: Timestamp) -> Result<bool, StoreError> {
        Ok(self.disk.state.lock().unwrap().lock.take().is_some())
    }
}
