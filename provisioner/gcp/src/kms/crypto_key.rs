//! `gcp.kms.crypto_key`: a Cloud KMS key (Cloud KMS `cryptoKeys`).
//!
//! Logs and data are encrypted with it; it rotates (CIS Google Cloud 1.10), and its bindings say
//! who may use it (1.9). Deleting it schedules all its versions for destruction; they can be
//! restored within `destroy_scheduled_duration`. Its name is never free again.

use std::collections::BTreeSet;

use gabakura_model::catalogue::Protection;
use google_cloud_kms_v1::model::crypto_key_version::CryptoKeyVersionState as State;
use google_cloud_kms_v1::model::{CryptoKey as SdkCryptoKey, CryptoKeyVersion};
use google_cloud_wkt::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{list_all, read};
use crate::enums::string_enum;
use crate::iam_policy::{Binding, IamPolicy, iam_policy};
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Form, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::kms::{PAGE, SERVICE, check_name, key_rings};
use gabakura_adapter::read_each;

/// A Cloud KMS key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the key ring for good: 1 to 63 of letters, digits, `_` and `-`.
    name: String,
    /// The key ring that the key belongs to.
    key_ring: String,
    /// The operations that the key can be used for. Default: `ENCRYPT_DECRYPT`.
    #[serde(default)]
    purpose: Purpose,
    /// The interval between automatic rotations, in seconds: `7776000s`. Only keys that encrypt and
    /// decrypt rotate. Default: no rotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rotation_period: Option<String>,
    /// The algorithm and protection level of new key versions.
    #[serde(default)]
    version_template: VersionTemplate,
    /// How long a version that is scheduled for destruction can be restored, in seconds. Default:
    /// `2592000s`, 30 days.
    #[serde(default = "thirty_days")]
    destroy_scheduled_duration: String,
    /// All IAM bindings of the key. Default: not managed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iam_bindings: Option<BTreeSet<Binding>>,
}

impl Spec {
    fn bindings(&self) -> Option<&BTreeSet<Binding>> {
        self.iam_bindings.as_ref()
    }
}

/// The template of new key versions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VersionTemplate {
    /// The algorithm. Default: `GOOGLE_SYMMETRIC_ENCRYPTION`.
    #[serde(default)]
    algorithm: Algorithm,
    /// The protection level: in software, in a hardware security module, or outside Google. Default:
    /// `SOFTWARE`.
    #[serde(default)]
    protection_level: ProtectionLevel,
}

string_enum! {
    /// The purpose of a key.
    Purpose {
        "ENCRYPT_DECRYPT" = 1, "ASYMMETRIC_SIGN" = 5, "ASYMMETRIC_DECRYPT" = 6,
        "RAW_ENCRYPT_DECRYPT" = 7, "MAC" = 9, "KEY_ENCAPSULATION" = 10, "AES_WRAPPING" = 11,
    }
}

string_enum! {
    /// A protection level.
    ProtectionLevel {
        "SOFTWARE" = 1, "HSM" = 2, "EXTERNAL" = 3, "EXTERNAL_VPC" = 4, "HSM_SINGLE_TENANT" = 5,
    }
}

string_enum! {
    /// An algorithm.
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

/// The resource name.
const NAME: &str = "{key_ring}/cryptoKeys/{name}";

pub(crate) struct CryptoKey;

iam_policy!(
    /// The IAM policy of a key, by its name.
    KeyPolicy, SERVICE, kms
);

impl GoogleKind for CryptoKey {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "key_ring", "purpose", "destroy_scheduled_duration"],
        parent: Some("key_ring"),
        ownership: Ownership::Labels("labels"),
        protection: Protection::Irreversible,
        ..Facts::path(
            "gcp.kms.crypto_key",
            "a Cloud KMS key (Cloud KMS `cryptoKeys`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        not_in_body: &["iam_bindings"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if spec.rotation_period.is_some() && spec.purpose != Purpose::default() {
            return Err(SpecError::new(
                "rotation_period",
                "only keys that encrypt and decrypt rotate",
            ));
        }
        check_name(&spec.name)
    }

    /// A key without a usable version counts as deleted. A key that encrypts and decrypts has its
    /// primary version in the list; where that is missing or destroyed, all versions are listed,
    /// since older ones still decrypt.
    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let mut keys = Vec::new();
        for ring in key_rings(google).await? {
            let call = google.kms().await?.list_crypto_keys();
            let call = call.set_parent(ring.name).set_page_size(PAGE);
            keys.extend(list_all!(
                google,
                (SERVICE, "ListCryptoKeys"),
                call,
                crypto_keys
            )?);
        }
        read_each(keys, |key: SdkCryptoKey| async move {
            let primary = key.primary.as_ref();
            let is_usable = primary.is_some_and(|version| !is_destroyed(version));
            if !is_usable && versions(google, &key.name).await?.iter().all(is_destroyed) {
                return Ok(None);
            }
            let bindings = KeyPolicy(&key.name).bindings(google).await?;
            Ok(Some(Item::of(&key).field("iam_bindings", &bindings)))
        })
        .await
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let mut key: SdkCryptoKey = new.model()?;
        if new.spec.rotation_period.is_some() {
            key.next_rotation_time = Some(next_rotation(&key)?);
        }
        let call = google.kms().await?.create_crypto_key();
        let call = call.set_parent(&new.spec.key_ring);
        let call = call.set_crypto_key_id(&new.spec.name).set_crypto_key(key);
        let created = google.change((SERVICE, "CreateCryptoKey"), call.send());
        created.await.map(|_| new.created())
    }

    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        let wanted = new.spec.bindings();
        KeyPolicy(&created.id).bind(google, wanted).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.is_of_resource() {
            let client = google.kms().await?;
            let call = client.get_crypto_key().set_name(&change.id);
            let fresh: SdkCryptoKey = read!(google, (SERVICE, "GetCryptoKey"), call)?;
            let (mut key, mut mask) = (change.applied_to(&fresh)?, change.mask());
            if change.has("rotation_period") {
                key.next_rotation_time = Some(next_rotation(&key)?);
                mask.paths.push("next_rotation_time".to_owned());
            }
            let call = client.update_crypto_key().set_crypto_key(key);
            let call = call.set_update_mask(mask);
            let updated = google.change((SERVICE, "UpdateCryptoKey"), call.send());
            updated.await?;
        }
        KeyPolicy(&change.id)
            .update(google, change, Spec::bindings)
            .await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let client = google.kms().await?;
        let call = client.get_crypto_key().set_name(id);
        let key = read!(google, (SERVICE, "GetCryptoKey"), call)?;
        let mut versions = versions(google, id).await?;
        versions.retain(|version| !is_destroyed(version));
        // The primary version comes last: if this is interrupted, the key is still listed.
        let primary = key.primary.map(|version| version.name);
        versions.sort_by_key(|version| primary.as_ref() == Some(&version.name));
        for version in versions {
            let call = client.destroy_crypto_key_version().set_name(version.name);
            let name = (SERVICE, "DestroyCryptoKeyVersion");
            google.change(name, call.send()).await?;
        }
        Ok(())
    }
}

async fn versions(google: &Clients, key: &str) -> Result<Vec<CryptoKeyVersion>> {
    let call = google.kms().await?.list_crypto_key_versions();
    let call = call.set_parent(key).set_page_size(PAGE);
    let name = (SERVICE, "ListCryptoKeyVersions");
    list_all!(google, name, call, crypto_key_versions)
}

/// Whether a version is destroyed, scheduled for destruction, or was never generated; such a
/// version cannot be destroyed.
fn is_destroyed(version: &CryptoKeyVersion) -> bool {
    matches!(
        version.state,
        State::Destroyed
            | State::DestroyScheduled
            | State::PendingExternalDestruction
            | State::GenerationFailed
            | State::ImportFailed
    )
}

/// One period from now; Google requires the time of the first rotation.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing is decided by this time, and it is never compared"
)]
fn next_rotation(key: &SdkCryptoKey) -> Result<Timestamp> {
    let period = key.rotation_period().map_or(0, |period| period.seconds());
    let period = std::time::Duration::from_secs(period.unsigned_abs());
    let at = std::time::SystemTime::now().checked_add(period);
    at.and_then(|at| Timestamp::try_from(at).ok())
        .ok_or_else(|| Error::refused(SERVICE, "rotate", "invalid-spec", "it would never rotate"))
}
