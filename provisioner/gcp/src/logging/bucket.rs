//! `gcp.logging.bucket`: a log bucket (Cloud Logging `buckets`).
//!
//! Stores log entries for as long as rules demand, locked where nobody may shorten that (CIS Google
//! Cloud 2.3, NIST SP 800-53r5 AU-9, AU-11). A deleted bucket can be restored for a week and keeps
//! its name meanwhile, so creating one that was deleted restores it.

use std::collections::BTreeSet;

use gabakura_model::catalogue::Protection;
use google_cloud_logging_v2::model::{LifecycleState, LogBucket};
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{list_all, read};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Form, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::logging::{PAGE, SERVICE, is_googles};
use gabakura_adapter::unless_gone;

/// A log bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project and location: 1 to 100 of letters, digits, `_`, `-` and `.`.
    name: String,
    /// The location of the log entries: a region, or `global`.
    location: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// The retention of log entries, in days, 1 to 3650. Default: 30.
    #[serde(default = "thirty")]
    retention_days: i32,
    /// Whether the retention is locked: nobody can shorten it or delete the bucket. Cannot be undone.
    /// Default: false.
    #[serde(default)]
    locked: bool,
    /// Whether the bucket can be queried with Log Analytics (SQL). Cannot be undone. Default: false.
    #[serde(default)]
    analytics_enabled: bool,
    /// The log fields that only principals with `logging.fieldAccessor` can read. Default: none.
    #[serde(default)]
    restricted_fields: BTreeSet<String>,
    /// The indexed log fields, which queries find faster. Default: none.
    #[serde(default)]
    index_configs: BTreeSet<IndexConfig>,
    /// The customer-managed key that encrypts the log entries. Cannot be removed again. Default:
    /// Google's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cmek_settings: Option<CmekSettings>,
}

/// An indexed log field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct IndexConfig {
    /// The field, such as `jsonPayload.user`.
    field_path: String,
    /// The type of its values. Default: `INDEX_TYPE_STRING`.
    #[serde(default)]
    r#type: IndexType,
}

/// Encryption with a customer-managed key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CmekSettings {
    /// The Cloud KMS key.
    kms_key_name: String,
}

string_enum! {
    /// The type of an indexed field's values.
    IndexType { "INDEX_TYPE_STRING" = 1, "INDEX_TYPE_INTEGER" = 2, }
}

const fn thirty() -> i32 {
    30
}

/// The resource name.
const NAME: &str = "projects/{project}/locations/{location}/buckets/{name}";

pub(crate) struct Bucket;

impl GoogleKind for Bucket {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "location"],
        ownership: Ownership::Description,
        protection: Protection::Irreversible,
        ..Facts::path(
            "gcp.logging.bucket",
            "a log bucket (Cloud Logging `buckets`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        match (1..=3650).contains(&spec.retention_days) {
            true => Ok(()),
            false => Err(SpecError::new("retention_days", "expected 1 to 3650")),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let parent = format!("{}/locations/-", google.project_name());
        let call = google.logging().await?.list_buckets();
        let call = call.set_parent(parent).set_page_size(PAGE);
        let buckets = list_all!(google, (SERVICE, "ListBuckets"), call, buckets)?;
        let existing = buckets.iter().filter(|bucket| !is_deleted(bucket));
        let item = |bucket: &LogBucket| Item::of(bucket).platform(is_googles(&bucket.name));
        Ok(existing.map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let client = google.logging().await?;
        if unless_gone(get(google, &new.id).await)?.is_some_and(|old| is_deleted(&old)) {
            let call = client.undelete_bucket().set_name(&new.id);
            let restored = google.change((SERVICE, "UndeleteBucket"), call.send());
            return restored.await.map(|_| new.created());
        }
        // The lock is set last: it fixes what it finds.
        let bucket = new.model::<LogBucket>()?.set_locked(false);
        let parent = format!("{}/locations/{}", google.project_name(), new.spec.location);
        let call = client.create_bucket().set_parent(parent);
        let call = call.set_bucket_id(&new.spec.name).set_bucket(bucket);
        let created = google.change((SERVICE, "CreateBucket"), call.send());
        created.await.map(|_| new.created())
    }

    /// A restored bucket is as it was before.
    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        let fresh = get(google, &created.id).await?;
        let wanted: LogBucket = new.model()?;
        let is_marked = fresh.description == wanted.description;
        if !is_marked || fresh.retention_days != wanted.retention_days {
            let mask = ["description", "retention_days"];
            let unlocked = wanted.clone().set_locked(false);
            update(google, &created.id, unlocked, &mask).await?;
        }
        match wanted.locked && !fresh.locked {
            true => update(google, &created.id, wanted, &["locked"]).await,
            false => Ok(()),
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let (fresh, after) = (get(google, &change.id).await?, &change.after);
        let unlocks = fresh.locked && !after.locked;
        if unlocks || (fresh.analytics_enabled && !after.analytics_enabled) {
            let message = "a lock and Log Analytics cannot be removed again";
            let name = "UpdateBucket";
            return Err(Error::refused(SERVICE, name, "irreversible", message));
        }
        let (body, mask) = (change.applied_to::<LogBucket>(&fresh)?, change.mask());
        let others = mask.paths.iter().map(String::as_str);
        let others: Vec<&str> = others.filter(|path| *path != "locked").collect();
        if !others.is_empty() {
            let unlocked = body.clone().set_locked(fresh.locked);
            update(google, &change.id, unlocked, &others).await?;
        }
        match change.has("locked") {
            true => update(google, &change.id, body, &["locked"]).await,
            false => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.logging().await?.delete_bucket().set_name(id);
        google.change((SERVICE, "DeleteBucket"), call.send()).await
    }
}

fn is_deleted(bucket: &LogBucket) -> bool {
    bucket.lifecycle_state == LifecycleState::DeleteRequested
}

async fn get(google: &Clients, id: &str) -> Result<LogBucket> {
    let call = google.logging().await?.get_bucket().set_name(id);
    read!(google, (SERVICE, "GetBucket"), call)
}

async fn update(google: &Clients, id: &str, bucket: LogBucket, mask: &[&str]) -> Result<()> {
    let mask = FieldMask::default().set_paths(mask.iter().copied());
    let call = google.logging().await?.update_bucket().set_name(id);
    let call = call.set_bucket(bucket).set_update_mask(mask);
    let updated = google.change((SERVICE, "UpdateBucket"), call.send());
    updated.await.map(drop)
}
