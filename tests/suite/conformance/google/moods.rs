//! What the adapter makes of a cloud that is slow, busy or silent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::port::SharedProvider;
use gabakura_sandbox_google::{Faults, Refusing};
use serde_json::json;

use crate::conformance::cloud::Cloud;

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
        assert!(calls.iter().all(|call| !call.mutating));
        cloud.sandbox.google().set_faults(busy());
        let created = cloud.provider.create(&cloud.scope, &order).await;
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
        let looks = looks.iter().filter(|call| call.operation == look);
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
    let changes: Vec<_> = calls.iter().filter(|call| call.mutating).collect();
    assert_eq!(changes.len(), 1, "{changes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bindings_of_many_hands_all_stand() {
    let cloud = Cloud::google().await;
    let (ours, theirs) = (&cloud.provider, &cloud.somebody_else);
    let bind = async |hand: &SharedProvider, role: &str| {
        let spec = json!({"role": role, "members": ["group:ops@example.jp"]});
        let order = cloud.order("gcp.project.iam_binding", "it", &spec);
        hand.create(&cloud.scope, &order).await.unwrap();
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
