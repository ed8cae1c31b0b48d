//! `gcp.kms.key_ring`: a Cloud KMS key ring (Cloud KMS `keyRings`).
//!
//! Google never deletes a key ring, nor lets its name be used again: a deletion is refused.

use gabakura_model::catalogue::Protection;
use google_cloud_kms_v1::model::KeyRing as SdkKeyRing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Form, GoogleKind, Item, Result, SpecError,
    unchangeable,
};
use crate::kms::{LOCATIONS, SERVICE, check_name, key_rings};

/// A Cloud KMS key ring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project and location for good: 1 to 63 of letters, digits, `_` and
    /// `-`.
    name: String,
    /// The location of its keys: a region, or `global`.
    location: String,
}

/// The resource name.
const NAME: &str = "projects/{project}/locations/{location}/keyRings/{name}";

pub(crate) struct KeyRing;

impl GoogleKind for KeyRing {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "location"],
        // It holds nothing of its own, and exists for good whoever created it.
        interchangeable: true,
        protection: Protection::Irreversible,
        ..Facts::path(
            "gcp.kms.key_ring",
            "a Cloud KMS key ring (Cloud KMS `keyRings`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_name(&spec.name)
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        Ok(key_rings(google).await?.iter().map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let (operation, location) = ("CreateKeyRing", new.spec.location.as_str());
        if location != google.place().region && !LOCATIONS.contains(&location) {
            let message = "key rings are listed in the tenancy's region, in Japan and in `global`; \
                           one elsewhere would not be found again";
            let code = "location-not-seen";
            return Err(Error::refused(SERVICE, operation, code, message));
        }
        let parent = format!("{}/locations/{location}", google.project_name());
        let call = google.kms().await?.create_key_ring().set_parent(parent);
        let call = call.set_key_ring_id(&new.spec.name);
        let call = call.set_key_ring(SdkKeyRing::new());
        let created = google.change((SERVICE, operation), call.send());
        created.await.map(|_| new.created())
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        unchangeable(SERVICE, "UpdateKeyRing", "a key ring has no settings")
    }

    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        let message = "Google never deletes a key ring; its keys can be destroyed";
        let name = "DeleteKeyRing";
        Err(Error::refused(SERVICE, name, "undeletable", message))
    }
}
