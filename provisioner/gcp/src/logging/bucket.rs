//! `gcp.logging.bucket`: a store of logs (Cloud Logging `CreateBucket`).
//!
//! Keeps them for as long as rules demand, locked where nobody may shorten that (CIS Google
//! Cloud 2.3, NIST SP 800-53r5 AU-9, AU-11). A deleted one can be brought back for a week and
//! keeps its name so long, so making one that was deleted brings it back.

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use google_cloud_logging_v2::model::{LifecycleState, LogBucket as SdkBucket};
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result, unless_gone};
use crate::kind::GoogleKind;
use crate::logging::{PAGE, SERVICE, is_googles};
use crate::order::New;
use crate::seen::Seen;
use crate::spec::fault;
use crate::words::words;

/// A store of logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in project and location: 1 to 100 of letters, digits, `_`, `-` and `.`.
    name: String,
    /// Where its logs are.
    location: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Days that logs are kept, 1 to 3650. Google's default: 30.
    #[serde(default = "thirty")]
    retention_days: i32,
    /// Whether nobody can shorten that or delete it. Cannot be undone.
    #[serde(default)]
    locked: bool,
    /// Whether it can be asked in SQL. Cannot be undone.
    #[serde(default)]
    analytics_enabled: bool,
    /// Fields that only those with a special role see.
    #[serde(default)]
    restricted_fields: BTreeSet<String>,
    /// Fields it can be searched by quickly.
    #[serde(default)]
    index_configs: BTreeSet<IndexConfig>,
    /// The key of its logs. Cannot be taken away again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cmek_settings: Option<CmekSettings>,
}

/// A field that logs can be searched by quickly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct IndexConfig {
    /// The field, such as `jsonPayload.user`.
    field_path: String,
    /// What it holds.
    #[serde(default)]
    r#type: IndexType,
}

/// The key of a store's logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CmekSettings {
    /// The key.
    kms_key_name: String,
}

words! {
    /// What a field holds.
    IndexType { "INDEX_TYPE_STRING" = 1, "INDEX_TYPE_INTEGER" = 2, }
}

const fn thirty() -> i32 {
    30
}

pub(crate) struct Bucket;

impl GoogleKind for Bucket {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "location"],
        ownership: Ownership::Description,
        protection: Protection::Irreversible,
        ..Facts::whole(
            "gcp.logging.bucket",
            "a store of logs",
            "projects/{project}/locations/{location}/buckets/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        match (1..=3650).contains(&spec.retention_days) {
            true => Ok(()),
            false => Err(fault("retention_days", "expected 1 to 3650")),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let parent = format!("{}/locations/-", google.project_name());
        let call = google.logging().await?.list_buckets();
        let call = call.set_parent(parent).set_page_size(PAGE);
        let buckets = listed!(google, (SERVICE, "ListBuckets"), call, buckets)?;
        let standing = buckets.iter().filter(|bucket| !is_going(bucket));
        Ok(standing
            .map(|b| Seen::of(b).platform(is_googles(&b.name)))
            .collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let client = google.logging().await?;
        if unless_gone(read(google, &new.id).await)?.is_some_and(|old| is_going(&old)) {
            let call = client.undelete_bucket().set_name(&new.id);
            google
                .change((SERVICE, "UndeleteBucket"), call.send())
                .await?;
            return Ok(new.made());
        }
        // A lock is set last: what it locks must stand.
        let bucket = new.model::<SdkBucket>()?.set_locked(false);
        let parent = format!("{}/locations/{}", google.project_name(), new.spec.location);
        let call = client.create_bucket().set_parent(parent);
        let call = call.set_bucket_id(&new.spec.name).set_bucket(bucket);
        google
            .change((SERVICE, "CreateBucket"), call.send())
            .await?;
        Ok(new.made())
    }

    /// What was brought back is as it was before.
    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let (fresh, wanted) = (read(google, &made.id).await?, new.model::<SdkBucket>()?);
        let marked = fresh.description == wanted.description;
        let kept = fresh.retention_days == wanted.retention_days;
        if !marked || !kept {
            let mask = ["description", "retention_days"];
            write(google, &made.id, wanted.clone().set_locked(false), &mask).await?;
        }
        match wanted.locked && !fresh.locked {
            true => write(google, &made.id, wanted, &["locked"]).await,
            false => Ok(()),
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let (fresh, after) = (read(google, &change.id).await?, &change.after);
        if (fresh.locked && !after.locked) || (fresh.analytics_enabled && !after.analytics_enabled)
        {
            let told = "a lock and analytics cannot be taken back";
            return Err(Fault::refused(
                SERVICE,
                "UpdateBucket",
                "irreversible",
                told,
            ));
        }
        let (body, mask) = (change.onto::<SdkBucket>(&fresh)?, change.mask());
        let others = mask.paths.iter().map(String::as_str);
        let others: Vec<&str> = others.filter(|path| *path != "locked").collect();
        if !others.is_empty() {
            let unlocked = body.clone().set_locked(fresh.locked);
            write(google, &change.id, unlocked, &others).await?;
        }
        match change.has("locked") {
            true => write(google, &change.id, body, &["locked"]).await,
            false => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.logging().await?.delete_bucket().set_name(id);
        google.change((SERVICE, "DeleteBucket"), call.send()).await
    }
}

fn is_going(bucket: &SdkBucket) -> bool {
    bucket.lifecycle_state == LifecycleState::DeleteRequested
}

async fn read(google: &Clients, id: &str) -> Result<SdkBucket> {
    let call = google.logging().await?.get_bucket().set_name(id);
    google
        .read((SERVICE, "GetBucket"), || call.clone().send())
        .await
}

async fn write(google: &Clients, id: &str, bucket: SdkBucket, mask: &[&str]) -> Result<()> {
    let mask = FieldMask::default().set_paths(mask.iter().copied());
    let call = google.logging().await?.update_bucket().set_name(id);
    let call = call.set_bucket(bucket).set_update_mask(mask);
    google
        .change((SERVICE, "UpdateBucket"), call.send())
        .await?;
    Ok(())
}
