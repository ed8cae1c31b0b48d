//! Eight operating-system processes at one state: never two writers in one tenancy, nothing lost.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gabakura_model::port::{Lease, RecordChange, StoreError};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::tenancy::TenancyId;
use gabakura_store::conformance::{at, completion, done, intent, resource, tenancy};
use gabakura_store::{StatePlace, StateStore};
use serde_json::json;

use crate::cluster::Cluster;

/// Names to a copy of this test's process what to work on: place, folder and its number.
const JOB: &str = "GABAKURA_TEST_CONTENTION";
const PROCESSES: usize = 8;
/// Tenancies all processes work on; each has one of its own besides.
const SHARED: usize = 3;
/// How often each process counts up in each tenancy.
const ROUNDS: usize = 6;
const TTL_MS: u64 = 60_000;
/// How long a process waits for its turn: another one failed, and holds the lock.
const TURN_MAX: Duration = Duration::from_secs(30);

#[test]
fn eight_processes_share_a_file() {
    if let Some(job) = std::env::var_os(JOB) {
        return work(job.to_str().unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let place = format!("sqlite:{}", folder.path().join("state.db").display());
    contend(
        "contention::eight_processes_share_a_file",
        &place,
        folder.path(),
    );
}

#[test]
fn eight_processes_share_a_server() {
    if let Some(job) = std::env::var_os(JOB) {
        return work(job.to_str().unwrap());
    }
    let cluster = Cluster::shared();
    let folder = tempfile::tempdir().unwrap();
    let place = runtime().block_on(cluster.database());
    contend(
        "contention::eight_processes_share_a_server",
        &place,
        folder.path(),
    );
}

/// Starts the processes, waits for them, and counts.
fn contend(test: &str, place: &str, folder: &Path) {
    let started: Vec<_> = (0..PROCESSES)
        .map(|number| {
            Command::new(std::env::current_exe().unwrap())
                .args([test, "--exact"])
                .env(JOB, format!("{place} {} {number}", folder.display()))
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for process in started {
        let ended = process.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stdout);
        assert!(ended.status.success(), "{said}");
        assert!(
            said.contains("1 passed"),
            "it did not find its work: {said}"
        );
    }
    runtime().block_on(async {
        let store = open(place).await;
        for number in 0..SHARED {
            let count = counted(&*store, &shared(number)).await;
            assert_eq!(count, PROCESSES * ROUNDS, "an update was lost");
        }
        for number in 0..PROCESSES {
            assert_eq!(counted(&*store, &own(number)).await, ROUNDS);
        }
        let check = store.verify_journal().await.unwrap();
        let moves = (SHARED + 1) * PROCESSES * ROUNDS;
        assert_eq!((check.errors, check.open_intents), (vec![], 0));
        assert_eq!(check.entries, 2 * moves as u64);
        store.close().await;
    });
}

/// What one process does.
fn work(job: &str) {
    let job: Vec<&str> = job.split(' ').collect();
    let (place, folder, number) = (job[0], PathBuf::from(job[1]), job[2].parse().unwrap());
    runtime().block_on(async {
        let store = open(place).await;
        let mut last: Option<Lease> = None;
        for round in 0..ROUNDS {
            let tenancies = (0..SHARED).map(|n| shared((n + number) % SHARED));
            for whose in tenancies.chain([own(number)]) {
                let lease = until_locked(&*store, &whose, number).await;
                // Whoever holds the lock is alone: nobody else may be where we are now.
                let mark = folder.join(whose.to_string().replace('/', "-"));
                std::fs::File::create_new(&mark).expect("two writers in one tenancy");
                count_up(&*store, &lease, &format!("{number}-{round}")).await;
                if let Some(old) = last.replace(lease.clone()) {
                    let late = store
                        .begin(&old, &[intent(&old.tenancy, "late", "late")])
                        .await;
                    assert!(matches!(late, Err(StoreError::LockLost { .. })), "{late:?}");
                }
                std::fs::remove_file(&mark).unwrap();
                store.unlock(&lease).await.unwrap();
            }
        }
        store.close().await;
    });
}

/// Reads the count, waits for others to have a chance, and writes it plus one.
async fn count_up(store: &dyn StateStore, lease: &Lease, turn: &str) {
    let whose = &lease.tenancy;
    let count = counted(store, whose).await;
    let token = format!("{whose}-{turn}");
    store
        .begin(lease, &[intent(whose, &token, "counter")])
        .await
        .unwrap();
    tokio::task::yield_now().await;
    let counter = RecordedResource {
        spec: json!({ "count": count + 1 }),
        ..resource(whose, "counter", "vpc-1")
    };
    let put = RecordChange::Put(Box::new(counter));
    store
        .end(lease, &completion(&token, &done("vpc-1"), put))
        .await
        .unwrap();
}

async fn counted(store: &dyn StateStore, whose: &TenancyId) -> usize {
    let recorded = store.recorded(whose).await.unwrap();
    let counter = recorded.resources.into_values().next();
    counter.map_or(0, |counter| {
        serde_json::from_value(counter.spec["count"].clone()).unwrap()
    })
}

async fn until_locked(store: &dyn StateStore, whose: &TenancyId, number: usize) -> Lease {
    let holder = format!("process {number}");
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < TURN_MAX, "`{whose}` is never free");
        match store.lock(whose, &holder, at(0), TTL_MS).await {
            Ok(lease) => return lease,
            Err(StoreError::Locked { .. }) => tokio::time::sleep(Duration::from_millis(1)).await,
            Err(other) => panic!("{other}"),
        }
    }
}

async fn open(place: &str) -> std::sync::Arc<dyn StateStore> {
    let place: StatePlace = place.parse().unwrap();
    place.open(None).await.unwrap()
}

fn shared(number: usize) -> TenancyId {
    tenancy(&format!("shared-{number}"))
}

fn own(number: usize) -> TenancyId {
    tenancy(&format!("own-{number}"))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}
