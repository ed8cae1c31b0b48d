//! `gcp.storage.bucket`: a Cloud Storage bucket (Cloud Storage `buckets`).
//!
//! Closed to the public (CIS Google Cloud 5.1), with uniform access (5.2), encrypted with a
//! customer-managed key; where it stores logs, its retention is locked (2.3).

use std::collections::BTreeSet;

use gabakura_model::catalogue::Protection;
use gabakura_model::reference;
use google_cloud_storage::model::Bucket as SdkBucket;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::SERVICE;
use super::bucket_settings::{
    Encryption, IamConfig, Lifecycle, Logging, RetentionPolicy, SoftDelete, Versioning,
};
use crate::call::{list_all, read};
use crate::iam_policy::{Binding, IamPolicy, iam_policy};
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Fields, Form, GoogleKind, Item, Ownership,
    Result,
};
use crate::rest::{keep_last, last, text};
use gabakura_adapter::read_each;

/// Page size of `ListBuckets`.
const PAGE: i32 = 1000;
/// The prefix of every bucket's resource name; bucket names are globally unique.
const PREFIX: &str = "projects/_/buckets/";

/// A Cloud Storage bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, globally unique.
    name: String,
    /// The location of the objects: a region, or a multi-region such as `ASIA`.
    #[serde(deserialize_with = "upper")]
    location: String,
    /// The default storage class of objects. Default: `STANDARD`.
    #[serde(default = "standard")]
    storage_class: String,
    /// How access is controlled.
    #[serde(default)]
    iam_config: IamConfig,
    /// The default encryption of objects. Default: Google's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encryption: Option<Encryption>,
    /// Object versioning. Default: off.
    #[serde(default)]
    versioning: Versioning,
    /// The retention policy: how long objects cannot be deleted. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retention_policy: Option<RetentionPolicy>,
    /// Soft delete: how long deleted objects can be restored. Default: 7 days.
    #[serde(default)]
    soft_delete_policy: SoftDelete,
    /// Lifecycle rules. Default: none.
    #[serde(default)]
    lifecycle: Lifecycle,
    /// Usage logs. Default: none; Cloud Audit Logs are independent of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    logging: Option<Logging>,
    /// Whether new objects get an event-based hold, under which they cannot be deleted. Default:
    /// false.
    #[serde(default)]
    default_event_based_hold: bool,
    /// All IAM bindings of the bucket. Default: not managed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_bindings: Option<BTreeSet<Binding>>,
}

/// Google returns locations in upper case, however they were given.
fn upper<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    Ok(match text.contains(reference::OPEN) {
        true => text,
        false => text.to_ascii_uppercase(),
    })
}

fn standard() -> String {
    "STANDARD".to_owned()
}

impl Spec {
    fn bindings(&self) -> Option<&BTreeSet<Binding>> {
        self.iam_bindings.as_ref()
    }

    fn is_locked(&self) -> bool {
        self.retention_policy
            .as_ref()
            .is_some_and(|policy| policy.is_locked)
    }
}

pub(crate) struct Bucket;

iam_policy!(
    /// The IAM policy of a bucket, by its resource name.
    BucketPolicy, SERVICE, storage
);

impl GoogleKind for Bucket {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "location"],
        ownership: Ownership::Labels("labels"),
        protection: Protection::Irreversible,
        ..Facts::path(
            "gcp.storage.bucket",
            "a Cloud Storage bucket (Cloud Storage `buckets`)",
            "{name}",
        )
    };

    const FORM: Form = Form {
        not_in_body: &["iam_bindings"],
        ..Form::PLAIN
    };

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "name");
        if let Some(Value::Object(logging)) = observed.get_mut("logging") {
            keep_last(logging, "log_bucket");
        }
    }

    fn to_request(spec: &mut Fields) {
        spec.remove("name");
        if let Some(Value::Object(logging)) = spec.get_mut("logging") {
            let name = format!("{PREFIX}{}", text(logging, "log_bucket"));
            logging.insert("log_bucket".to_owned(), name.into());
        }
        // A lock is a request of its own.
        if let Some(Value::Object(policy)) = spec.get_mut("retention_policy") {
            policy.remove("is_locked");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.storage().await?.list_buckets();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let buckets = list_all!(google, (SERVICE, "ListBuckets"), call, buckets)?;
        read_each(buckets, |bucket: SdkBucket| async move {
            let bindings = BucketPolicy(&bucket.name).bindings(google).await?;
            Ok(Some(Item::of(&bucket).field("iam_bindings", &bindings)))
        })
        .await
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let bucket = new.model::<SdkBucket>()?.set_project(google.project_name());
        let call = google.storage().await?.create_bucket();
        let call = call.set_parent("projects/_");
        let call = call.set_bucket_id(&new.spec.name).set_bucket(bucket);
        let created = google.change((SERVICE, "CreateBucket"), call.send());
        created.await.map(|_| new.created())
    }

    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        let name = resource_name(&created.id);
        let wanted = new.spec.bindings();
        BucketPolicy(&name).bind(google, wanted).await?;
        match new.spec.is_locked() {
            true => lock_retention(google, &name).await,
            false => Ok(()),
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let was_locked = change.before.as_ref().is_some_and(Spec::is_locked);
        if was_locked && !change.after.is_locked() {
            let message = "a locked retention policy cannot be unlocked";
            let operation = "UpdateBucket";
            return Err(Error::refused(SERVICE, operation, "irreversible", message));
        }
        let name = resource_name(&change.id);
        if change.is_of_resource() {
            let fresh = get(google, &name).await?;
            let is_locked = is_locked(&fresh);
            let mut body: SdkBucket = change.applied_to(&fresh)?;
            if let Some(policy) = &mut body.retention_policy {
                policy.is_locked = is_locked;
            }
            let call = google.storage().await?.update_bucket().set_bucket(body);
            let call = call.set_update_mask(change.mask());
            let call = call.set_if_metageneration_match(fresh.metageneration);
            let updated = google.change((SERVICE, "UpdateBucket"), call.send());
            updated.await?;
        }
        BucketPolicy(&name)
            .update(google, change, Spec::bindings)
            .await?;
        match change.after.is_locked() && !was_locked {
            true => lock_retention(google, &name).await,
            false => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.storage().await?.delete_bucket();
        let call = call.set_name(resource_name(id));
        google.change((SERVICE, "DeleteBucket"), call.send()).await
    }
}

fn resource_name(id: &str) -> String {
    format!("{PREFIX}{}", last(id))
}

fn is_locked(bucket: &SdkBucket) -> bool {
    let policy = bucket.retention_policy.as_ref();
    policy.is_some_and(|policy| policy.is_locked)
}

async fn get(google: &Clients, name: &str) -> Result<SdkBucket> {
    let call = google.storage().await?.get_bucket().set_name(name);
    read!(google, (SERVICE, "GetBucket"), call)
}

/// Locks the retention policy, for good.
async fn lock_retention(google: &Clients, name: &str) -> Result<()> {
    let fresh = get(google, name).await?;
    if is_locked(&fresh) {
        return Ok(());
    }
    let call = google.storage().await?.lock_bucket_retention_policy();
    let call = call.set_bucket(name);
    let call = call.set_if_metageneration_match(fresh.metageneration);
    let name = (SERVICE, "LockBucketRetentionPolicy");
    google.change(name, call.send()).await.map(drop)
}
