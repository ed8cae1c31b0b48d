//! `aws.backup.vault`: where backups are kept (AWS Backup `CreateBackupVault`).
//!
//! Encrypted with a key of our own, and locked, so that whoever holds the account cannot delete
//! what it is restored from (NIST SP 800-53r5 CP-9, CP-9(8)).
//!
//! A lock in `GOVERNANCE` mode keeps out everyone who may not change locks. One in `COMPLIANCE`
//! mode can be changed or taken off for three days, and never again by anyone, AWS included. AWS
//! does not tell how long it lets a lock be changed, so the time is always its shortest: whoever
//! wants longer begins with `GOVERNANCE`.

use gabakura_adapter::read_each;
use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{BACKUP, arn, tags_of};
use crate::clients::Clients;
use crate::fault::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::policy_document::PolicyDocument;
use crate::wire::Call;

/// Days for which a new lock in compliance mode can still be changed; AWS's least.
const CHANGEABLE_FOR_DAYS: u32 = 3;

/// What names of vaults begin with that AWS and Control Tower make.
const PLATFORM_PREFIXES: &[&str] = &["aws/", "aws-controltower-"];

/// Where backups are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in account and region: 2 to 50 letters, digits, hyphens and underscores.
    backup_vault_name: String,
    /// ARN of the key its backups are encrypted with. AWS's default: its own for AWS Backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encryption_key_arn: Option<String>,
    /// What keeps its backups from being deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lock: Option<Lock>,
    /// Who may do what with it, besides those whom the account lets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_policy: Option<PolicyDocument>,
}

/// What keeps backups from being deleted before their time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lock {
    /// Who can still change it.
    mode: Mode,
    /// Days a backup is kept at least; a plan that keeps one for less fails. Default: no least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_retention_days: Option<u32>,
    /// Days a backup is kept at most. Default: no most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_retention_days: Option<u32>,
}

/// Who can change a lock.
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

/// A vault as AWS lists it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    backup_vault_name: String,
    backup_vault_arn: String,
    #[serde(default)]
    vault_type: Option<String>,
    #[serde(default)]
    encryption_key_arn: Option<String>,
    #[serde(default)]
    locked: bool,
    #[serde(default)]
    min_retention_days: Option<u32>,
    #[serde(default)]
    max_retention_days: Option<u32>,
    #[serde(default)]
    lock_date: Option<Value>,
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
            "where backups are kept",
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
        Err(SpecError {
            path: "lock".to_owned(),
            problem: problem.to_owned(),
        })
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let all = Call::rest("ListBackupVaults", "GET", &["backup-vaults", ""]);
        let mut vaults: Vec<Told> = BACKUP.list(aws, all, "BackupVaultList").await?;
        // Air-gapped vaults and views of others' have other requests, and are another thing.
        vaults.retain(|it| it.vault_type.as_deref().unwrap_or(PLAIN) == PLAIN);
        read_each(vaults, |told| read(aws, told)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let name = &new.spec.backup_vault_name;
        let mut body = json!({ "BackupVaultTags": new.tags, "CreatorRequestId": new.token });
        if let Some(key) = &new.spec.encryption_key_arn {
            body["EncryptionKeyArn"] = key.as_str().into();
        }
        let call = Call::rest("CreateBackupVault", "PUT", &["backup-vaults", name]);
        BACKUP.tell(aws, call.body(body)).await?;
        let arn = arn(aws, "backup-vault", name);
        made_with_arn("backup", "CreateBackupVault", Some(name), Some(&arn))
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
        // The lock last: what it forbids is done by then.
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

/// The type of vaults that this kind is about.
const PLAIN: &str = "BACKUP_VAULT";

fn put_lock(name: &str, lock: &Lock) -> Call {
    let path = ["backup-vaults", name, "vault-lock"];
    if lock.mode == Mode::Off {
        return Call::rest("DeleteBackupVaultLockConfiguration", "DELETE", &path);
    }
    let mut body = json!({});
    let mut set = |field: &str, days: Option<u32>| {
        if let Some(days) = days {
            body[field] = days.into();
        }
    };
    set("MinRetentionDays", lock.min_retention_days);
    set("MaxRetentionDays", lock.max_retention_days);
    let is_final = lock.mode == Mode::Compliance;
    set("ChangeableForDays", is_final.then_some(CHANGEABLE_FOR_DAYS));
    Call::rest("PutBackupVaultLockConfiguration", "PUT", &path).body(body)
}

async fn read(aws: &Clients, told: Told) -> Result<Option<Item<Spec>>> {
    let name = told.backup_vault_name;
    let path = ["backup-vaults", &name, "access-policy"];
    let call = Call::rest("GetBackupVaultAccessPolicy", "GET", &path);
    let reply: Option<PolicyReply> = unless_gone(BACKUP.ask(aws, call).await)?;
    let policy = reply.map(|it| PolicyDocument::from_json_str(&it.policy));
    let mode = match (told.locked, told.lock_date) {
        (false, _) => Mode::Off,
        (true, None | Some(Value::Null)) => Mode::Governance,
        (true, Some(_)) => Mode::Compliance,
    };
    let spec = Spec {
        backup_vault_name: name.clone(),
        encryption_key_arn: told.encryption_key_arn,
        lock: Some(Lock {
            mode,
            min_retention_days: told.min_retention_days,
            max_retention_days: told.max_retention_days,
        }),
        access_policy: policy.transpose()?,
    };
    let tags = tags_of(aws, &told.backup_vault_arn).await?;
    let is_platform = PLATFORM_PREFIXES.iter().any(|it| name.starts_with(it));
    let item = Item::new(name, spec).tags(tags);
    let item = item.output("arn", told.backup_vault_arn);
    Ok(Some(item.platform(is_platform)))
}
