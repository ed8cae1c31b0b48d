//! `gcp.kms.key_ring`: a group of keys in one place (Cloud KMS `CreateKeyRing`).
//!
//! Google never deletes a key ring, nor lets its name be used again: a deletion is refused.

use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use google_cloud_kms_v1::model::KeyRing as SdkKeyRing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::kms::{self, LOCATIONS, SERVICE};
use crate::order::New;
use crate::seen::Seen;

/// A group of keys in one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in project and location for good.
    name: String,
    /// Where its keys are.
    location: String,
}

pub(crate) struct KeyRing;

impl GoogleKind for KeyRing {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "location"],
        // It holds nothing of its own, and stands for good whoever asked for it.
        interchangeable: true,
        protection: Protection::Irreversible,
        ..Facts::whole(
            "gcp.kms.key_ring",
            "a group of keys in one place",
            "projects/{project}/locations/{location}/keyRings/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        kms::check_name(&spec.name)
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        Ok(kms::rings(google).await?.iter().map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let location = new.spec.location.as_str();
        if location != google.place().region && !LOCATIONS.contains(&location) {
            let told = "key rings are looked for in the region one works in, in Japan and in \
                        `global`; one elsewhere would not be found again";
            return Err(Fault::refused(
                SERVICE,
                "CreateKeyRing",
                "location-not-seen",
                told,
            ));
        }
        let parent = format!("{}/locations/{location}", google.project_name());
        let call = google.kms().await?.create_key_ring().set_parent(parent);
        let call = call
            .set_key_ring_id(&new.spec.name)
            .set_key_ring(SdkKeyRing::new());
        google
            .change((SERVICE, "CreateKeyRing"), call.send())
            .await?;
        Ok(new.made())
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        let told = "a key ring has nothing to change";
        Err(Fault::refused(
            SERVICE,
            "UpdateKeyRing",
            "unsupported-change",
            told,
        ))
    }

    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        let told = "Google never deletes a key ring; its keys can be destroyed";
        Err(Fault::refused(
            SERVICE,
            "DeleteKeyRing",
            "undeletable",
            told,
        ))
    }
}
