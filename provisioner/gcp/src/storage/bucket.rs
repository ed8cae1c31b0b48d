//! `gcp.storage.bucket`: a store of objects (Cloud Storage `CreateBucket`).
//!
//! Closed to the public (CIS Google Cloud 5.1), uniform in access (5.2), encrypted with a key of
//! our own; where it keeps logs, its retention is locked (2.3).

use std::collections::BTreeSet;

use gabakura_model::catalogue::Protection;
use gabakura_model::outcome::Created;
use google_cloud_storage::model::Bucket as SdkBucket;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::iam::binding::{Binding, Holder};
use crate::kind::GoogleKind;
use crate::listing::each;
use crate::order::New;
use crate::rest::{Fields, last};
use crate::seen::{Seen, keep_last, text};
use crate::storage::SERVICE;
use crate::storage::bucket_settings::{
    Encryption, IamConfig, Lifecycle, Logging, RetentionPolicy, SoftDelete, Versioning,
};

/// Largest page of `ListBuckets`.
const PAGE: i32 = 1000;
/// What the names of all buckets begin with: a bucket's own name is unique in the world.
const WORLD: &str = "projects/_/buckets/";

/// A store of objects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the world.
    name: String,
    /// Where its objects are: a region, or a multi-region such as `ASIA`.
    #[serde(deserialize_with = "upper")]
    location: String,
    /// Class of objects that name none. Google's default: `STANDARD`.
    #[serde(default = "standard")]
    storage_class: String,
    /// Who gets in.
    #[serde(default)]
    iam_config: IamConfig,
    /// The key of objects that name none; Google's own, where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encryption: Option<Encryption>,
    /// Whether overwritten and deleted objects are kept.
    #[serde(default)]
    versioning: Versioning,
    /// How long objects cannot be deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retention_policy: Option<RetentionPolicy>,
    /// How long deleted objects can be brought back.
    #[serde(default)]
    soft_delete_policy: SoftDelete,
    /// What becomes of objects with time.
    #[serde(default)]
    lifecycle: Lifecycle,
    /// Where access is logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    logging: Option<Logging>,
    /// Whether new objects are held until somebody lets them go. Google's default: false.
    #[serde(default)]
    default_event_based_hold: bool,
    /// Who may do what with it; all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_bindings: Option<BTreeSet<Binding>>,
}

/// Google shows locations in capitals, however they were given.
fn upper<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<String, D::Error> {
    let text = String::deserialize(from)?;
    Ok(match text.contains(gabakura_model::reference::OPEN) {
        true => text,
        false => text.to_ascii_uppercase(),
    })
}

/// Google's default class.
fn standard() -> String {
    "STANDARD".to_owned()
}

impl Spec {
    fn is_locked(&self) -> bool {
        self.retention_policy
            .as_ref()
            .is_some_and(|policy| policy.is_locked)
    }
}

pub(crate) struct Bucket;

impl GoogleKind for Bucket {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "location"],
        ownership: Ownership::Labels("labels"),
        protection: Protection::Irreversible,
        beside: &["iam_bindings"],
        ..Facts::path("gcp.storage.bucket", "a store of objects", "{name}")
    };

    fn settle(seen: &mut Fields) {
        keep_last(seen, "name");
        if let Some(Value::Object(logging)) = seen.get_mut("logging") {
            keep_last(logging, "log_bucket");
        }
    }

    fn shape(spec: &mut Fields) {
        spec.remove("name");
        if let Some(Value::Object(logging)) = spec.get_mut("logging") {
            let whole = format!("{WORLD}{}", text(logging, "log_bucket"));
            logging.insert("log_bucket".to_owned(), whole.into());
        }
        // A lock is a request of its own.
        if let Some(Value::Object(policy)) = spec.get_mut("retention_policy") {
            policy.remove("is_locked");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.storage().await?.list_buckets();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let buckets = listed!(google, (SERVICE, "ListBuckets"), call, buckets)?;
        each(buckets, |bucket: SdkBucket| async move {
            let bindings = Holder::Bucket(&bucket.name).bindings(google).await?;
            Ok(Seen::of(&bucket).beside("iam_bindings", &bindings))
        })
        .await
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let bucket = new.model::<SdkBucket>()?.set_project(google.project_name());
        let call = google
            .storage()
            .await?
            .create_bucket()
            .set_parent("projects/_");
        let call = call.set_bucket_id(&new.spec.name).set_bucket(bucket);
        google
            .change((SERVICE, "CreateBucket"), call.send())
            .await?;
        Ok(new.made())
    }

    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        if let Some(wanted) = &new.spec.iam_bindings {
            Holder::Bucket(&whole(&made.id))
                .bind(google, wanted)
                .await?;
        }
        match new.spec.is_locked() {
            true => lock(google, &made.id).await,
            false => Ok(()),
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let was_locked = change.before.as_ref().is_some_and(Spec::is_locked);
        if was_locked && !change.after.is_locked() {
            let told = "a locked retention stays locked";
            return Err(Fault::refused(
                SERVICE,
                "UpdateBucket",
                "irreversible",
                told,
            ));
        }
        if change.reshapes() || change.relabels() {
            let fresh = read(google, &change.id).await?;
            let generation = fresh.metageneration;
            let is_locked = fresh
                .retention_policy
                .as_ref()
                .is_some_and(|old| old.is_locked);
            let mut body: SdkBucket = change.onto(&fresh)?;
            if let Some(policy) = &mut body.retention_policy {
                policy.is_locked = is_locked;
            }
            let call = google.storage().await?.update_bucket().set_bucket(body);
            let call = call
                .set_update_mask(change.mask())
                .set_if_metageneration_match(generation);
            google
                .change((SERVICE, "UpdateBucket"), call.send())
                .await?;
        }
        if let (true, Some(wanted)) = (change.has("iam_bindings"), &change.after.iam_bindings) {
            let before = change.before.as_ref();
            let before = before.and_then(|before| before.iam_bindings.as_ref());
            Holder::Bucket(&whole(&change.id))
                .rebind(google, before, wanted)
                .await?;
        }
        match change.after.is_locked() && !was_locked {
            true => lock(google, &change.id).await,
            false => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.storage().await?.delete_bucket().set_name(whole(id));
        google.change((SERVICE, "DeleteBucket"), call.send()).await
    }
}

fn whole(name: &str) -> String {
    format!("{WORLD}{}", last(name))
}

async fn read(google: &Clients, name: &str) -> Result<SdkBucket> {
    let call = google.storage().await?.get_bucket().set_name(whole(name));
    google
        .read((SERVICE, "GetBucket"), || call.clone().send())
        .await
}

/// Locks the retention, for good.
async fn lock(google: &Clients, name: &str) -> Result<()> {
    let fresh = read(google, name).await?;
    if fresh
        .retention_policy
        .is_some_and(|policy| policy.is_locked)
    {
        return Ok(());
    }
    let call = google.storage().await?.lock_bucket_retention_policy();
    let call = call
        .set_bucket(whole(name))
        .set_if_metageneration_match(fresh.metageneration);
    google
        .change((SERVICE, "LockBucketRetentionPolicy"), call.send())
        .await?;
    Ok(())
}
