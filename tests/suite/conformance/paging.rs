//! `Ok` means complete: a listing is read to its last page.

use gabakura_model::resource::Kind;
use serde_json::{Value, json};

use super::case::{Case, resolved};
use super::cloud::Cloud;
use super::detection;
use super::kms::policy;

/// Kinds with pages so small that filling one takes no time: the kind, the largest page, and
/// the spec of the one numbered `$n`.
fn small_pages() -> Vec<(&'static str, usize, Value)> {
    let alias = json!({"alias_name": "alias/$n", "target_key_id": "$key"});
    let filter = json!({
        "log_group_name": "$group", "filter_name": "$n", "filter_pattern": "",
        "metric_namespace": "Gabakura", "metric_name": "All", "metric_value": "1",
    });
    let list = json!({"prefix_list_name": "$n", "address_family": "IPv4", "max_entries": 1});
    let alarm = super::cloudwatch::alarm("$n");
    let rule = json!({"name": "rule-$n", "event_pattern": {"source": ["aws.health"]}});
    let subscription = json!({
        "topic_arn": "$topic.arn", "protocol": "email", "endpoint": "$n@example.lg.jp",
    });
    let checks = json!({"config_rule_name": "rule-$n", "source_identifier": "ENCRYPTED_VOLUMES"});
    let pack = json!({
        "conformance_pack_name": "pack-$n",
        "rules": {"volumes": {"source_identifier": "ENCRYPTED_VOLUMES"}},
    });
    vec![
        (
            "aws.backup.vault",
            100,
            json!({"backup_vault_name": "vault-$n"}),
        ),
        (
            "aws.budgets.budget",
            100,
            json!({"budget_name": "$n", "limit": {"amount": 1, "unit": "USD"}}),
        ),
        (
            "aws.ssm.parameter",
            50,
            json!({"name": "/juki/$n", "value": "$n"}),
        ),
        ("aws.config.rule", 25, checks),
        ("aws.config.conformance_pack", 20, pack),
        ("aws.cloudwatch.alarm", 100, alarm),
        ("aws.events.rule", 100, rule),
        ("aws.sns.topic", 100, json!({"name": "topic-$n"})),
        ("aws.sns.subscription", 100, subscription),
        ("aws.ec2.managed_prefix_list", 100, list),
        ("aws.logs.metric_filter", 50, filter),
        ("aws.ec2.route_table", 100, json!({"vpc_id": "$vpc"})),
        ("aws.kms.alias", 100, alias),
        (
            "aws.logs.log_group",
            50,
            json!({"log_group_name": "/gabakura/$n"}),
        ),
    ]
}

#[tokio::test]
async fn a_listing_is_read_to_its_last_page() {
    let cloud = Cloud::aws().await;
    let needs = [
        ("vpc", "aws.ec2.vpc", json!({"cidr_block": "10.16.0.0/20"})),
        (
            "group",
            "aws.logs.log_group",
            json!({"log_group_name": "/gabakura/all"}),
        ),
        ("topic", "aws.sns.topic", json!({"name": "alarms"})),
        ("key", "aws.kms.key", json!({"policy": policy(&[])})),
    ];
    let made = cloud.stand(needs).await;
    let recorded = detection::recorded(Case::new("aws.config.rule", json!({})));
    cloud.stand(recorded.needs).await;
    for (kind, page, spec) in small_pages() {
        let spec = resolved(&spec, &made).to_string();
        let mut ids = Vec::new();
        for n in 0..=page {
            let spec = spec
                .replace("$n", &n.to_string())
                .parse()
                .expect("JSON as before");
            let order = cloud.order(kind, &format!("n-{n}"), &spec);
            ids.push(cloud.make(&order).await.id);
        }
        let listed = cloud.list(&Kind::new(kind)).await;
        ids.retain(|id| !listed.contains_key(id));
        assert!(ids.is_empty(), "{kind}: not listed: {ids:?}");
    }
}
