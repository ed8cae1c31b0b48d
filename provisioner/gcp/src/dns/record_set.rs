//! The resource record sets of a managed zone.

use std::collections::BTreeSet;

use google_cloud_dns_v1::model::{Change, ResourceRecordSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::dns::collection::{SERVICE, pages};
use crate::error::Result;

/// Page size of `resourceRecordSets.list`.
const PAGE: i32 = 1000;

/// A resource record set: the records of one name and type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RecordSet {
    /// The name, with its final dot: `*.googleapis.com.`.
    name: String,
    /// The record type: `A`, `CNAME`, …
    r#type: String,
    /// The time to live in caches, in seconds. Default: 300.
    #[serde(default = "five_minutes")]
    ttl: i32,
    /// The data of each record: addresses, names, …
    rrdatas: BTreeSet<String>,
}

const fn five_minutes() -> i32 {
    300
}

impl RecordSet {
    fn of(set: &ResourceRecordSet) -> Self {
        Self {
            name: set.name.clone().unwrap_or_default(),
            r#type: set.r#type.clone().unwrap_or_default(),
            ttl: set.ttl.unwrap_or_default(),
            rrdatas: set.rrdatas.iter().cloned().collect(),
        }
    }

    fn to_sdk(&self) -> ResourceRecordSet {
        ResourceRecordSet::new()
            .set_name(&self.name)
            .set_type(&self.r#type)
            .set_ttl(self.ttl)
            .set_rrdatas(&self.rrdatas)
    }
}

/// The record sets of a zone, except those that Google creates with it.
pub(super) async fn all(
    google: &Clients,
    zone: &str,
    dns_name: &str,
) -> Result<BTreeSet<RecordSet>> {
    let call = google.dns_record_sets().await?.list();
    let call = call.set_managed_zone(zone).set_max_results(PAGE);
    let sets: Vec<ResourceRecordSet> = pages!(google, "ListResourceRecordSets", call, rrsets)?;
    let is_googles = |set: &RecordSet| set.name == dns_name && matches!(&*set.r#type, "NS" | "SOA");
    let sets = sets.iter().map(RecordSet::of);
    Ok(sets.filter(|set| !is_googles(set)).collect())
}

/// Adds what is missing and removes what is not declared, in one request. Repeatable.
pub(super) async fn conform(
    google: &Clients,
    zone: &str,
    dns_name: &str,
    wanted: &BTreeSet<RecordSet>,
) -> Result<()> {
    let now = all(google, zone, dns_name).await?;
    if now == *wanted {
        return Ok(());
    }
    let change = Change::new()
        .set_additions(wanted.difference(&now).map(RecordSet::to_sdk))
        .set_deletions(now.difference(wanted).map(RecordSet::to_sdk));
    let call = google.dns_changes().await?.create();
    let call = call.set_project(google.project());
    let call = call.set_managed_zone(zone).set_body(change);
    let created = google.change((SERVICE, "CreateChange"), call.send());
    created.await.map(drop)
}
