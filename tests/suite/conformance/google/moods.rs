//! What the adapter makes of a cloud that is slow, busy or silent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::port::{DeleteRequest, SharedProvider};
use gabakura_sandbox_google::{Faults, Refusing};
use serde_json::{Value, json};

use crate::conformance::cloud::{Cloud, permit};
use crate::conformance::promises::{delete_of, update_to};

const KEY_RING: &str = "projects/chiyoda-acme-prod/locations/asia-northeast1/keyRings/main";

/// A key ring of that name.
async fn make_ring(cloud: &Cloud) {
    let spec = json!({"name": "main", "location": "asia-northeast1"});
    cloud
        .make(&cloud.order("gcp.kms.key_ring", "ring", &spec))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_are_repeated_and_changes_are_not() {
    let cloud = Cloud::google().await;
    let order = cloud.order("gcp.compute.network", "vpc", &json!({"name": "vpc"}));
    for status in [429, 503] {
        let busy = || Faults::default().with_refusals(Refusing::Next(2), status);
        cloud.sandbox.google().set_faults(busy());
        cloud.calls();
        assert!(cloud.list(&"gcp.compute.firewall".into()).await.len() <= 4);
        let calls = cloud.calls();
        assert_eq!(
            calls.len(),
            3,
            "{status}: two refused, one answered: {calls:?}"
        );
        assert!(calls.iter().all(|(_, changes)| !changes));
        cloud.sandbox.google().set_faults(busy());
        let created = cloud.provider.create(&cloud.scope, &order, &permit()).await;
        let error = created.unwrap_err();
        assert_eq!(cloud.calls().len(), 1, "{status}: sent once");
        match status {
            429 => assert_eq!(error.retry(), Retry::Throttled, "{error}"),
            _ => assert!(matches!(error, ProviderError::NoReply { .. }), "{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_are_waited_for() {
    let cloud = Cloud::google().await;
    let slow = Faults::default().with_slow_operations(2);
    cloud.sandbox.google().set_faults(slow);
    let ordered = [
        (
            "gcp.compute.network",
            json!({"name": "vpc"}),
            "WaitOperation",
            1,
        ),
        (
            "gcp.serviceusage.service",
            json!({"name": "dns.googleapis.com"}),
            "GetOperation",
            3,
        ),
    ];
    for (kind, spec, look, times) in ordered {
        let order = cloud.order(kind, "it", &spec);
        cloud.calls();
        let made = cloud.make(&order).await;
        let looks = cloud.calls();
        let looks = looks.iter().filter(|(call, _)| call.operation == look);
        assert!(looks.count() >= times, "{kind}");
        assert!(
            cloud.list(&order.kind).await.contains_key(&made.id),
            "{kind}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_has_its_turn() {
    let cloud = Cloud::google().await;
    let served = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&served);
    let log = Faults::default().with_call_log(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    cloud.sandbox.google().set_faults(log);
    let order = cloud.order("gcp.compute.network", "vpc", &json!({"name": "vpc"}));
    cloud.make(&order).await;
    for schema in gabakura_gcp::catalogue().iter() {
        cloud.list(&schema.kind).await;
    }
    let calls = cloud.calls();
    assert_eq!(calls.len(), served.load(Ordering::SeqCst));
    let changes: Vec<_> = calls.iter().filter(|(_, changes)| *changes).collect();
    assert_eq!(changes.len(), 1, "{changes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bindings_of_many_hands_all_stand() {
    let cloud = Cloud::google().await;
    let (ours, theirs) = (&cloud.provider, &cloud.somebody_else);
    let bind = async |hand: &SharedProvider, role: &str| {
        let spec = json!({"role": role, "members": ["group:ops@example.jp"]});
        let order = cloud.order("gcp.project.iam_binding", "it", &spec);
        hand.create(&cloud.scope, &order, &permit()).await.unwrap();
    };
    tokio::join!(
        bind(ours, "roles/a"),
        bind(theirs, "roles/b"),
        bind(ours, "roles/c"),
        bind(theirs, "roles/d"),
    );
    let listed = cloud.list(&"gcp.project.iam_binding".into()).await;
    for role in ["roles/a", "roles/b", "roles/c", "roles/d"] {
        assert!(listed.contains_key(role), "{role}");
    }
}

const ROLE: &str = "roles/cloudkms.viewer";

fn role_of(members: &[&str]) -> Value {
    json!({"role": ROLE, "members": members})
}

fn key_of(members: &[&str]) -> Value {
    json!({"name": "data", "key_ring": KEY_RING, "iam_bindings": [role_of(members)]})
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_bound_between_plan_and_apply_stays() {
    let cloud = Cloud::google().await;
    make_ring(&cloud).await;
    let cases = [
        (
            "gcp.kms.crypto_key",
            key_of as fn(&[&str]) -> Value,
            "/iam_bindings/0/members",
        ),
        ("gcp.project.iam_binding", role_of, "/members"),
    ];
    let (old, new, late) = (
        "group:a@example.jp",
        "group:b@example.jp",
        "user:c@example.jp",
    );
    for (kind, spec, members) in cases {
        let order = cloud.order(kind, "it", &spec(&[old]));
        let made = cloud.make(&order).await;
        let planned = cloud.list(&order.kind).await.remove(&made.id).unwrap();
        let theirs = update_to(&planned, &spec(&[old, late]), &order.tags);
        cloud.update(&cloud.somebody_else, &theirs).await;
        let ours = update_to(&planned, &spec(&[new]), &order.tags);
        for _ in 0..2 {
            cloud.update_ours(&ours).await;
            let found = cloud.list(&order.kind).await.remove(&made.id).unwrap();
            assert_eq!(
                found.spec.pointer(members),
                Some(&json!([new, late])),
                "{kind}"
            );
        }
    }
    let order = cloud.order("gcp.project.iam_binding", "it", &role_of(&[new]));
    cloud.delete_one(&order.kind, ROLE, &order.spec).await;
    let left = cloud.list(&order.kind).await.remove(ROLE).unwrap();
    assert_eq!(left.spec["members"], json!([late]), "they keep it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_shows_until_its_last_version_goes() {
    let cloud = Cloud::google().await;
    make_ring(&cloud).await;
    let spec = json!({"name": "data", "key_ring": KEY_RING});
    let order = cloud.order("gcp.kms.crypto_key", "key", &spec);
    let made = cloud.make(&order).await;
    let versions = format!("/v1/{}/cryptoKeyVersions", made.id);
    for _ in 0..2 {
        assert_eq!(cloud.ask("POST", &versions, &json!({})).await.0, 200);
    }
    let found = cloud.list(&order.kind).await.remove(&made.id).unwrap();
    let delete = delete_of(found);
    let state = async |version: &str| {
        let at = format!("{versions}/{version}");
        cloud.ask("GET", &at, &json!({})).await.1["state"].take()
    };
    // The reply to the first destruction is lost, and so is the process.
    let lost = Faults::default().with_lost_replies(Refusing::Nth(1));
    cloud.sandbox.google().set_faults(lost);
    cloud.try_delete(&delete).await.unwrap_err();
    cloud.sandbox.google().set_faults(Faults::default());
    assert_eq!(state("1").await, "ENABLED", "the version in use goes last");
    assert!(cloud.list(&order.kind).await.contains_key(&made.id));
    // Somebody destroys the version in use; another one still decrypts.
    let destroy = format!("{versions}/1:destroy");
    assert_eq!(cloud.ask("POST", &destroy, &json!({})).await.0, 200);
    assert!(cloud.list(&order.kind).await.contains_key(&made.id));
    cloud.delete(&delete).await;
    for version in ["1", "2", "3"] {
        assert_eq!(state(version).await, "DESTROY_SCHEDULED");
    }
    assert!(!cloud.list(&order.kind).await.contains_key(&made.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_can_be_changed_and_deleted() {
    let cloud = Cloud::google().await;
    let spec = json!({"name": "vpc", "routing_config": {"routing_mode": "REGIONAL"}});
    let order = cloud.order("gcp.compute.network", "vpc", &spec);
    let made = cloud.make(&order).await;
    let mut found = cloud.list(&order.kind).await.remove(&made.id).unwrap();
    found.spec["routing_config"]["routing_mode"] = "UNHEARD_OF".into();
    let wanted = json!({"name": "vpc", "routing_config": {"routing_mode": "GLOBAL"}});
    let wanted = cloud.order("gcp.compute.network", "vpc", &wanted).spec;
    cloud
        .update_ours(&update_to(&found, &wanted, &order.tags))
        .await;
    let changed = cloud.list(&order.kind).await.remove(&made.id).unwrap();
    assert_eq!(changed.spec["routing_config"]["routing_mode"], "GLOBAL");
    cloud.delete(&delete_of(found)).await;
    assert!(!cloud.list(&order.kind).await.contains_key(&made.id));
    let rules = DeleteRequest {
        kind: "gcp.compute.network_firewall_policy".into(),
        id: "rules".to_owned(),
        spec: json!({"unheard": "of"}),
    };
    let refused = cloud.try_delete(&rules).await.unwrap_err();
    assert_eq!(refused.code(), "unreadable", "{refused}");
}

#[test]
fn what_google_would_refuse_is_refused_before() {
    let wrong = [
        ("gcp.compute.network", json!({"name": "VPC"}), "name"),
        (
            "gcp.compute.network",
            json!({"name": "vpc", "mto": 1500}),
            "mto",
        ),
        (
            "gcp.compute.network",
            json!({"name": "vpc", "routing_config": {"routing_mode": "LOCAL"}}),
            "routing_config.routing_mode",
        ),
        (
            "gcp.compute.firewall",
            json!({"name": "in", "network": "n"}),
            "allowed",
        ),
        (
            "gcp.kms.key_ring",
            json!({"name": "a b", "location": "global"}),
            "name",
        ),
        (
            "gcp.project.iam_binding",
            json!({"role": "roles/viewer", "members": []}),
            "members",
        ),
    ];
    let catalogue = gabakura_gcp::catalogue();
    for (kind, spec, path) in wrong {
        let schema = catalogue.get(&kind.into()).unwrap();
        let fault = (schema.canonical)(&spec).unwrap_err();
        assert_eq!(fault.path, path, "{kind}: {fault}");
    }
}
