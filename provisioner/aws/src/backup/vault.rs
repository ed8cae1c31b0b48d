//! `aws.backup.vault`: a backup vault (AWS Backup `CreateBackupVault`).
//!
//! Encrypted with a key of our own, and locked, so that whoever holds the account cannot delete
//! what it is restored from (NIST SP 800-53r5 CP-9, CP-9(8)).
//!
//! A lock in `GOVERNANCE` mode keeps out everyone who may not change locks. One in `COMPLIANCE`
//! mode can be changed or removed for three days, and never again by anyone, AWS included. AWS
//! does not return how long it lets a lock be changed, so the time is always its shortest: whoever
//! wants longer begins with `GOVERNANCE`.

use gabakura_adapter::read_each;
use gabakura_model::Value;
use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_with::skip_serializing_none;

use super::{BACKUP, arn, tags_of};
use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, made_named};
use crate::policy_document::PolicyDocument;
use crate::spec::refused;
use crate::wire::{Call, Names};

const NAMES: Names = Names {
    beside: &["access_policy"],
    ..Names::PASCAL
};
const LIST: &str = "ListBackupVaults";

/// Days for which a new lock in compliance mode can still be changed; AWS's least.
const CHANGEABLE_FOR_DAYS: u32 = 3;

/// Prefixes of the names of vaults that AWS and Control Tower make.
const PLATFORM_PREFIXES: &[&str] = &["aws/", "aws-controltower-"];

/// A backup vault, which stores backups.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in account and region: 2 to 50 letters, digits, hyphens and underscores.
    backup_vault_name: String,
    /// ARN of the KMS key that encrypts its backups. AWS's default: the AWS managed key for AWS
    /// Backup.
    encryption_key_arn: Option<String>,
    /// Its vault lock, which keeps backups from being deleted.
    lock: Option<Lock>,
    /// Its access policy.
    access_policy: Option<PolicyDocument>,
}

/// A vault lock: backups cannot be deleted before their time.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lock {
    /// Who can still change it.
    mode: Mode,
    /// Least days that a backup is kept; a plan that keeps one for less fails. Default: no least.
    min_retention_days: Option<u32>,
    /// Most days that a backup is kept. Default: no most.
    max_retention_days: Option<u32>,
}

/// Who can change a vault lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Mode {
    /// There is none.
    #[default]
    Off,
    /// Whoever may change locks.
    Governance,
    /// Nobody, after three days: not to be undone.
    Compliance,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyReply {
    policy: String,
}

pub(crate) struct Vault;

impl AwsKind for Vault {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["backup_vault_name", "encryption_key_arn"],
        outputs: &["arn"],
        ownership: super::VAULT_TAGS,
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.backup.vault",
            "a backup vault, which stores backups",
            "backup_vault_name",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let lock = spec.lock.clone().unwrap_or_default();
        let (least, most) = (lock.min_retention_days, lock.max_retention_days);
        let problem = if lock.mode == Mode::Off && (least, most) != (None, None) {
            "without a lock there is no retention to keep"
        } else if most.is_some_and(|most| least.unwrap_or_default() > most) {
            "the least retention is longer than the most"
        } else {
            return Ok(());
        };
        Err(refused("lock", problem))
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let all = Call::rest(LIST, "GET", &["backup-vaults", ""]);
        let mut vaults = BACKUP.resources(aws, all, "BackupVaultList").await?;
        // Air-gapped vaults and views of foreign ones have other requests.
        vaults.retain(|it| it["VaultType"].as_str().unwrap_or(PLAIN) == PLAIN);
        read_each(vaults, |vault| read(aws, vault)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let name = &new.spec.backup_vault_name;
        let mut body = json!({ "BackupVaultTags": new.tags, "CreatorRequestId": new.token });
        if let Some(key) = &new.spec.encryption_key_arn {
            body["EncryptionKeyArn"] = key.as_str().into();
        }
        let call = Call::rest("CreateBackupVault", "PUT", &["backup-vaults", name]);
        BACKUP.tell(aws, call.body(body)).await?;
        Ok(made_named(name, arn(aws, "backup-vault", name)))
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let fresh = Spec {
            lock: Some(Lock::default()),
            access_policy: None,
            ..new.spec.clone()
        };
        Self::update(aws, &made.id, &fresh, &new.spec).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        let policy = after.access_policy.as_ref();
        if let Some(policy) = policy.filter(|it| before.access_policy.as_ref() != Some(*it)) {
            let path = ["backup-vaults", name, "access-policy"];
            let call = Call::rest("PutBackupVaultAccessPolicy", "PUT", &path);
            let body = json!({ "Policy": policy.to_json_string() });
            BACKUP.tell(aws, call.body(body)).await?;
        }
        // The lock last: it may forbid the rest.
        let lock = after.lock.as_ref();
        if let Some(lock) = lock.filter(|it| before.lock.as_ref() != Some(*it)) {
            BACKUP.tell(aws, put_lock(name, lock)).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let call = Call::rest("DeleteBackupVault", "DELETE", &["backup-vaults", name]);
        BACKUP.tell(aws, call).await
    }
}

/// The type of vaults of this kind.
const PLAIN: &str = "BACKUP_VAULT";

fn put_lock(name: &str, lock: &Lock) -> Call {
    let path = ["backup-vaults", name, "vault-lock"];
    if lock.mode == Mode::Off {
        return Call::rest("DeleteBackupVaultLockConfiguration", "DELETE", &path);
    }
    let mut body = LOCK.request(lock);
    if lock.mode == Mode::Compliance {
        body["ChangeableForDays"] = CHANGEABLE_FOR_DAYS.into();
    }
    Call::rest("PutBackupVaultLockConfiguration", "PUT", &path).body(body)
}

/// The mode follows from what a request has besides.
const LOCK: Names = Names {
    beside: &["mode"],
    ..Names::PASCAL
};

async fn read(aws: &Clients, mut vault: Value) -> Result<Option<Item<Spec>>> {
    let mode = match (&vault["Locked"], &vault["LockDate"]) {
        (Value::Bool(true), Value::Null) => Mode::Governance,
        (Value::Bool(true), _) => Mode::Compliance,
        _ => Mode::Off,
    };
    let mut lock = vault.clone();
    lock["Mode"] = json!(mode);
    vault["Lock"] = lock;
    let arn = vault["BackupVaultArn"].as_str().map(str::to_owned);
    let arn = arn.ok_or_else(|| Error::missing("backup", LIST, "ARN"))?;
    let mut spec: Spec = BACKUP.read(LIST, &NAMES, vault)?;
    let name = spec.backup_vault_name.clone();
    let path = ["backup-vaults", &name, "access-policy"];
    let call = Call::rest("GetBackupVaultAccessPolicy", "GET", &path);
    let reply: Option<PolicyReply> = unless_gone(BACKUP.ask(aws, call).await)?;
    let policy = reply.map(|it| PolicyDocument::from_json_str(&it.policy));
    spec.access_policy = policy.transpose()?;
    let tags = tags_of(aws, &arn).await?;
    let is_platform = PLATFORM_PREFIXES.iter().any(|it| name.starts_with(it));
    let item = Item::new(name, spec).tags(tags).output("arn", arn);
    Ok(Some(item.platform(is_platform)))
}
