//! Vaults, their locks and policies.

use serde_json::{Value, json};

use super::{Answered, gone, id_of, invalid, paged};
use crate::bank::Bank;
use crate::call::Call;
use crate::clock;
use crate::mends::is_policy;
use crate::records::text;
use crate::refusal::Refusal;

/// Vaults by name.
pub(super) const VAULT: &str = "backup.vault";
const DAY_S: i64 = 86_400;
/// AWS lets nobody lock sooner for good.
const CHANGEABLE_DAYS_MIN: i64 = 3;

pub(super) fn list(call: &Call, bank: &Bank) -> Answered {
    let vaults = bank.sides(VAULT, &call.region).into_iter();
    let vaults = vaults.map(|mut it| it["Vault"].take()).collect();
    Ok(paged(call, vaults, "BackupVaultName", "BackupVaultList"))
}

pub(super) fn create(call: &Call, name: &str, bank: &mut Bank) -> Answered {
    let request = call.json();
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-".contains(it);
    if !(2..=50).contains(&name.len()) || !name.chars().all(legal) {
        return Err(invalid("BackupVaultName"));
    }
    if bank.side(VAULT, &call.region, name).is_some() {
        let message = "Backup vault with the same name already exists";
        return Err(Refusal::bad("AlreadyExistsException", message));
    }
    let (region, account) = (&call.region, &call.account);
    let of_aws = || {
        format!(
            "arn:aws:kms:{region}:{account}:key/{}",
            id_of(call, &["key"])
        )
    };
    let key = request["EncryptionKeyArn"]
        .as_str()
        .map_or_else(of_aws, str::to_owned);
    let vault = json!({
        "BackupVaultName": name, "EncryptionKeyArn": key, "Locked": false,
        "BackupVaultArn": format!("arn:aws:backup:{region}:{account}:backup-vault:{name}"),
        "VaultType": "BACKUP_VAULT", "VaultState": "AVAILABLE", "NumberOfRecoveryPoints": 0,
        "CreationDate": clock::now(), "CreatorRequestId": request["CreatorRequestId"],
    });
    let tags = request["BackupVaultTags"].as_object().cloned();
    let record = json!({ "Vault": vault, "Tags": tags.unwrap_or_default() });
    bank.set_side(VAULT, &call.region, name, record);
    Ok(json!({ "BackupVaultName": name, "BackupVaultArn": vault["BackupVaultArn"] }))
}

/// What is done with a vault that is there.
pub(super) fn on_one(
    call: &Call,
    method: &str,
    name: &str,
    part: &[&str],
    bank: &mut Bank,
) -> Answered {
    let record = bank.side(VAULT, &call.region, name).cloned();
    let mut record = record.ok_or_else(|| gone(name))?;
    let request = call.json();
    match (method, part) {
        ("GET", []) => return Ok(record["Vault"].take()),
        ("GET", ["access-policy"]) => {
            let policy = record["Policy"].as_str().ok_or_else(|| gone("policy"))?;
            return Ok(json!({ "BackupVaultName": name, "Policy": policy }));
        }
        ("PUT", ["access-policy"]) if is_policy(text(&request, "Policy")) => {
            record["Policy"] = request["Policy"].clone();
        }
        ("PUT", ["access-policy"]) => return Err(invalid("Policy")),
        ("DELETE", ["access-policy"]) => record["Policy"] = Value::Null,
        ("PUT" | "DELETE", ["vault-lock"]) => lock(&mut record["Vault"], method, &request)?,
        ("DELETE", []) => record = Value::Null,
        _ => return Err(Refusal::new(404, "UnknownOperationException", &call.path)),
    }
    bank.set_side(VAULT, &call.region, name, record);
    Ok(json!({}))
}

fn lock(vault: &mut Value, method: &str, request: &Value) -> Result<(), Refusal> {
    let now = clock::now();
    if vault["LockDate"].as_i64().is_some_and(|date| date <= now) {
        let message = "The vault lock is immutable";
        return Err(Refusal::bad("InvalidRequestException", message));
    }
    let days = |field: &str| request[field].as_i64();
    let (least, most) = (days("MinRetentionDays"), days("MaxRetentionDays"));
    let changeable = days("ChangeableForDays");
    if least.is_some_and(|it| it < 1) || most.is_some_and(|it| it < least.unwrap_or(1)) {
        return Err(invalid("MinRetentionDays"));
    }
    if changeable.is_some_and(|it| it < CHANGEABLE_DAYS_MIN) {
        return Err(invalid("ChangeableForDays"));
    }
    vault["Locked"] = (method == "PUT").into();
    vault["MinRetentionDays"] = least.into();
    vault["MaxRetentionDays"] = most.into();
    vault["LockDate"] = changeable.map(|it| now + it * DAY_S).into();
    Ok(())
}
