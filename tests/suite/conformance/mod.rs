//! Every kind of an adapter keeps the same promises, held against the embedded cloud.
//!
//! A kind is one [`Case`] in its service's file. What is promised is in `promises.rs`, once.

mod accounts;
mod backup;
mod budgets;
mod case;
mod cloud;
mod cloudtrail;
mod cloudwatch;
mod detection;
mod ec2;
mod events;
mod iam;
mod kms;
mod lines;
mod logs;
mod network;
mod paging;
mod promises;
mod s3;
mod sns;
mod ssm;

use std::collections::BTreeSet;

use case::Case;
use serde_json::json;

fn cases() -> Vec<Case> {
    [
        accounts::cases(),
        backup::cases(),
        budgets::cases(),
        cloudtrail::cases(),
        cloudwatch::cases(),
        detection::cases(),
        ec2::cases(),
        lines::cases(),
        events::cases(),
        iam::cases(),
        kms::cases(),
        logs::cases(),
        s3::cases(),
        sns::cases(),
        ssm::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Fields no case can change in an account like ours, and why.
const UNCHANGEABLE: &[(&str, &str, &str)] = &[
    (
        "aws.cloudtrail.trail",
        "is_organization_trail",
        "only an organisation's management account can",
    ),
    (
        "aws.ec2.transit_gateway_attachment",
        "accepted",
        "only the hub's owner can",
    ),
    (
        "aws.sns.subscription",
        "confirmed",
        "only the holder of the address can",
    ),
];

#[tokio::test]
async fn every_kind_keeps_its_promises() {
    let mut broken = Vec::new();
    for case in cases() {
        let name = case.name.clone();
        // A task of its own: the first broken promise of one kind does not hide the others'.
        if let Err(failure) = tokio::spawn(promises::keep(case)).await {
            let words = failure.into_panic();
            let words = words
                .downcast::<String>()
                .map_or_else(|_| "panicked".into(), |text| *text);
            broken.push(format!("{name}: {words}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
}

#[test]
fn every_kind_has_a_case() {
    let covered: BTreeSet<String> = cases().into_iter().map(|case| case.kind).collect();
    let catalogue = gabakura_aws::catalogue();
    let missing: Vec<_> = catalogue
        .iter()
        .filter(|schema| !schema.observed_only && !covered.contains(schema.kind.as_str()))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn every_mutable_field_of_a_kind_is_changed_by_a_case() {
    let catalogue = gabakura_aws::catalogue();
    let mut untried = Vec::new();
    for schema in catalogue.iter().filter(|schema| !schema.observed_only) {
        let of_kind = cases()
            .into_iter()
            .filter(|case| case.kind == schema.kind.as_str());
        let changed: BTreeSet<String> = of_kind.flat_map(|case| case.changed_fields()).collect();
        let mutable = case::fields(schema).into_iter();
        let mutable = mutable.filter(|field| !schema.immutable.contains(&field.as_str()));
        let is_excused = |field: &str| {
            UNCHANGEABLE
                .iter()
                .any(|(kind, of, _)| *kind == schema.kind.as_str() && *of == field)
        };
        let left = mutable.filter(|field| !changed.contains(field) && !is_excused(field));
        untried.extend(left.map(|field| format!("{}: {field}", schema.kind)));
    }
    assert!(untried.is_empty(), "no case changes {untried:#?}");
}

#[test]
fn schema_facts_are_sane() {
    for schema in gabakura_aws::catalogue().iter() {
        let kind = &schema.kind;
        let fields = case::fields(schema);
        let has = |field: &str| fields.contains(field);
        assert!(kind.as_str().starts_with("aws."), "{kind}");
        assert!(
            !schema.summary.is_empty() && !schema.summary.ends_with('.'),
            "{kind}: summary"
        );
        for field in schema.immutable.iter().chain(&schema.parent) {
            assert!(
                has(field),
                "{kind}: `{field}` is a schema fact and no field"
            );
        }
        let identity = case::identity_field(schema);
        if let Some(field) = identity {
            assert!(has(field), "{kind}: `{field}` is the identity and no field");
            assert!(
                schema.immutable.contains(&field),
                "{kind}: `{field}` identifies and can change"
            );
        }
        assert!(
            !schema.outputs.contains(&"id"),
            "{kind}: every kind has `id`"
        );
        let json = (schema.json_schema)();
        for field in &fields {
            let words = json["properties"][field]["description"].as_str();
            assert!(
                words.is_some_and(|words| !words.is_empty()),
                "{kind}: `{field}` has no words"
            );
        }
        assert_eq!(
            json["additionalProperties"], false,
            "{kind}: unknown fields are accepted"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_turn_is_not_waiting_for_a_reply() {
    let cloud = cloud::Cloud::open().queued();
    let order = cloud.order("aws.sns.topic", "alarms", &json!({"name": "alarms"}));
    cloud.make(&order).await;
    assert_eq!(cloud.list(&order.kind).await.len(), 1);
}
