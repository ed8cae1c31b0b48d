//! The table: what is tried of every kind.

use serde_json::{Value, json};

use crate::conformance::case::{Case, ORGANIZATION};

/// Every case.
pub fn cases() -> Vec<Case> {
    let parts = [
        network(),
        firewall(),
        routing(),
        addresses(),
        keys(),
        storage(),
        identities(),
    ];
    let more = [
        project(),
        logging(),
        monitoring(),
        names(),
        federation(),
        watch(),
    ];
    parts.into_iter().chain(more).flatten().collect()
}

const VPC: &str = "projects/chiyoda-acme-prod/global/networks/vpc";
const OTHER_VPC: &str = "projects/chiyoda-acme-prod/global/networks/other";
const SUBNET: &str = "projects/chiyoda-acme-prod/regions/asia-northeast1/subnetworks/web";
const RING: &str = "projects/chiyoda-acme-prod/locations/asia-northeast1/keyRings/main";
const KEY: &str =
    "projects/chiyoda-acme-prod/locations/asia-northeast1/keyRings/main/cryptoKeys/data";
const OTHER_KEY: &str =
    "projects/chiyoda-acme-prod/locations/asia-northeast1/keyRings/main/cryptoKeys/other";
const GROUP: &str = "group:ops@example.jp";
const OTHERS: &str = "group:audit@example.jp";

fn vpc() -> (&'static str, Value) {
    ("gcp.compute.network", json!({"name": "vpc"}))
}

fn subnet() -> (&'static str, Value) {
    let spec = json!({
        "name": "web", "region": "asia-northeast1", "network": VPC, "ip_cidr_range": "10.0.0.0/24",
    });
    ("gcp.compute.subnetwork", spec)
}

fn ring() -> (&'static str, Value) {
    (
        "gcp.kms.key_ring",
        json!({"name": "main", "location": "asia-northeast1"}),
    )
}

fn key() -> (&'static str, Value) {
    (
        "gcp.kms.crypto_key",
        json!({"name": "data", "key_ring": RING}),
    )
}

fn account(name: &str) -> String {
    format!("{name}@chiyoda-acme-prod.iam.gserviceaccount.com")
}

fn other_key() -> (&'static str, Value) {
    (
        "gcp.kms.crypto_key",
        json!({"name": "other", "key_ring": RING}),
    )
}

fn network() -> Vec<Case> {
    let order = "network_firewall_policy_enforcement_order";
    vec![
        Case::new("gcp.compute.network", vpc().1)
            .change(json!({"routing_config": {"routing_mode": "GLOBAL"}}))
            .change(json!({(order): "BEFORE_CLASSIC_FIREWALL"}))
            .change_for_good(json!({"default_internet_route": false})),
        Case::new(
            "gcp.compute.network",
            json!({"name": "shut", "description": "no way out", "default_internet_route": false}),
        ),
        Case::new("gcp.compute.subnetwork", subnet().1)
            .after(&[vpc()])
            .change(json!({"private_ip_google_access": true}))
            .change(json!({"log_config": {"enable": true, "flow_sampling": 0.1}}))
            .change_for_good(json!({"secondary_ip_ranges": [
                {"range_name": "pods", "ip_cidr_range": "10.1.0.0/20"},
            ]}))
            .change(json!({"private_ip_google_access": false, "log_config": {}})),
    ]
}

fn firewall() -> Vec<Case> {
    let rule = |priority: i32, ranges: &[&str]| {
        json!({
            "priority": priority, "action": "deny", "direction": "EGRESS",
            "match": {"layer4_configs": [{"ip_protocol": "all"}], "dest_ip_ranges": ranges},
        })
    };
    let named = json!({
        "priority": 10, "action": "allow", "direction": "EGRESS", "enable_logging": true,
        "match": {
            "layer4_configs": [{"ip_protocol": "tcp", "ports": ["443"]}],
            "dest_fqdns": ["example.jp"],
        },
    });
    vec![
        Case::new(
            "gcp.compute.firewall",
            json!({
                "name": "web-in", "network": VPC, "description": "web",
                "allowed": [{"ip_protocol": "tcp", "ports": ["80", "443"]}],
                "source_ranges": ["10.0.0.0/8"], "target_tags": ["web"],
            }),
        )
        .after(&[vpc()])
        .change(json!({"description": "web, encrypted"}))
        .change(json!({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}]}))
        .change(json!({"source_ranges": ["10.0.0.0/16", "10.9.0.0/16"], "target_tags": []}))
        .change(json!({"source_tags": ["lb"]}))
        .change(json!({"log_config": {"enable": true, "metadata": "EXCLUDE_ALL_METADATA"}}))
        .change(json!({"priority": 900, "disabled": true, "log_config": {}})),
        Case::new(
            "gcp.compute.firewall",
            json!({
                "name": "egress-off", "network": VPC, "direction": "EGRESS", "priority": 65530,
                "denied": [{"ip_protocol": "all"}], "destination_ranges": ["0.0.0.0/0"],
            }),
        )
        .called("outwards")
        .after(&[vpc()])
        .change(json!({"denied": [{"ip_protocol": "tcp", "ports": ["25"]}]}))
        .change(json!({"destination_ranges": ["0.0.0.0/1", "128.0.0.0/1"]})),
        Case::new(
            "gcp.compute.firewall",
            json!({
                "name": "by-account", "network": VPC, "allowed": [{"ip_protocol": "tcp"}],
                "source_service_accounts": [account("lb")],
                "target_service_accounts": [account("web")],
            }),
        )
        .called("by service account")
        .after(&[vpc()])
        .change(json!({"source_service_accounts": [account("batch"), account("lb")]}))
        .change(json!({"target_service_accounts": [account("app")]})),
        Case::new(
            "gcp.compute.network_firewall_policy",
            json!({
                "name": "baseline", "rules": [rule(100, &["0.0.0.0/0"])],
                "associations": [{"name": "vpc", "attachment_target": VPC}],
            }),
        )
        .after(&[vpc()])
        .change(json!({"rules": [rule(100, &["10.0.0.0/8"]), named]}))
        .change(json!({"rules": [rule(200, &["10.0.0.0/8"])], "description": "for all"}))
        .change(json!({"associations": []})),
    ]
}

fn routing() -> Vec<Case> {
    let nat = json!({
        "name": "out", "source_subnetwork_ip_ranges_to_nat": "LIST_OF_SUBNETWORKS",
        "subnetworks": [{"name": SUBNET}], "log_config": {"enable": true, "filter": "ERRORS_ONLY"},
    });
    vec![
        Case::new(
            "gcp.compute.route",
            json!({
                "name": "out", "network": VPC, "dest_range": "0.0.0.0/0", "tags": ["out"],
                "next_hop_gateway":
                    "projects/chiyoda-acme-prod/global/gateways/default-internet-gateway",
            }),
        )
        .after(&[vpc()]),
        Case::new(
            "gcp.compute.router",
            json!({"name": "edge", "region": "asia-northeast1", "network": VPC}),
        )
        .after(&[vpc(), subnet()])
        .change(json!({"nats": [nat]}))
        .change(json!({"description": "edge", "bgp": {"asn": 64514}}))
        .change(json!({"bgp": {"asn": 64515}}))
        .change(json!({"nats": []})),
    ]
}

fn addresses() -> Vec<Case> {
    let psc = json!({
        "name": "apis", "address_type": "INTERNAL", "purpose": "PRIVATE_SERVICE_CONNECT",
        "network": VPC, "address": "10.255.0.2",
    });
    vec![
        Case::new("gcp.compute.address", json!({"name": "nat", "region": "asia-northeast1"})),
        Case::new("gcp.compute.global_address", psc.clone()).after(&[vpc()]),
        Case::new(
            "gcp.compute.global_forwarding_rule",
            json!({"name": "apis", "network": VPC, "ip_address": "10.255.0.2", "target": "all-apis"}),
        )
        .after(&[vpc(), ("gcp.compute.global_address", psc)]),
    ]
}

fn keys() -> Vec<Case> {
    let binding = |member: &str| json!([{"role": "roles/cloudkms.cryptoKeyEncrypterDecrypter", "members": [member]}]);
    vec![
        Case::new("gcp.kms.key_ring", ring().1).undeletable("undeletable"),
        Case::new(
            "gcp.kms.crypto_key",
            json!({
                "name": "data", "key_ring": RING, "rotation_period": "7776000s",
                "version_template": {"protection_level": "HSM"}, "iam_bindings": binding(GROUP),
            }),
        )
        .after(&[ring()])
        .change(json!({"rotation_period": "2592000s"}))
        .change(json!({"iam_bindings": binding(OTHERS)}))
        .change(json!({"iam_bindings": []})),
        Case::new(
            "gcp.kms.crypto_key",
            json!({
                "name": "sign", "key_ring": RING, "purpose": "ASYMMETRIC_SIGN",
                "version_template": {"algorithm": "EC_SIGN_P256_SHA256"},
            }),
        )
        .called("that signs")
        .after(&[ring()])
        .change(json!({"version_template": {"algorithm": "EC_SIGN_P384_SHA384"}})),
    ]
}

fn storage() -> Vec<Case> {
    let rule = json!({"action": {"type": "Delete"}, "condition": {"age_days": 365}});
    vec![
        Case::new(
            "gcp.storage.bucket",
            json!({
                "name": "chiyoda-acme-prod-logs", "location": "asia-northeast1",
                "iam_config": {"public_access_prevention": "enforced"},
                "encryption": {"default_kms_key": KEY},
                "retention_policy": {"retention_duration": "86400s"},
                "iam_bindings": [{"role": "roles/storage.admin", "members": [GROUP]}],
            }),
        )
        .after(&[ring(), key(), other_key()])
        .change(json!({"versioning": {"enabled": true}}))
        .change(json!({"lifecycle": {"rule": [rule]}}))
        .change(json!({"soft_delete_policy": {"retention_duration": "0s"}}))
        .change(json!({"logging": {"log_bucket": "chiyoda-acme-prod-logs"}}))
        .change(json!({"logging": {
            "log_bucket": "chiyoda-acme-prod-logs", "log_object_prefix": "access",
        }}))
        .change(json!({"encryption": {"default_kms_key": OTHER_KEY}}))
        .change(json!({"default_event_based_hold": true}))
        .change(json!({"iam_config": {"public_access_prevention": "inherited"}}))
        .change(json!({"iam_bindings": [{"role": "roles/storage.admin", "members": [OTHERS]}]}))
        .change(json!({"storage_class": "NEARLINE", "lifecycle": {}}))
        .change_for_good(json!({
            "retention_policy": {"retention_duration": "172800s", "is_locked": true},
        })),
    ]
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
        .change(json!({"dry_run_spec": rule(&["in:asia-northeast2-locations"])})),
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
        ),
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

fn logging() -> Vec<Case> {
    let noise = json!({"name": "noise", "filter": "severity<INFO"});
    let labelled = json!({"labels": [{"key": "user_name"}]});
    vec![
        Case::new("gcp.logging.settings", json!({})),
        Case::new(
            "gcp.logging.bucket",
            json!({
                "name": "audit", "location": "asia-northeast1", "retention_days": 365,
                "cmek_settings": {"kms_key_name": KEY},
            }),
        )
        .after(&[ring(), key(), other_key()])
        .change(json!({"retention_days": 1830, "description": "audit logs"}))
        .change(json!({"index_configs": [{"field_path": "jsonPayload.user"}]}))
        .change(json!({"restricted_fields": ["jsonPayload.user"]}))
        .change(json!({"cmek_settings": {"kms_key_name": OTHER_KEY}}))
        .change_for_good(json!({"analytics_enabled": true}))
        .change_for_good(json!({"locked": true})),
        Case::new(
            "gcp.logging.sink",
            json!({"name": "all", "destination": "storage.googleapis.com/chiyoda-acme-prod-logs"}),
        )
        .change(json!({"filter": "logName:cloudaudit", "exclusions": [noise]}))
        .change(json!({"description": "audit logs", "exclusions": [], "disabled": true}))
        .change(json!({"destination": "storage.googleapis.com/chiyoda-acme-prod-more"})),
        Case::new("gcp.logging.exclusion", noise.clone())
            .change(json!({"filter": "severity<WARNING", "description": "noise"}))
            .change(json!({"disabled": true})),
        Case::new(
            "gcp.logging.metric",
            json!({"name": "iam-changes", "filter": "protoPayload.methodName=SetIamPolicy"}),
        )
        .change(json!({"description": "changes of IAM", "disabled": true}))
        .change(json!({"filter": "protoPayload.methodName:SetIamPolicy", "disabled": false}))
        .change(json!({
            "metric_descriptor": labelled,
            "label_extractors": {"user_name": "EXTRACT(jsonPayload.user)"},
        })),
    ]
}

fn monitoring() -> Vec<Case> {
    let condition = |threshold: f64| {
        json!([{
            "display_name": "any",
            "condition_threshold": {
                "filter": "metric.type=\"logging.googleapis.com/user/iam-changes\"",
                "comparison": "COMPARISON_GT", "threshold_value": threshold, "duration": "0s",
                "aggregations": [{
                    "alignment_period": "60s", "per_series_aligner": "ALIGN_DELTA",
                    "cross_series_reducer": "REDUCE_SUM",
                    "group_by_fields": ["resource.label.project_id"],
                }],
            },
        }])
    };
    let channel = json!({"type": "email", "labels": {"email_address": "ops@example.jp"}});
    let log = json!([{
        "display_name": "a log", "condition_matched_log": {"filter": "severity=CRITICAL"},
    }]);
    vec![
        Case::new("gcp.monitoring.notification_channel", channel.clone())
            .change(json!({"display_name": "operators", "description": "day and night"}))
            .change(json!({"labels": {"email_address": "ops2@example.jp"}, "enabled": false})),
        Case::new(
            "gcp.monitoring.alert_policy",
            json!({
                "display_name": "IAM changes", "conditions": condition(0.0),
                "documentation": {"content": "Who did it?"},
            }),
        )
        .needs(
            "channel",
            "gcp.monitoring.notification_channel",
            channel.clone(),
        )
        .change(json!({"conditions": condition(2.0), "severity": "WARNING"}))
        .change(json!({"severity": "CRITICAL", "display_name": "IAM"}))
        .change(json!({"documentation": {"content": "Who, and why?"}}))
        .change(json!({"notification_channels": ["$channel"]}))
        .change(json!({"enabled": false, "alert_strategy": {"auto_close": "1800s"}}))
        .change(json!({
            "conditions": log, "combiner": "AND",
            "alert_strategy": {"notification_rate_limit": {"period": "300s"}},
        })),
    ]
}

fn names() -> Vec<Case> {
    let record = |ttl: i32| {
        json!([
            {"name": "*.googleapis.com.", "type": "CNAME", "ttl": ttl,
             "rrdatas": ["restricted.googleapis.com."]},
            {"name": "restricted.googleapis.com.", "type": "A",
             "rrdatas": ["199.36.153.4", "199.36.153.5"]},
        ])
    };
    vec![
        Case::new(
            "gcp.dns.policy",
            json!({"name": "resolver", "networks": [VPC]}),
        )
        .after(&[vpc()])
        .change(json!({"enable_logging": true, "description": "logged"}))
        .change(json!({"enable_inbound_forwarding": true}))
        .change(json!({"alternative_name_server_config": {
            "target_name_servers": [{"ipv4_address": "10.0.0.53"}],
        }}))
        .change(json!({"alternative_name_server_config": {
            "target_name_servers": [{"ipv4_address": "10.0.1.53"}],
        }}))
        .change(json!({"networks": []})),
        Case::new(
            "gcp.dns.managed_zone",
            json!({
                "name": "googleapis", "dns_name": "googleapis.com.",
                "private_visibility_networks": [VPC], "record_sets": record(300),
            }),
        )
        .after(&[vpc(), ("gcp.compute.network", json!({"name": "other"}))])
        .change(json!({"description": "Google's APIs"}))
        .change(json!({"record_sets": record(60)}))
        .change(json!({"record_sets": []}))
        .change(json!({"private_visibility_networks": [VPC, OTHER_VPC]})),
        Case::new(
            "gcp.dns.managed_zone",
            json!({
                "name": "town", "dns_name": "town.example.jp.", "visibility": "public",
                "description": "the town", "dnssec_config": {"state": "on"},
            }),
        )
        .called("public")
        .change(json!({"cloud_logging_config": {"enable_logging": true}}))
        .change(json!({"dnssec_config": {"state": "off"}})),
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

/// What the organisation and the billing account have a say in.
fn watch() -> Vec<Case> {
    let organization = format!("organizations/{ORGANIZATION}");
    let access = json!({"parent": organization, "title": "default"});
    let inside = |services: &[&str]| json!({"resources": ["projects/12345"], "restricted_services": services});
    let passing = json!({
        "ingress_policies": [{
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
            "egress_from": {"identity_type": "ANY_SERVICE_ACCOUNT"},
            "egress_to": {"resources": ["projects/99"]},
        }],
        "vpc_accessible_services": {
            "enable_restriction": true, "allowed_services": ["RESTRICTED-SERVICES"],
        },
    });
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
        .below(&[("POST", "/v1/accessPolicies", access)])
        .change(json!({"status": inside(&["bigquery.googleapis.com", "storage.googleapis.com"])}))
        .change(json!({"spec": passing, "use_explicit_dry_run_spec": true}))
        .change(json!({"title": "the town's data", "description": "it stays"}))
        .meddling(json!({"spec": inside(&["bigquery.googleapis.com"])})),
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
