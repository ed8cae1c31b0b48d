//! What the adapter makes of a cloud that is slow, busy or silent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::resource::Kind;
use gabakura_sandbox_google::{Faults, Refusing};
use serde_json::json;

use crate::cases::cases;
use crate::ground::{Ground, PROJECT};

const TOKEN: &str = "g1-2-3-4";

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_creation_is_found_by_name_and_token() {
    let ground = Ground::new().await;
    let lost = [
        ("gcp.compute.network", json!({"name": "vpc"})),
        (
            "gcp.kms.key_ring",
            json!({"name": "main", "location": "asia-northeast1"}),
        ),
        (
            "gcp.logging.sink",
            json!({"name": "all", "destination": "storage.googleapis.com/b"}),
        ),
        (
            "gcp.storage.bucket",
            json!({"name": "chiyoda-b", "location": "ASIA-NORTHEAST1"}),
        ),
        (
            "gcp.monitoring.notification_channel",
            json!({"type": "email", "labels": {"email_address": "ops@example.jp"}}),
        ),
    ];
    for (kind, spec) in lost {
        let order = ground.order(kind, &spec, TOKEN);
        let losing = Faults::default().with_lost_replies(Refusing::Next(1));
        ground.sandbox.set_faults(losing);
        let error = ground
            .google
            .create(&ground.scope, &order)
            .await
            .unwrap_err();
        ground.sandbox.set_faults(Faults::default());
        assert!(
            matches!(error, ProviderError::NoReply { .. }),
            "{kind}: {error}"
        );
        let schema = ground.schema(kind);
        let all = ground.list(kind).await;
        let is_it = |id: &str| {
            schema
                .implied_id(&order.spec, PROJECT)
                .is_none_or(|own| own == id)
        };
        let found = all.iter().find(|found| is_it(&found.id));
        let found = found.unwrap_or_else(|| panic!("{kind}: it was made, and is not listed"));
        if kind != "gcp.kms.key_ring" {
            assert_eq!(found.intent_tag(), Some(TOKEN), "{kind}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_are_repeated_and_changes_are_not() {
    let ground = Ground::new().await;
    let order = ground.order("gcp.compute.network", &json!({"name": "vpc"}), TOKEN);
    for status in [429, 503] {
        let busy = || Faults::default().with_refusals(Refusing::Next(2), status);
        ground.sandbox.set_faults(busy());
        ground.calls();
        assert!(ground.list("gcp.compute.firewall").await.len() <= 4);
        let calls = ground.calls();
        assert_eq!(
            calls.len(),
            3,
            "{status}: two refused, one answered: {calls:?}"
        );
        assert!(calls.iter().all(|call| !call.mutating));
        ground.sandbox.set_faults(busy());
        let error = ground
            .google
            .create(&ground.scope, &order)
            .await
            .unwrap_err();
        assert_eq!(ground.calls().len(), 1, "{status}: sent once");
        match status {
            429 => assert_eq!(error.retry(), Retry::Throttled, "{error}"),
            _ => assert!(matches!(error, ProviderError::NoReply { .. }), "{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_are_waited_for() {
    let ground = Ground::new().await;
    let slow = Faults::default().with_slow_operations(2);
    ground.sandbox.set_faults(slow);
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
        let order = ground.order(kind, &spec, TOKEN);
        ground
            .google
            .create(&ground.scope, &order)
            .await
            .unwrap_or_else(|error| panic!("{kind}: {error}"));
        let looks = ground.calls();
        let looks = looks.iter().filter(|call| call.operation == look);
        assert!(looks.count() >= times, "{kind}");
        let schema = ground.schema(kind);
        let id = schema
            .implied_id(&order.spec, PROJECT)
            .expect("both have names");
        assert!(ground.find(kind, &id).await.is_some(), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_has_its_turn() {
    let ground = Ground::new().await;
    let served = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&served);
    let log = Faults::default().with_call_log(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    ground.sandbox.set_faults(log);
    let order = ground.order("gcp.compute.network", &json!({"name": "vpc"}), TOKEN);
    ground.make(&order).await.unwrap();
    for schema in gabakura_gcp::catalogue().iter() {
        ground.list(schema.kind.as_str()).await;
    }
    let calls = ground.calls();
    assert_eq!(calls.len(), served.load(Ordering::SeqCst));
    let changes: Vec<_> = calls.iter().filter(|call| call.mutating).collect();
    assert_eq!(changes.len(), 1, "{changes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bindings_of_many_hands_all_stand() {
    let (ours, theirs) = Ground::with_neighbour().await;
    let bind = async |ground: &Ground, role: &str| {
        let spec = json!({"role": role, "members": ["group:ops@example.jp"]});
        let order = ground.order("gcp.project.iam_binding", &spec, role);
        ground.google.create(&ground.scope, &order).await.map(drop)
    };
    let all = tokio::join!(
        bind(&ours, "roles/a"),
        bind(&theirs, "roles/b"),
        bind(&ours, "roles/c"),
        bind(&theirs, "roles/d"),
    );
    for bound in [all.0, all.1, all.2, all.3] {
        bound.unwrap();
    }
    let kind = Kind::new("gcp.project.iam_binding");
    let listed = ours.google.list(&ours.scope, &kind).await.unwrap();
    for role in ["roles/a", "roles/b", "roles/c", "roles/d"] {
        assert!(listed.iter().any(|found| found.id == role), "{role}");
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

#[test]
fn canonical_forms_stay_as_they_are() {
    let catalogue = gabakura_gcp::catalogue();
    for case in cases() {
        let schema = catalogue.get(&case.kind.into()).unwrap();
        let once = (schema.canonical)(&case.spec).unwrap();
        assert_eq!((schema.canonical)(&once).unwrap(), once, "{}", case.kind);
    }
}
