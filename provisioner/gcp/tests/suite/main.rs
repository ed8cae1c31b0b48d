//! The adapter against the embedded Google Cloud, kind by kind.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod case;
mod cases;
mod ground;
mod moods;
mod promises;

use std::collections::BTreeSet;

use crate::cases::cases;
use crate::ground::Ground;

#[test]
fn every_kind_has_a_case() {
    let catalogue = gabakura_gcp::catalogue();
    let kinds: BTreeSet<&str> = catalogue
        .iter()
        .map(|schema| schema.kind.as_str())
        .collect();
    let tried: BTreeSet<&str> = cases().iter().map(|case| case.kind).collect();
    assert_eq!(tried, kinds);
}

/// Each case has a cloud of its own, and all that is broken is told at once.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_keeps_its_promises() {
    let mut broken = Vec::new();
    for case in cases() {
        let kind = case.kind;
        let trial = tokio::spawn(async move { promises::hold(&Ground::new().await, &case).await });
        if trial.await.is_err() {
            broken.push(kind);
        }
    }
    assert!(broken.is_empty(), "these do not: {broken:?}");
}
