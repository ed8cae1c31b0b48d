//! What stands above a project: perimeters, findings, money.

use serde_json::{Value, json};

use crate::conformance::case::{Case, ORGANIZATION};

/// What the organisation and the billing account have a say in.
pub fn cases() -> Vec<Case> {
    let organization = format!("organizations/{ORGANIZATION}");
    let access = json!({"parent": organization, "title": "default"});
    let inside = |services: &[&str]| json!({"resources": ["projects/12345"], "restricted_services": services});
    let passing = json!({
        "ingress_policies": [{
            "title": "pipelines",
            "ingress_from": {
                "identities": ["serviceAccount:ci@chiyoda-acme-prod.iam.gserviceaccount.com"],
                "sources": [{"resource": "projects/12345"}],
            },
            "ingress_to": {
                "resources": ["*"],
                "operations": [{
                    "service_name": "storage.googleapis.com",
                    "method_selectors": [{"method": "google.storage.objects.get"}],
                }],
            },
        }],
        "egress_policies": [{
            "egress_from": {
                "identity_type": "ANY_SERVICE_ACCOUNT",
                "sources": [{"resource": "projects/12345"}],
                "source_restriction": "SOURCE_RESTRICTION_ENABLED",
            },
            "egress_to": {"resources": ["projects/99"], "roles": ["roles/storage.objectViewer"]},
        }],
        "vpc_accessible_services": {
            "enable_restriction": true, "allowed_services": ["RESTRICTED-SERVICES"],
        },
    });
    // The same, and what passes by role: nobody widens it unseen.
    let mut wider = passing.clone();
    wider["egress_policies"][0]["egress_to"]["roles"] = json!(["roles/storage.admin"]);
    let finding = |filter: &str| json!({"filter": filter});
    let percent = |percents: &[u32]| -> Value {
        percents
            .iter()
            .map(|p| json!({"threshold_percent": p}))
            .collect()
    };
    let yen = |units: i64| json!({"specified_amount": {"units": units}});
    vec![
        Case::new(
            "gcp.orgpolicy.custom_constraint",
            json!({
                "name": "custom.noPublicNames", "condition": "resource.visibility == 'public'",
                "resource_types": ["dns.googleapis.com/ManagedZone"],
                "method_types": ["CREATE", "UPDATE"], "action_type": "DENY",
            }),
        )
        .below(&[])
        .change(json!({"display_name": "no public zones", "method_types": ["CREATE"]}))
        .change(json!({"description": "zones stay private", "action_type": "ALLOW"}))
        .change(json!({"condition": "resource.visibility != 'private'"})),
        Case::new(
            "gcp.accesscontextmanager.service_perimeter",
            json!({
                "name": "town", "title": "the town", "description": "its data stays",
                "status": inside(&["storage.googleapis.com"]),
            }),
        )
        .below(&[("POST", "/v1/accessPolicies", access.clone())])
        .change(json!({"status": inside(&["bigquery.googleapis.com", "storage.googleapis.com"])}))
        .change(json!({"spec": passing, "use_explicit_dry_run_spec": true}))
        .change(json!({"title": "the town's data", "description": "it stays"}))
        .change(json!({"spec": wider}))
        .meddling(json!({"spec": inside(&["bigquery.googleapis.com"])})),
        Case::new(
            "gcp.accesscontextmanager.service_perimeter",
            json!({
                "name": "town", "title": "the town", "status": inside(&["storage.googleapis.com"]),
            }),
        )
        .called("enforced and not")
        .below(&[("POST", "/v1/accessPolicies", access)])
        .change(json!({
            "status": null, "spec": inside(&["storage.googleapis.com"]),
            "use_explicit_dry_run_spec": true,
        }))
        .change(json!({
            "status": inside(&["storage.googleapis.com"]), "spec": null,
            "use_explicit_dry_run_spec": false,
        })),
        Case::new(
            "gcp.securitycenter.notification_config",
            json!({
                "config_id": "findings", "pubsub_topic": "projects/watch-tower/topics/findings",
                "streaming_config": finding("state=\"ACTIVE\""),
            }),
        )
        .change(json!({"streaming_config": finding("severity=\"HIGH\"")}))
        .change(json!({"description": "to the watch", "pubsub_topic": "projects/watch-tower/topics/all"})),
        Case::new(
            "gcp.billing.budget",
            json!({
                "display_name": "chiyoda-acme-prod", "amount": yen(500_000),
                "threshold_rules": percent(&[50, 90, 100]),
            }),
        )
        .change(json!({"amount": yen(800_000)}))
        .change(json!({"threshold_rules": percent(&[80, 120]), "calendar_period": "YEAR"}))
        .change(json!({"notifications_rule": {
            "monitoring_notification_channels": ["projects/chiyoda-acme-prod/notificationChannels/1"],
            "disable_default_iam_recipients": true,
        }})),
    ]
}
