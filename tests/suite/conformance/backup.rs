//! AWS Backup.

use serde_json::{Value, json};

use super::case::Case;
use super::kms::policy;

fn vault(name: &str) -> Value {
    json!({"backup_vault_name": name})
}

fn rule(changes: &Value) -> Value {
    let rule =
        json!({"target_backup_vault_name": "$vault", "lifecycle": {"delete_after_days": 35}});
    super::case::laid_over(&rule, changes)
}

fn plan() -> Value {
    json!({"backup_plan_name": "often", "rules": {"often": rule(&json!({}))}})
}

fn selection() -> Case {
    let role = json!({
        "role_name": "backup",
        "assume_role_policy": {"statement": {
            "effect": "Allow", "principal": {"Service": "backup.amazonaws.com"},
            "action": "sts:AssumeRole",
        }},
    });
    let spec = json!({
        "backup_plan_id": "$plan", "selection_name": "tenancy", "iam_role_arn": "$role.arn",
        "any_tags": [{"key": "gabakura:tenancy", "value": "131016/acme/prod"}],
    });
    Case::new("aws.backup.selection", spec)
        .needs("vault", "aws.backup.vault", vault("often"))
        .needs("plan", "aws.backup.plan", plan())
        .needs("role", "aws.iam.role", role)
}

pub fn cases() -> Vec<Case> {
    let closed = json!({"statement": {
        "sid": "NobodyDeletes", "effect": "Deny", "principal": "*",
        "action": "backup:DeleteRecoveryPoint", "resource": "*",
    }});
    let open = json!({"statement": {
        "sid": "AnybodyCopies", "effect": "Allow", "principal": "*",
        "action": "backup:CopyIntoBackupVault", "resource": "*",
    }});
    let governance = json!({"mode": "GOVERNANCE", "min_retention_days": 7});
    let compliance =
        json!({"mode": "COMPLIANCE", "min_retention_days": 7, "max_retention_days": 2555});
    let key = json!({"policy": policy(&[])});
    let with_key = json!({
        "backup_vault_name": "data", "encryption_key_arn": "$key.arn",
        "lock": compliance, "access_policy": closed,
    });
    let monthly = json!({
        "schedule_expression": "cron(0 17 1 * ? *)", "schedule_expression_timezone": "Asia/Tokyo",
        "start_window_minutes": 60, "completion_window_minutes": 600,
        "lifecycle": {"move_to_cold_storage_after_days": 30, "delete_after_days": 365},
        "copy_actions": {
            "arn:aws:backup:ap-northeast-3:111122223333:backup-vault:far": {"delete_after_days": 365},
        },
        "recovery_point_tags": {"Kept": "a year"},
    });
    let continuous = json!({"enable_continuous_backup": true});
    let by_conditions = json!({
        "any_tags": [], "resources": ["arn:aws:rds:*:*:db:*"], "not_resources": ["arn:aws:s3:::*"],
        "conditions": {"string_equals": {"aws:ResourceTag/gabakura:tenancy": "131016/acme/prod"}},
    });
    let tagged = selection();
    let mut conditional = selection().called("conditions");
    conditional.spec = super::case::laid_over(&tagged.spec, &by_conditions);
    vec![
        Case::new("aws.backup.vault", vault("backups"))
            .change(json!({"lock": governance}))
            .change(json!({"access_policy": closed}))
            .change(json!({"lock": {"mode": "OFF"}}))
            .meddling(json!({
                "lock": {"mode": "GOVERNANCE", "max_retention_days": 1}, "access_policy": open,
            })),
        Case::new("aws.backup.vault", with_key)
            .called("for good")
            .needs("key", "aws.kms.key", key),
        Case::new("aws.backup.plan", plan())
            .needs("vault", "aws.backup.vault", vault("often"))
            .change(json!({"rules": {"often": rule(&monthly)}}))
            .change(json!({"backup_plan_name": "both", "rules": {
                "often": rule(&continuous), "monthly": rule(&monthly),
            }}))
            .meddling(json!({"rules": {"often": rule(&json!({"lifecycle": {}}))}})),
        tagged,
        conditional,
    ]
}
