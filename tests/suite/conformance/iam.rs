//! IAM.

use serde_json::{Value, json};

use super::case::Case;

pub fn cases() -> Vec<Case> {
    [roles(), shared(), ways_in()]
        .into_iter()
        .flatten()
        .collect()
}

fn shared() -> Vec<Case> {
    let reader = json!({"policy_name": "reader", "document": allow("s3:GetObject", "*")});
    // More changes than versions are kept.
    let changed = (0..6).fold(Case::new("aws.iam.policy", reader), |case, n| {
        case.change(
            json!({"document": allow("s3:GetObject", &format!("arn:aws:s3:::千代田-{n}/*"))}),
        )
    });
    vec![
        changed.meddling(json!({"document": allow("*", "*")})),
        Case::new(
            "aws.iam.policy",
            json!({
                "policy_name": "boundary",
                "path": "/gabakura/",
                "description": "what nobody may exceed",
                "document": allow("s3:*", "*"),
            }),
        )
        .called("complete")
        .change(json!({"document": allow("s3:List*", "*")})),
    ]
}

fn ways_in() -> Vec<Case> {
    let role =
        |name: &str| json!({"role_name": name, "assume_role_policy": trust("ec2.amazonaws.com")});
    let audit = "arn:aws:iam::aws:policy/SecurityAudit";
    let issuer = json!({
        "url": "https://token.actions.githubusercontent.com",
        "client_id_list": ["sts.amazonaws.com"],
    });
    let thumbprint = "6938fd4d98bab03faadb97b34396831e3780aea1";
    vec![
        Case::new(
            "aws.iam.instance_profile",
            json!({"instance_profile_name": "web", "path": "/gabakura/", "role_name": "$web"}),
        )
        .needs("web", "aws.iam.role", role("web"))
        .needs("batch", "aws.iam.role", role("batch"))
        .change(json!({"role_name": "$batch"}))
        .change(json!({"role_name": ""}))
        .meddling(json!({"role_name": "$web"})),
        Case::new(
            "aws.iam.group",
            json!({
                "group_name": "operators",
                "path": "/gabakura/",
                "inline_policies": {"logs": allow("logs:Get*", "*")},
            }),
        )
        .change(json!({"managed_policy_arns": [audit]}))
        .change(json!({"inline_policies": {"logs": allow("logs:*", "*")}}))
        .change(json!({"inline_policies": {}, "managed_policy_arns": []}))
        .meddling(json!({"inline_policies": {"backdoor": allow("*", "*")}})),
        Case::new("aws.iam.openid_connect_provider", issuer)
            .change(json!({"client_id_list": ["gabakura", "sts.amazonaws.com"]}))
            .change(json!({"client_id_list": ["gabakura"], "thumbprint_list": [thumbprint]}))
            .meddling(json!({"client_id_list": ["gabakura", "stranger"]})),
        Case::new(
            "aws.iam.account_alias",
            json!({"account_alias": "chiyoda-prod"}),
        )
        .change(json!({"account_alias": "chiyoda-main"}))
        .change(json!({"account_alias": ""}))
        .meddling(json!({"account_alias": "somebody"})),
    ]
}

fn roles() -> Vec<Case> {
    let writer = json!({"role_name": "writer", "assume_role_policy": trust("ec2.amazonaws.com")});
    let logs = allow("logs:PutLogEvents", "*");
    let read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let audit = "arn:aws:iam::aws:policy/SecurityAudit";
    vec![
        Case::new("aws.iam.role", writer)
            .change(json!({"description": "writes", "max_session_duration": 7200}))
            .change(json!({"inline_policies": {"logs": logs, "more": allow("s3:GetObject", "*")}}))
            .change(json!({"inline_policies": {"logs": allow("logs:*", "*")}}))
            .change(json!({"inline_policies": {}}))
            .change(json!({"assume_role_policy": trust("lambda.amazonaws.com")}))
            .change(json!({"permissions_boundary": read_only}))
            .change(json!({"permissions_boundary": ""}))
            .change(json!({"managed_policy_arns": [read_only, audit]}))
            .change(json!({"managed_policy_arns": [audit]}))
            .meddling(json!({
                "inline_policies": {"backdoor": allow("*", "*")},
                "managed_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
            })),
        Case::new(
            "aws.iam.role",
            json!({
                "role_name": "reader",
                "path": "/gabakura/",
                "description": "reads",
                "assume_role_policy": trust("ec2.amazonaws.com"),
                "inline_policies": {"logs": logs},
                "managed_policy_arns": [audit],
                "max_session_duration": 43200,
                "permissions_boundary": read_only,
            }),
        )
        .called("complete"),
        Case::new(
            "aws.iam.password_policy",
            json!({"minimum_password_length": 14}),
        )
        .change(json!({"password_reuse_prevention": 24, "max_password_age": 90}))
        .change(json!({
            "minimum_password_length": 16,
            "require_symbols": true,
            "require_numbers": true,
            "require_uppercase_characters": true,
            "require_lowercase_characters": true,
            "allow_users_to_change_password": true,
            "hard_expiry": true,
        }))
        .change(json!({"password_reuse_prevention": 0, "max_password_age": 0}))
        .meddling(json!({"minimum_password_length": 6})),
    ]
}

/// Who may take on a role: a service.
pub fn trust(service: &str) -> Value {
    json!({"statement": [
        {"effect": "Allow", "principal": {"Service": service}, "action": "sts:AssumeRole"},
    ]})
}

fn allow(action: &str, resource: &str) -> Value {
    json!({"statement": [{"effect": "Allow", "action": action, "resource": resource}]})
}
