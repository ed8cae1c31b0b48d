//! `gcp.kms.crypto_key`: a key of our own (Cloud KMS `CreateCryptoKey`).
//!
//! Logs and data are encrypted with it; it rotates (CIS Google Cloud 1.10) and its bindings say
//! who may use it (1.9). Deleting it schedules all its versions for destruction: within
//! `destroy_scheduled_duration` they can be restored. Its name is never free again.

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use google_cloud_kms_v1::model::crypto_key_version::CryptoKeyVersionState as State;
use google_cloud_kms_v1::model::{CryptoKey as SdkCryptoKey, CryptoKeyVersion};
use google_cloud_wkt::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::iam::binding::{Binding, Holder};
use crate::kind::GoogleKind;
use crate::kms::{self, PAGE, SERVICE};
use crate::listing::each;
use crate::order::New;
use crate::seen::Seen;
use crate::spec::fault;
use crate::words::words;

/// A key of our own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the key ring for good.
    name: String,
    /// The key ring it is in.
    key_ring: String,
    /// What it is for.
    #[serde(default)]
    purpose: Purpose,
    /// Time between rotations, in seconds: `7776000s`. Only keys that encrypt and decrypt rotate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rotation_period: Option<String>,
    /// What its versions are.
    #[serde(default)]
    version_template: VersionTemplate,
    /// How long a destroyed version can be restored, in seconds. Google's default: 30 days.
    #[serde(default = "thirty_days")]
    destroy_scheduled_duration: String,
    /// Who may use it; all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_bindings: Option<BTreeSet<Binding>>,
}

/// What a key's versions are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VersionTemplate {
    /// How they encrypt or sign.
    #[serde(default)]
    algorithm: Algorithm,
    /// Where they are kept.
    #[serde(default)]
    protection_level: ProtectionLevel,
}

words! {
    /// What a key is for.
    Purpose {
        "ENCRYPT_DECRYPT" = 1, "ASYMMETRIC_SIGN" = 5, "ASYMMETRIC_DECRYPT" = 6,
        "RAW_ENCRYPT_DECRYPT" = 7, "MAC" = 9, "KEY_ENCAPSULATION" = 10, "AES_WRAPPING" = 11,
    }
}

words! {
    /// Where keys are kept.
    ProtectionLevel {
        "SOFTWARE" = 1, "HSM" = 2, "EXTERNAL" = 3, "EXTERNAL_VPC" = 4, "HSM_SINGLE_TENANT" = 5,
    }
}

words! {
    /// How keys encrypt or sign.
    Algorithm {
        "GOOGLE_SYMMETRIC_ENCRYPTION" = 1, "AES_128_GCM" = 41, "AES_256_GCM" = 19,
        "AES_128_CBC" = 42, "AES_256_CBC" = 43, "AES_128_CTR" = 44, "AES_256_CTR" = 45,
        "RSA_SIGN_PSS_2048_SHA256" = 2, "RSA_SIGN_PSS_3072_SHA256" = 3,
        "RSA_SIGN_PSS_4096_SHA256" = 4, "RSA_SIGN_PSS_4096_SHA512" = 15,
        "RSA_SIGN_PKCS1_2048_SHA256" = 5, "RSA_SIGN_PKCS1_3072_SHA256" = 6,
        "RSA_SIGN_PKCS1_4096_SHA256" = 7, "RSA_SIGN_PKCS1_4096_SHA512" = 16,
        "RSA_DECRYPT_OAEP_2048_SHA256" = 8, "RSA_DECRYPT_OAEP_3072_SHA256" = 9,
        "RSA_DECRYPT_OAEP_4096_SHA256" = 10, "RSA_DECRYPT_OAEP_4096_SHA512" = 17,
        "EC_SIGN_P256_SHA256" = 12, "EC_SIGN_P384_SHA384" = 13, "EC_SIGN_ED25519" = 40,
        "HMAC_SHA256" = 32, "HMAC_SHA384" = 34, "HMAC_SHA512" = 35,
        "EXTERNAL_SYMMETRIC_ENCRYPTION" = 18,
    }
}

fn thirty_days() -> String {
    "2592000s".to_owned()
}

pub(crate) struct CryptoKey;

impl GoogleKind for CryptoKey {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "key_ring", "purpose", "destroy_scheduled_duration"],
        parent: Some("key_ring"),
        ownership: Ownership::Labels("labels"),
        protection: Protection::Irreversible,
        beside: &["iam_bindings"],
        ..Facts::whole(
            "gcp.kms.crypto_key",
            "a key of our own",
            "{key_ring}/cryptoKeys/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.rotation_period.is_some() && spec.purpose != Purpose::default() {
            return Err(fault(
                "rotation_period",
                "only keys that encrypt and decrypt rotate",
            ));
        }
        kms::check_name(&spec.name)
    }

    /// A key none of whose versions can be used is gone as far as anyone can use it. One that
    /// encrypts and decrypts shows the version in use; where that is none or going, all are asked
    /// for, since older ones still decrypt.
    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let mut keys = Vec::new();
        for ring in kms::rings(google).await? {
            let call = google.kms().await?.list_crypto_keys();
            let call = call.set_parent(ring.name).set_page_size(PAGE);
            keys.extend(listed!(
                google,
                (SERVICE, "ListCryptoKeys"),
                call,
                crypto_keys
            )?);
        }
        let seen = each(keys, |key: SdkCryptoKey| async move {
            let is_in_use = key
                .primary
                .as_ref()
                .is_some_and(|version| !is_going(version));
            if !is_in_use && versions(google, &key.name).await?.iter().all(is_going) {
                return Ok(None);
            }
            let bindings = Holder::CryptoKey(&key.name).bindings(google).await?;
            Ok(Some(Seen::of(&key).beside("iam_bindings", &bindings)))
        });
        Ok(seen.await?.into_iter().flatten().collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let mut key: SdkCryptoKey = new.model()?;
        if new.spec.rotation_period.is_some() {
            key.next_rotation_time = Some(next_rotation(&key)?);
        }
        let call = google.kms().await?.create_crypto_key();
        let call = call
            .set_parent(&new.spec.key_ring)
            .set_crypto_key_id(&new.spec.name);
        let call = call.set_crypto_key(key);
        google
            .change((SERVICE, "CreateCryptoKey"), call.send())
            .await?;
        Ok(new.made())
    }

    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        match &new.spec.iam_bindings {
            Some(wanted) => Holder::CryptoKey(&made.id).bind(google, wanted).await,
            None => Ok(()),
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.reshapes() || change.relabels() {
            let client = google.kms().await?;
            let get = client.get_crypto_key().set_name(&change.id);
            let fresh = google
                .read((SERVICE, "GetCryptoKey"), || get.clone().send())
                .await?;
            let mut key: SdkCryptoKey = change.onto(&fresh)?;
            let mut mask = change.mask();
            if change.has("rotation_period") {
                key.next_rotation_time = Some(next_rotation(&key)?);
                mask.paths.push("next_rotation_time".to_owned());
            }
            let call = client
                .update_crypto_key()
                .set_crypto_key(key)
                .set_update_mask(mask);
            google
                .change((SERVICE, "UpdateCryptoKey"), call.send())
                .await?;
        }
        match (change.has("iam_bindings"), &change.after.iam_bindings) {
            (true, Some(wanted)) => {
                let before = change.before.as_ref();
                let before = before.and_then(|before| before.iam_bindings.as_ref());
                Holder::CryptoKey(&change.id)
                    .rebind(google, before, wanted)
                    .await
            }
            _ => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let client = google.kms().await?;
        let get = client.get_crypto_key().set_name(id);
        let key = google
            .read((SERVICE, "GetCryptoKey"), || get.clone().send())
            .await?;
        let mut versions = versions(google, id).await?;
        versions.retain(|version| !is_going(version));
        // The version in use goes last: whoever is interrupted leaves a key that shows.
        let in_use = key.primary.map(|version| version.name);
        versions.sort_by_key(|version| in_use.as_ref() == Some(&version.name));
        for version in versions {
            let call = client.destroy_crypto_key_version().set_name(version.name);
            google
                .change((SERVICE, "DestroyCryptoKeyVersion"), call.send())
                .await?;
        }
        Ok(())
    }
}

async fn versions(google: &Clients, key: &str) -> Result<Vec<CryptoKeyVersion>> {
    let call = google.kms().await?.list_crypto_key_versions();
    let call = call.set_parent(key).set_page_size(PAGE);
    let name = (SERVICE, "ListCryptoKeyVersions");
    listed!(google, name, call, crypto_key_versions)
}

/// Whether a version is destroyed, about to be, or never came to be. Such cannot be destroyed.
fn is_going(version: &CryptoKeyVersion) -> bool {
    matches!(
        version.state,
        State::Destroyed
            | State::DestroyScheduled
            | State::PendingExternalDestruction
            | State::GenerationFailed
            | State::ImportFailed
    )
}

/// One period from now: Google wants to be told when the first rotation is.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing is decided by this time, and it is never compared"
)]
fn next_rotation(key: &SdkCryptoKey) -> Result<Timestamp> {
    let period = key.rotation_period().map_or(0, |period| period.seconds());
    let period = std::time::Duration::from_secs(period.unsigned_abs());
    let at = std::time::SystemTime::now().checked_add(period);
    at.and_then(|at| Timestamp::try_from(at).ok())
        .ok_or_else(|| Fault::refused(SERVICE, "rotate", "invalid-spec", "it would never rotate"))
}
