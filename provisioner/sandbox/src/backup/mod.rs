//! AWS Backup: vaults, plans and their selections.
//!
//! No backup is ever made, so every vault is empty.

mod plan;
mod vault;

use serde_json::{Value, json};

use self::plan::PLAN;
use self::vault::VAULT;
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::ids;
use crate::protocol::Protocol;
use crate::records::{page_by, tag_resource, untag_resource};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "backup",
    Protocol::RestJson,
    Operations::Own(&[
        ("ListBackupVaults GET /backup-vaults", vault::list),
        (
            "CreateBackupVault PUT /backup-vaults/{BackupVaultName}",
            vault::create,
        ),
        (
            "DescribeBackupVault GET /backup-vaults/{BackupVaultName}",
            vault::describe,
        ),
        (
            "DeleteBackupVault DELETE /backup-vaults/{BackupVaultName}",
            vault::delete,
        ),
        (
            "GetBackupVaultAccessPolicy GET /backup-vaults/{BackupVaultName}/access-policy",
            vault::policy,
        ),
        (
            "PutBackupVaultAccessPolicy PUT /backup-vaults/{BackupVaultName}/access-policy",
            vault::put_policy,
        ),
        (
            "DeleteBackupVaultAccessPolicy DELETE /backup-vaults/{BackupVaultName}/access-policy",
            vault::delete_policy,
        ),
        (
            "PutBackupVaultLockConfiguration PUT /backup-vaults/{BackupVaultName}/vault-lock",
            |cx| vault::lock(cx, true),
        ),
        (
            "DeleteBackupVaultLockConfiguration DELETE /backup-vaults/{BackupVaultName}/vault-lock",
            |cx| vault::lock(cx, false),
        ),
        ("ListBackupPlans GET /backup/plans", plan::list),
        ("CreateBackupPlan PUT /backup/plans", plan::create),
        ("GetBackupPlan GET /backup/plans/{BackupPlanId}", plan::get),
        (
            "UpdateBackupPlan POST /backup/plans/{BackupPlanId}",
            plan::update,
        ),
        (
            "DeleteBackupPlan DELETE /backup/plans/{BackupPlanId}",
            plan::delete,
        ),
        (
            "ListBackupSelections GET /backup/plans/{BackupPlanId}/selections",
            plan::selections,
        ),
        (
            "CreateBackupSelection PUT /backup/plans/{BackupPlanId}/selections",
            plan::select,
        ),
        (
            "GetBackupSelection GET /backup/plans/{BackupPlanId}/selections/{SelectionId}",
            plan::selection,
        ),
        (
            "DeleteBackupSelection DELETE /backup/plans/{BackupPlanId}/selections/{SelectionId}",
            plan::delete_selection,
        ),
        ("ListTags GET /tags/{ResourceArn+}", |cx| {
            Ok(json!({ "Tags": tagged(cx)?.2["Tags"] }))
        }),
        ("TagResource POST /tags/{ResourceArn+}", |cx| {
            tag_resource(cx, tagged, "Tags", "Tags")
        }),
        ("UntagResource POST /untag/{ResourceArn+}", |cx| {
            untag_resource(cx, tagged, "Tags", "TagKeyList")
        }),
    ]),
);

const PAGE: usize = 100;

fn invalid(why: &str) -> AwsError {
    AwsError::bad("InvalidParameterValueException", why)
}

fn not_found(what: &str) -> AwsError {
    let message = format!("Cannot find {what}");
    AwsError::bad("ResourceNotFoundException", message)
}

fn id_of(cx: &Context, parts: &[&str]) -> String {
    let place = [cx.call.account.as_str(), cx.call.region.as_str()];
    ids::uuid(&[&place, parts].concat())
}

/// One page of records, sorted by a member.
fn paged(cx: &Context, records: Vec<Value>, member: &str, list: &str) -> Answer {
    let token = cx.request["nextToken"].as_str();
    let (records, next) = page_by(records, member, token, PAGE);
    Ok(json!({ list: records, "NextToken": next }))
}

/// The vault or plan that a request tags.
fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let arn = cx.text("ResourceArn");
    let (kind, id) = match arn.splitn(7, ':').collect::<Vec<_>>()[..] {
        [.., "backup-vault", name] => (VAULT, name),
        [.., "backup-plan", id] => (PLAN, id),
        _ => return Err(invalid("ResourceArn")),
    };
    let record = cx.get(kind, id).ok_or_else(|| not_found(arn))?;
    Ok((kind, id.to_owned(), record))
}
