//! Every kind of an adapter keeps the same promises, held against the embedded cloud.
//!
//! A kind is one [`Case`] in its service's file. What is promised is in `promises.rs`, once.

mod accounts;
mod backup;
mod budgets;
mod case;
pub mod cloud;
mod cloudtrail;
mod cloudwatch;
mod data;
mod databases;
mod detection;
mod ec2;
mod events;
mod google;
mod iam;
mod kms;
mod lines;
mod logs;
mod network;
mod others;
mod paging;
mod planned;
mod promises;
mod s3;
mod silence;
mod sns;
mod ssm;

use std::any::Any;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use case::Case;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::outcome::{Retry, TOO_LATE};
use gabakura_model::port::{Call, LockExpired, Permit, Throttle};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::selector::glob;
use gabakura_model::tenancy::Cloud as CloudName;
use serde_json::json;
use tokio::runtime::Builder;

use crate::gabakura::repository;

/// Cases that are tried side by side.
const AT_ONCE: usize = 4;

/// Each cloud, what its adapter can, and the cases of that.
fn clouds() -> [(CloudName, Catalogue, Vec<Case>); 2] {
    [
        (CloudName::Aws, gabakura_aws::catalogue(), aws_cases()),
        (CloudName::Gcp, gabakura_gcp::catalogue(), google::cases()),
    ]
}

fn aws_cases() -> Vec<Case> {
    [
        accounts::cases(),
        backup::cases(),
        budgets::cases(),
        cloudtrail::cases(),
        cloudwatch::cases(),
        data::cases(),
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
        "aws.budgets.budget",
        "other",
        "it tells what others set, which nobody declares",
    ),
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
        "aws.securityhub.standard",
        "status",
        "only Security Hub can",
    ),
    (
        "aws.rds.cluster",
        "manage_master_user_password",
        "there is no other way",
    ),
    (
        "aws.rds.cluster",
        "master_user_secret_kms_key_id",
        "it stays as long as RDS keeps the password",
    ),
    (
        "aws.rds.instance",
        "manage_master_user_password",
        "there is no other way",
    ),
    (
        "aws.rds.instance",
        "master_user_secret_kms_key_id",
        "it stays as long as RDS keeps the password",
    ),
    (
        "aws.sns.subscription",
        "confirmed",
        "only the holder of the address can",
    ),
    (
        "gcp.compute.subnetwork",
        "role",
        "only a range for proxies has one, and swaps it with another",
    ),
    (
        "gcp.compute.subnetwork",
        "stack_type",
        "IPv6 takes an access type, which nobody declares",
    ),
    (
        "gcp.logging.metric",
        "value_extractor",
        "only a distribution has one",
    ),
    (
        "gcp.project.iam_binding",
        "condition",
        "a binding with a condition is not ours",
    ),
];

/// Names the kinds to try, as a glob: `aws.sqs.*`. Without it, all of them are tried.
const KINDS: &str = "GABAKURA_KINDS";

#[test]
fn every_kind_keeps_its_promises() {
    let with_cloud =
        |(cloud, _, cases): (_, _, Vec<Case>)| cases.into_iter().map(move |c| (cloud, c));
    let wanted = std::env::var(KINDS).unwrap_or_else(|_| "*".to_owned());
    let cases = clouds().into_iter().flat_map(with_cloud);
    let cases: Vec<_> = cases
        .filter(|(_, case)| glob(&wanted, &case.kind))
        .collect();
    assert!(!cases.is_empty(), "{KINDS}: no kind is called `{wanted}`");
    let waiting = Mutex::new(cases.into_iter());
    let broken = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap().next();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((cloud, case)) = next() {
                    let name = case.name.clone();
                    if let Err(words) = tried(cloud, case) {
                        broken.lock().unwrap().push(format!("{name}: {words}"));
                    }
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap();
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
}

/// In a thread of its own: the first broken promise of one kind does not hide the others'.
fn tried(cloud: CloudName, case: Case) -> Result<(), String> {
    let lives = std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            promises::keep(cloud, case.clone()).await;
            silence::keep(cloud, case).await;
        });
    });
    let words = |failure: Box<dyn Any + Send>| match failure.downcast::<String>() {
        Ok(words) => *words,
        Err(_) => "panicked".to_owned(),
    };
    lives.join().map_err(words)
}

#[test]
fn every_kind_has_a_case() {
    for (_, catalogue, cases) in clouds() {
        let covered: BTreeSet<String> = cases.into_iter().map(|case| case.kind).collect();
        let ours = catalogue.iter().filter(|schema| !schema.observed_only);
        let kinds = ours.map(|schema| schema.kind.to_string());
        assert_eq!(covered, kinds.collect());
    }
}

/// Where a kind has to be mentioned: a check reads it, a template declares it, or a decision says
/// why neither does.
const MENTIONS: &[&str] = &["policies", "templates", "docs/decisions"];

#[test]
fn every_kind_has_a_check_a_template_or_a_reason() {
    let mut texts = String::new();
    for folder in MENTIONS {
        read_all(&repository().join(folder), &mut texts);
    }
    for (_, catalogue, _) in clouds() {
        for schema in catalogue.iter() {
            let quoted = [format!("\"{}\"", schema.kind), format!("`{}`", schema.kind)];
            let is_mentioned = quoted.iter().any(|name| texts.contains(name));
            assert!(
                is_mentioned,
                "{}: nothing in {MENTIONS:?} mentions it",
                schema.kind
            );
        }
    }
}

fn read_all(folder: &Path, texts: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, texts);
        } else {
            texts.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_mutable_field_of_a_kind_is_changed_by_a_case() {
    let mut untried = BTreeSet::new();
    for (_, catalogue, cases) in clouds() {
        for schema in catalogue.iter().filter(|schema| !schema.observed_only) {
            let kind = schema.kind.as_str();
            let of_kind = cases.iter().filter(|case| case.kind == kind);
            let changed: BTreeSet<String> = of_kind.flat_map(Case::changed_fields).collect();
            let mutable = case::fields(schema).into_iter();
            let mutable = mutable.filter(|field| !schema.immutable.contains(&field.as_str()));
            let left = mutable.filter(|field| !changed.contains(field));
            untried.extend(left.map(|field| (kind.to_owned(), field)));
        }
    }
    let excused = UNCHANGEABLE.iter();
    let excused: BTreeSet<_> = excused
        .map(|(kind, field, _)| ((*kind).to_owned(), (*field).to_owned()))
        .collect();
    assert_eq!(
        untried, excused,
        "fields no case changes, and those excused"
    );
}

#[test]
fn schema_facts_are_sane() {
    let catalogues = clouds().map(|(_, catalogue, _)| catalogue);
    for schema in catalogues.iter().flat_map(Catalogue::iter) {
        let kind = &schema.kind;
        let fields = case::fields(schema);
        let has = |field: &str| fields.contains(field);
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

/// Everybody waits, longer than for any reply.
struct Queue;

#[async_trait]
impl Throttle for Queue {
    async fn turn(&self, _: &Call, _: &RateLimit, _: Option<&Permit>) -> Result<(), LockExpired> {
        tokio::time::sleep(Duration::from_secs(200)).await;
        Ok(())
    }
}

/// Whatever changes something comes too late.
struct Closed;

#[async_trait]
impl Throttle for Closed {
    async fn turn(
        &self,
        _: &Call,
        _: &RateLimit,
        permit: Option<&Permit>,
    ) -> Result<(), LockExpired> {
        permit.map_or(Ok(()), |_| Err(LockExpired))
    }
}

#[tokio::test]
async fn what_comes_too_late_for_its_turn_is_not_sent_and_says_so() {
    let store = ("aws.s3.bucket", json!({"bucket": "late"}));
    let topic = ("aws.sns.topic", json!({"name": "alarms"}));
    let vault = ("aws.backup.vault", json!({"backup_vault_name": "v"}));
    let network = ("gcp.compute.network", json!({"name": "n"}));
    let bucket = (
        "gcp.storage.bucket",
        json!({"name": "b", "location": "ASIA-NORTHEAST1"}),
    );
    let aws = cloud::Cloud::aws().await.behind(Arc::new(Closed));
    let gcp = cloud::Cloud::google().await.behind(Arc::new(Closed));
    for (cloud, (kind, spec)) in [
        (&aws, store),
        (&aws, topic),
        (&aws, vault),
        (&gcp, network),
        (&gcp, bucket),
    ] {
        let there = cloud.list(&kind.into()).await.len();
        let order = cloud.order(kind, "late", &spec);
        let error = cloud
            .provider
            .create(&cloud.scope, &order, &cloud::permit())
            .await
            .unwrap_err();
        assert_eq!(
            (error.code(), error.retry()),
            (TOO_LATE, Retry::Unsent),
            "{error}"
        );
        assert_eq!(cloud.list(&order.kind).await.len(), there);
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_turn_is_not_waiting_for_a_reply() {
    let cloud = cloud::Cloud::aws().await;
    let cloud = cloud.behind(Arc::new(Queue));
    let order = cloud.order("aws.sns.topic", "alarms", &json!({"name": "alarms"}));
    cloud.make(&order).await;
    assert_eq!(cloud.list(&order.kind).await.len(), 1);
}
