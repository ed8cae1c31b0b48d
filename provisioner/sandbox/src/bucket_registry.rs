//! The one namespace all accounts share: S3 bucket names.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::state_directory::AccountFile;

/// What every account may need to know about a bucket, whoever owns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegisteredBucket {
    pub(crate) account: String,
    pub(crate) region: String,
    /// RFC 3339.
    pub(crate) created: String,
    /// The bucket policy's text, kept for CloudTrail's delivery check.
    pub(crate) policy: Option<String>,
}

/// The bucket names of every account.
#[derive(Debug, Clone, Default)]
pub(crate) struct BucketRegistry(Arc<Mutex<BTreeMap<String, RegisteredBucket>>>);

impl BucketRegistry {
    pub(crate) fn get(&self, name: &str) -> Option<RegisteredBucket> {
        self.all().get(name).cloned()
    }

    /// Makes the buckets of a stored account known to all accounts.
    pub(crate) fn register(&self, file: &AccountFile) {
        for (region, view) in &file.s3 {
            for (name, bucket) in &view.buckets {
                let bucket = RegisteredBucket {
                    account: file.account.clone(),
                    region: region.clone(),
                    created: bucket.creation_date.clone().unwrap_or_default(),
                    policy: bucket.policy.clone(),
                };
                self.all().insert(name.clone(), bucket);
            }
        }
    }

    /// Takes a free name, or says who has it.
    pub(crate) fn claim(
        &self,
        name: &str,
        bucket: RegisteredBucket,
    ) -> Result<(), RegisteredBucket> {
        match self.all().entry(name.to_owned()) {
            Entry::Occupied(taken) => Err(taken.get().clone()),
            Entry::Vacant(free) => {
                free.insert(bucket);
                Ok(())
            }
        }
    }

    pub(crate) fn remove(&self, name: &str) {
        self.all().remove(name);
    }

    pub(crate) fn set_policy(&self, name: &str, policy: Option<String>) {
        if let Some(bucket) = self.all().get_mut(name) {
            bucket.policy = policy;
        }
    }

    /// The buckets of one account in name order.
    pub(crate) fn of_account(&self, account: &str) -> Vec<(String, RegisteredBucket)> {
        let all = self.all();
        let owned = all.iter().filter(|(_, bucket)| bucket.account == account);
        owned
            .map(|(name, bucket)| (name.clone(), bucket.clone()))
            .collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, RegisteredBucket>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
