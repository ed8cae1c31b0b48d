//! Who may do what: people, services, and those that come from elsewhere.

use serde_json::json;

use super::{GROUP, OTHERS};
use crate::conformance::case::Case;

pub fn cases() -> Vec<Case> {
    [identities(), project(), federation()]
        .into_iter()
        .flatten()
        .collect()
}

fn identities() -> Vec<Case> {
    let binding = json!([{"role": "roles/iam.serviceAccountUser", "members": [GROUP]}]);
    vec![
        Case::new(
            "gcp.iam.service_account",
            json!({"account_id": "deployer", "iam_bindings": binding}),
        )
        .change(json!({"display_name": "deploys", "description": "by CI"}))
        .change(json!({"disabled": true}))
        .change(json!({"disabled": false, "iam_bindings": []})),
        Case::new(
            "gcp.iam.role",
            json!({
                "role_id": "operator", "title": "Operator",
                "included_permissions": ["compute.instances.get", "compute.instances.list"],
            }),
        )
        .change(json!({"title": "Operators", "description": "of systems"}))
        .change(json!({"included_permissions": ["compute.instances.get"], "stage": "BETA"})),
    ]
}

fn project() -> Vec<Case> {
    let rule = |values: &[&str]| json!({"rules": [{"values": {"allowed_values": values}}]});
    vec![
        Case::new("gcp.project.project", json!({})),
        Case::new(
            "gcp.project.iam_binding",
            json!({"role": "roles/viewer", "members": [OTHERS]}),
        )
        .change(json!({"members": [GROUP, OTHERS]})),
        Case::new(
            "gcp.project.audit_config",
            json!({"service": "allServices", "audit_log_configs": [{"log_type": "DATA_READ"}]}),
        )
        .change(json!({"audit_log_configs": [
            {"log_type": "DATA_READ", "exempted_members": ["user:ops@example.jp"]},
            {"log_type": "DATA_WRITE"},
        ]})),
        Case::new(
            "gcp.orgpolicy.policy",
            json!({
                "constraint": "gcp.resourceLocations",
                "spec": rule(&["in:asia-northeast1-locations"]),
            }),
        )
        .change(json!({"spec": rule(&[
            "in:asia-northeast1-locations", "in:asia-northeast2-locations",
        ])}))
        .change(json!({"dry_run_spec": rule(&["in:asia-northeast1-locations"])}))
        .change(json!({"dry_run_spec": rule(&["in:asia-northeast2-locations"])}))
        .change(json!({"spec": null}))
        .change(json!({
            "spec": rule(&["in:asia-northeast1-locations"]), "dry_run_spec": null,
        })),
        Case::new(
            "gcp.orgpolicy.policy",
            json!({
                "constraint": "compute.skipDefaultNetworkCreation",
                "spec": {"rules": [{"enforce": true}]},
            }),
        )
        .change(json!({"spec": {"rules": [{"enforce": false}]}})),
        Case::new(
            "gcp.serviceusage.service",
            json!({"name": "dns.googleapis.com"}),
        )
        .stays(),
        Case::new(
            "gcp.essentialcontacts.contact",
            json!({
                "email": "security@example.jp",
                "notification_category_subscriptions": ["SECURITY", "TECHNICAL"],
            }),
        )
        .change(json!({"notification_category_subscriptions": ["ALL"], "language_tag": "ja"})),
    ]
}

fn federation() -> Vec<Case> {
    let pool = json!({"pool_id": "pipelines", "description": "CI"});
    let name = "projects/chiyoda-acme-prod/locations/global/workloadIdentityPools/pipelines";
    let mapping = json!({"google.subject": "assertion.sub", "attribute.ref": "assertion.ref"});
    let issuer = |audience: &str| json!({"issuer_uri": "https://token.example.jp", "allowed_audiences": [audience]});
    vec![
        Case::new("gcp.iam.workload_identity_pool", pool.clone())
            .change(json!({"display_name": "pipelines", "description": "CI of the town"}))
            .change(json!({"disabled": true}))
            .change(json!({"disabled": false})),
        Case::new(
            "gcp.iam.workload_identity_pool_provider",
            json!({
                "pool": name, "provider_id": "town", "oidc": issuer("gabakura"),
                "attribute_mapping": mapping,
                "attribute_condition": "assertion.sub == 'repo:town/gabakura:ref:refs/heads/main'",
            }),
        )
        .after(&[("gcp.iam.workload_identity_pool", pool.clone())])
        .change(json!({"attribute_condition": "assertion.repository == 'town/gabakura'"}))
        .change(json!({"attribute_mapping": {"google.subject": "assertion.sub"}}))
        .change(json!({"oidc": issuer("deploy"), "display_name": "the town's"}))
        .change(json!({"disabled": true})),
        Case::new(
            "gcp.iam.workload_identity_pool_provider",
            json!({"pool": name, "provider_id": "amazon", "aws": {"account_id": "111122223333"}}),
        )
        .called("of AWS")
        .after(&[("gcp.iam.workload_identity_pool", pool)])
        .change(json!({"aws": {"account_id": "444455556666"}, "description": "pipelines"})),
    ]
}
