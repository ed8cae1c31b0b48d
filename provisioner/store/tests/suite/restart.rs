//! A server that goes away in the middle of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gabakura_model::port::{RecordChange, Store, StoreError};
use gabakura_store::StateStore;
use gabakura_store::conformance::{at, completion, done, intent, resource, tenancy};

use crate::cluster::{Cluster, open};

/// Writers, each in a tenancy of its own.
const WRITERS: usize = 4;
/// Moves each of them makes.
const MOVES: usize = 150;

/// Every write that was confirmed is there, none is there twice, and the rest goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_and_returns_loses_nothing_it_confirmed() {
    let cluster = Arc::new(Cluster::start(""));
    let store = open(&cluster.url("postgres")).await;
    let confirmed = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| {
            let (store, confirmed) = (store.clone(), Arc::clone(&confirmed));
            tokio::spawn(async move {
                let whose = tenancy(&format!("writer-{number}"));
                let lease = store.lock(&whose, "taro", at(0), 600_000).await.unwrap();
                for step in 0..MOVES {
                    let (token, name) = (format!("{number}-{step}"), format!("r-{step}"));
                    let noted = [intent(&whose, &token, &name)];
                    store.begin(&lease, &noted).await.unwrap();
                    confirmed.fetch_add(1, Ordering::Relaxed);
                    let put = RecordChange::Put(Box::new(resource(&whose, &name, &token)));
                    store
                        .end(&lease, &completion(&token, &done(&token), put))
                        .await
                        .unwrap();
                    confirmed.fetch_add(1, Ordering::Relaxed);
                }
                store.unlock(&lease).await.unwrap();
            })
        })
        .collect();
    let all = WRITERS * MOVES * 2;
    for part in 1..=3 {
        while confirmed.load(Ordering::Relaxed) < all * part / 5 {
            let ended = writers.iter().any(tokio::task::JoinHandle::is_finished);
            assert!(!ended, "a writer gave up");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let cluster = Arc::clone(&cluster);
        let restart = move || cluster.control(&["restart", "-m", "immediate"]);
        tokio::task::spawn_blocking(restart).await.unwrap();
        let so_far = confirmed.load(Ordering::Relaxed);
        assert!(so_far < all, "the server went away in the middle");
        let check = store.verify_journal().await.unwrap();
        assert!(check.is_sound(), "{:?}", check.errors);
        assert!(check.entries >= so_far as u64, "a confirmed write is gone");
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let check = store.verify_journal().await.unwrap();
    assert_eq!((check.errors, check.open_intents), (vec![], 0));
    assert_eq!(check.entries, all as u64, "each move is noted once");
    for number in 0..WRITERS {
        let whose = tenancy(&format!("writer-{number}"));
        let recorded = store.recorded(&whose).await.unwrap();
        let found = (recorded.serial, recorded.resources.len());
        assert_eq!(found, (MOVES as u64, MOVES));
    }
    store.close().await;
}

/// A server that does not return is waited for, then reported: nothing hangs, nothing is guessed.
#[tokio::test]
async fn a_server_that_stays_away_is_told() {
    let cluster = Cluster::start("");
    let store = open(&cluster.url("postgres")).await;
    let whose = tenancy("acme");
    let lease = store.lock(&whose, "taro", at(0), 60_000).await.unwrap();
    cluster.control(&["stop", "-m", "immediate"]);
    // Half a minute of patience passes at once.
    tokio::time::pause();
    let before = tokio::time::Instant::now();
    let refused = store.begin(&lease, &[intent(&whose, "t-1", "a")]).await;
    assert!(
        matches!(refused, Err(StoreError::Unreachable { .. })),
        "{refused:?}"
    );
    let waited = before.elapsed().as_secs();
    assert!((30..=60).contains(&waited), "{waited} s");
    tokio::time::resume();
    cluster.control(&["start"]);
    store
        .begin(&lease, &[intent(&whose, "t-1", "a")])
        .await
        .unwrap();
    assert_eq!(store.open_intents(&whose).await.unwrap().len(), 1);
    store.close().await;
}
