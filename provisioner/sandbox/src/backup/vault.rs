//! Vaults, their locks and policies.

use serde_json::{Value, json};

use super::{id_of, invalid, not_found, paged};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::records::{done, is_policy, tags};
use crate::service::{Answer, Context};

/// Vaults by name.
pub(super) const VAULT: Kind = Kind::regional("backup.vault");
const DAY_S: i64 = 86_400;
/// The shortest time, in days, before a lock becomes immutable.
const CHANGEABLE_DAYS_MIN: i64 = 3;

pub(super) fn list(cx: &mut Context) -> Answer {
    let vaults = cx.list(VAULT).into_iter();
    let vaults = vaults.map(|mut it| it["Vault"].take()).collect();
    paged(cx, vaults, "BackupVaultName", "BackupVaultList")
}

pub(super) fn create(cx: &mut Context) -> Answer {
    let name = cx.text("BackupVaultName");
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-".contains(it);
    if !(2..=50).contains(&name.len()) || !name.chars().all(legal) {
        return Err(invalid("BackupVaultName"));
    }
    if cx.has(VAULT, name) {
        let message = "Backup vault with the same name already exists";
        return Err(AwsError::bad("AlreadyExistsException", message));
    }
    let key = match cx.request["EncryptionKeyArn"].as_str() {
        Some(key) => key.to_owned(),
        None => cx.arn("kms", format_args!("key/{}", id_of(cx, &["key"]))),
    };
    let arn = cx.arn("backup", format_args!("backup-vault:{name}"));
    let vault = json!({
        "BackupVaultName": name, "EncryptionKeyArn": key, "Locked": false, "BackupVaultArn": arn,
        "VaultType": "BACKUP_VAULT", "VaultState": "AVAILABLE", "NumberOfRecoveryPoints": 0,
        "CreationDate": clock::now(), "CreatorRequestId": cx.request["CreatorRequestId"],
    });
    let tags = tags(&cx.request["BackupVaultTags"]);
    cx.put(VAULT, name, json!({ "Vault": vault, "Tags": tags }));
    Ok(json!({ "BackupVaultName": name, "BackupVaultArn": arn }))
}

fn vault(cx: &Context) -> Answer {
    let name = cx.text("BackupVaultName");
    cx.get(VAULT, name).ok_or_else(|| not_found(name))
}

fn keep(cx: &mut Context, record: Value) -> Answer {
    cx.put(VAULT, cx.text("BackupVaultName"), record);
    done()
}

pub(super) fn describe(cx: &mut Context) -> Answer {
    Ok(vault(cx)?["Vault"].take())
}

pub(super) fn delete(cx: &mut Context) -> Answer {
    vault(cx)?;
    keep(cx, Value::Null)
}

pub(super) fn policy(cx: &mut Context) -> Answer {
    let policy = vault(cx)?["Policy"].take();
    match policy.is_string() {
        true => Ok(json!({ "BackupVaultName": cx.text("BackupVaultName"), "Policy": policy })),
        false => Err(not_found("policy")),
    }
}

pub(super) fn put_policy(cx: &mut Context) -> Answer {
    let mut vault = vault(cx)?;
    if !is_policy(cx.text("Policy")) {
        return Err(invalid("Policy"));
    }
    vault["Policy"] = cx.request["Policy"].clone();
    keep(cx, vault)
}

pub(super) fn delete_policy(cx: &mut Context) -> Answer {
    let mut vault = vault(cx)?;
    vault["Policy"] = Value::Null;
    keep(cx, vault)
}

pub(super) fn lock(cx: &mut Context, on: bool) -> Answer {
    let mut record = vault(cx)?;
    let (vault, now) = (&mut record["Vault"], clock::now());
    if vault["LockDate"].as_i64().is_some_and(|date| date <= now) {
        let message = "The vault lock is immutable";
        return Err(AwsError::bad("InvalidRequestException", message));
    }
    let days = |member: &str| cx.request[member].as_i64();
    let (least, most) = (days("MinRetentionDays"), days("MaxRetentionDays"));
    let changeable = days("ChangeableForDays");
    if least.is_some_and(|it| it < 1) || most.is_some_and(|it| it < least.unwrap_or(1)) {
        return Err(invalid("MinRetentionDays"));
    }
    if changeable.is_some_and(|it| it < CHANGEABLE_DAYS_MIN) {
        return Err(invalid("ChangeableForDays"));
    }
    vault["Locked"] = on.into();
    vault["MinRetentionDays"] = least.into();
    vault["MaxRetentionDays"] = most.into();
    vault["LockDate"] = changeable.map(|it| now + it * DAY_S).into();
    keep(cx, record)
}
