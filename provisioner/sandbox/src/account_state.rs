//! The state of one account.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::bucket_registry::BucketRegistry;
use crate::crates::Crates;
use crate::ec2::{Ec2, PeeringChange};
use crate::state_directory::{AccountFile, Records, Regions};

/// A kind of record: its name in the state file, and for what there is only one of in an account
/// the region it is kept under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind(&'static str, Option<&'static str>);

impl Kind {
    /// Records of each region.
    pub(crate) const fn regional(name: &'static str) -> Self {
        Self(name, None)
    }

    /// Records of the account, kept under `region`.
    pub(crate) const fn global(name: &'static str, region: &'static str) -> Self {
        Self(name, Some(region))
    }

    fn key(self, region: &str, id: &str) -> String {
        format!("{}/{id}", self.1.unwrap_or(region))
    }
}

/// One account.
pub(crate) struct AccountState {
    pub(crate) account: String,
    pub(crate) buckets: BucketRegistry,
    pub(crate) crates: Crates,
    ec2: Regions<Ec2>,
    records: Records,
}

impl AccountState {
    /// Loads an account from what was stored of it.
    pub(crate) async fn restore(
        file: AccountFile,
        objects: &Path,
        buckets: BucketRegistry,
    ) -> Self {
        Self {
            account: file.account.clone(),
            buckets,
            crates: Crates::restore(&file, objects).await,
            ec2: file.ec2,
            records: file.records,
        }
    }

    /// Everything the account holds, as it is stored.
    pub(crate) async fn snapshot(&self) -> AccountFile {
        let mut file = AccountFile::new(&self.account);
        file.ec2 = self.ec2.clone();
        file.records = self.records.clone();
        self.crates.snapshot(&mut file).await;
        file
    }

    /// EC2 in a region.
    pub(crate) fn ec2(&mut self, region: &str) -> &mut Ec2 {
        let ec2 = self.ec2.entry(region.to_owned());
        ec2.or_insert_with(|| Ec2::new(&self.account, region))
    }

    /// VPC and availability zone of a subnet.
    pub(crate) fn subnet(&self, region: &str, id: &str) -> Option<(String, String)> {
        self.ec2.get(region)?.subnet_place(id)
    }

    /// Changes to peerings that other accounts and regions have yet to learn.
    pub(crate) fn take_peering_changes(&mut self, region: &str) -> Vec<PeeringChange> {
        let ec2 = self.ec2.get_mut(region);
        ec2.map(Ec2::take_peering_changes).unwrap_or_default()
    }

    /// Applies a change to a peering made from another account or region; returns whether it was
    /// for this account.
    pub(crate) fn apply_peering_change(&mut self, change: PeeringChange) -> bool {
        let ec2 = self.ec2.get_mut(&change.region);
        ec2.map(|ec2| ec2.apply_peering_change(change)).is_some()
    }

    pub(crate) fn record(&self, kind: Kind, region: &str, id: &str) -> Option<&Value> {
        self.records.get(kind.0)?.get(&kind.key(region, id))
    }

    /// The records of a kind in a region, in order of their ids.
    pub(crate) fn records(&self, kind: Kind, region: &str) -> Vec<Value> {
        let place = kind.key(region, "");
        let records = self.records.get(kind.0).into_iter().flatten();
        let here = records.filter(|(key, _)| key.starts_with(&place));
        here.map(|(_, record)| record.clone()).collect()
    }

    /// The records of a kind in all regions.
    pub(crate) fn records_everywhere(&self, kind: Kind) -> Vec<Value> {
        let records = self.records.get(kind.0).map(BTreeMap::values);
        records.into_iter().flatten().cloned().collect()
    }

    /// Keeps a record; `null` removes it.
    pub(crate) fn put_record(&mut self, kind: Kind, region: &str, id: &str, record: Value) {
        let records = self.records.entry(kind.0.to_owned()).or_default();
        let key = kind.key(region, id);
        match record.is_null() {
            true => records.remove(&key),
            false => records.insert(key, record),
        };
    }
}
