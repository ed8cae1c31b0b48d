//! The records of a zone, and bringing them to what is declared.

use std::collections::BTreeSet;

use google_cloud_dns_v1::model::{Change, ResourceRecordSet, ResourceRecordSetsListResponse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::dns::SERVICE;
use crate::fault::Result;

/// Largest page of `resourceRecordSets.list`.
const PAGE: i32 = 1000;

/// The records of one name and type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RecordSet {
    /// The name, with its last dot: `*.googleapis.com.`.
    name: String,
    /// The type: `A`, `CNAME`, …
    r#type: String,
    /// Seconds they may be remembered. Default: 300.
    #[serde(default = "five_minutes")]
    ttl: i32,
    /// What they say.
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

/// The records of a zone; those that Google makes with it are left out.
pub(super) async fn read(
    google: &Clients,
    zone: &str,
    dns_name: &str,
) -> Result<BTreeSet<RecordSet>> {
    let call = google
        .dns_record_sets()
        .await?
        .list()
        .set_project(google.project());
    let call = call.set_managed_zone(zone).set_max_results(PAGE);
    let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
    let open = |page: ResourceRecordSetsListResponse| Ok((page.rrsets, page.next_page_token));
    let all = google
        .pages((SERVICE, "ListResourceRecordSets"), send, open)
        .await?;
    let googles = |set: &RecordSet| set.name == dns_name && matches!(&*set.r#type, "NS" | "SOA");
    let sets = all.iter().map(RecordSet::of);
    Ok(sets.filter(|set| !googles(set)).collect())
}

/// Adds what is missing and takes away what is not declared, all at once. Repeatable.
pub(super) async fn conform(
    google: &Clients,
    zone: &str,
    dns_name: &str,
    wanted: &BTreeSet<RecordSet>,
) -> Result<()> {
    let now = read(google, zone, dns_name).await?;
    if now == *wanted {
        return Ok(());
    }
    let change = Change::new()
        .set_additions(wanted.difference(&now).map(RecordSet::to_sdk))
        .set_deletions(now.difference(wanted).map(RecordSet::to_sdk));
    let call = google
        .dns_changes()
        .await?
        .create()
        .set_project(google.project());
    let call = call.set_managed_zone(zone).set_body(change);
    google
        .change((SERVICE, "CreateChange"), call.send())
        .await?;
    Ok(())
}
