//! The SQLite store: its promises, its file, and what it does with other files.

use std::fs;
use std::path::{Path, PathBuf};

use gabakura_model::outcome::Outcome;
use gabakura_model::port::{Lease, ManualDecision, RecordChange, Store, StoreError};
use gabakura_store::conformance::{
    CallersTime, at, completion, conforms, done, intent, resource, tenancy,
};
use gabakura_store::{JournalEvent, SqliteStore, StateStore};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

const TTL_MS: u64 = 60_000;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/state.db");
    (folder, path)
}

/// One resource made, one intent open.
async fn used(store: &SqliteStore) -> Lease {
    let whose = tenancy("acme");
    let lease = store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
    let noted = [intent(&whose, "t-1", "a"), intent(&whose, "t-2", "b")];
    store.begin(&lease, &noted).await.unwrap();
    let put = RecordChange::Put(Box::new(resource(&whose, "a", "vpc-1")));
    store
        .end(&lease, &completion("t-1", &done("vpc-1"), put))
        .await
        .unwrap();
    lease
}

/// Does to the file what no release does.
async fn meddle(path: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(false);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn memory_conforms() {
    conforms(
        &SqliteStore::in_memory().await.unwrap(),
        &CallersTime::default(),
    )
    .await;
}

#[tokio::test]
async fn a_file_conforms_and_its_journal_is_sound() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).await.unwrap();
    conforms(&store, &CallersTime::default()).await;
    let check = store.verify_journal().await.unwrap();
    assert_eq!(check.errors, []);
    assert_eq!((check.entries, check.open_intents), (27, 4));
    let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert!(
        names
            .iter()
            .flatten()
            .all(|f| f.file_name().to_string_lossy().starts_with("state"))
    );
}

#[tokio::test]
async fn open_intents_outlive_the_process() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).await.unwrap();
    let lease = used(&store).await;
    // A copy of the files as they lie on disk is what a kill leaves behind.
    let copy = path.with_file_name("copy.db");
    fs::copy(&path, &copy).unwrap();
    fs::copy(
        path.with_file_name("state.db-wal"),
        path.with_file_name("copy.db-wal"),
    )
    .unwrap();
    drop(store);
    for path in [path, copy] {
        let store = SqliteStore::open(&path).await.unwrap();
        let open = store.open_intents(&lease.tenancy).await.unwrap();
        assert_eq!(open, [intent(&lease.tenancy, "t-2", "b")]);
        assert_eq!(store.recorded(&lease.tenancy).await.unwrap().serial, 1);
        store
            .end(
                &lease,
                &completion("t-2", &done("vpc-2"), RecordChange::Keep),
            )
            .await
            .unwrap();
        assert!(store.verify_journal().await.unwrap().is_sound());
        store.close().await;
        assert!(
            !path.with_extension("db-wal").exists(),
            "a closed store is one file"
        );
    }
}

#[tokio::test]
async fn two_handles_share_one_file() {
    let (_folder, path) = folder();
    let [one, two] = [
        SqliteStore::open(&path).await,
        SqliteStore::open(&path).await,
    ];
    let [one, two] = [one.unwrap(), two.unwrap()];
    let old = used(&one).await;
    let refused = two
        .lock(&old.tenancy, "hanako", at(1), TTL_MS)
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`131016/acme/prod` is locked by taro since 2026-01-01T00:00:00Z"
    );
    let new = two
        .lock(&old.tenancy, "hanako", at(60), TTL_MS)
        .await
        .unwrap();
    let late = one.begin(&old, &[intent(&old.tenancy, "t-3", "c")]).await;
    assert!(matches!(late, Err(StoreError::LockLost { .. })), "{late:?}");
    let late = one
        .end(&old, &completion("t-2", &done("vpc-2"), RecordChange::Keep))
        .await;
    assert!(matches!(late, Err(StoreError::LockLost { .. })), "{late:?}");
    two.end(&new, &completion("t-2", &done("vpc-2"), RecordChange::Keep))
        .await
        .unwrap();
    assert_eq!(one.open_intents(&old.tenancy).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_may_open_a_file_that_is_not_there_yet() {
    let (_folder, path) = folder();
    let opened = (0..8).map(|_| {
        let path = path.clone();
        tokio::spawn(async move { SqliteStore::open(&path).await })
    });
    let opened: Vec<_> = opened.collect();
    let mut stores = Vec::new();
    for task in opened {
        stores.push(task.await.unwrap().unwrap());
    }
    let lease = used(&stores[0]).await;
    for store in &stores {
        assert_eq!(store.recorded(&lease.tenancy).await.unwrap().serial, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_steps_at_once_all_land() {
    let (_folder, path) = folder();
    let handles = [
        SqliteStore::open(&path).await.unwrap(),
        SqliteStore::open(&path).await.unwrap(),
    ];
    let whose = tenancy("acme");
    let lease = handles[0]
        .lock(&whose, "taro", at(0), TTL_MS)
        .await
        .unwrap();
    let steps: Vec<_> = (0..100)
        .map(|n| {
            let (store, lease) = (handles[n % 2].clone(), lease.clone());
            tokio::spawn(async move {
                let (token, name) = (format!("t-{n}"), format!("r-{n}"));
                store
                    .begin(&lease, &[intent(&lease.tenancy, &token, &name)])
                    .await?;
                let made = resource(&lease.tenancy, &name, &token);
                let put = RecordChange::Put(Box::new(made));
                store
                    .end(&lease, &completion(&token, &done(&token), put))
                    .await
            })
        })
        .collect();
    for step in steps {
        step.await.unwrap().unwrap();
    }
    let recorded = handles[0].recorded(&whose).await.unwrap();
    assert_eq!((recorded.serial, recorded.resources.len()), (100, 100));
    let check = handles[1].verify_journal().await.unwrap();
    assert_eq!(
        (check.errors, check.entries, check.open_intents),
        (vec![], 200, 0)
    );
}

#[tokio::test]
async fn other_files_are_refused_and_left_alone() {
    let (folder, path) = folder();
    let store = SqliteStore::open(&path).await.unwrap();
    used(&store).await;
    store.close().await;
    let whole = fs::read(&path).unwrap();
    let other = folder.path().join("other.db");
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("empty", vec![], "it is shorter than a header"),
        ("short", whole[..50].to_vec(), "it is shorter than a header"),
        ("garbage", vec![0x5a; 8192], "it is not a SQLite database"),
        (
            "another application",
            with(68, b"oops"),
            "it belongs to another application",
        ),
        (
            "half a page",
            whole[..whole.len() - 100].to_vec(),
            "its last page is cut off",
        ),
        (
            "pages lost",
            whole[..8192].to_vec(),
            "database disk image is malformed",
        ),
        ("no format", with(60, &[0, 0, 0, 0]), "it names no format"),
        (
            "a page of noise",
            with(100, &[0xee; 400]),
            "database disk image is malformed",
        ),
    ];
    for (what, bytes, expected) in cases {
        fs::write(&other, &bytes).unwrap();
        match SqliteStore::open(&other).await {
            Err(StoreError::NotOurs { problem, .. }) => assert_eq!(problem, expected, "{what}"),
            unexpected => panic!("{what}: {unexpected:?}"),
        }
        assert!(fs::read(&other).unwrap() == bytes, "{what} was touched");
    }
    fs::write(&other, with(60, &[0, 0, 0, 99])).unwrap();
    let newer = SqliteStore::open(&other).await.unwrap_err();
    assert!(
        matches!(
            newer,
            StoreError::TooNew {
                found: 99,
                supported: 2,
                ..
            }
        ),
        "{newer:?}"
    );
    assert!(
        SqliteStore::open(folder.path()).await.is_err(),
        "a folder is no file"
    );
}

#[tokio::test]
async fn a_log_without_its_file_is_not_replayed_into_a_new_one() {
    let (_folder, path) = folder();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path.with_file_name("state.db-wal"), "left behind").unwrap();
    let refused = SqliteStore::open(&path).await;
    assert!(
        matches!(refused, Err(StoreError::NotOurs { .. })),
        "{refused:?}"
    );
    assert!(!path.exists());
}

#[tokio::test]
async fn meddling_shows() {
    let cases: [(&'static str, &str); 10] = [
        (
            "UPDATE journal SET body = replace(body, '10.16', '10.17') WHERE seq = 1",
            "content",
        ),
        ("UPDATE journal SET at = NULL WHERE seq = 2", "content"),
        (
            "DELETE FROM journal WHERE seq = 2",
            "rows before it are missing",
        ),
        ("DELETE FROM journal WHERE seq = 3", "does not end at row 3"),
        (
            "UPDATE journal SET prev_hash = 'ab' WHERE seq = 3",
            "does not follow",
        ),
        (
            "UPDATE resource SET body = replace(body, '10.16', '10.17')",
            "not what was written",
        ),
        ("UPDATE resource SET id = 'vpc-2'", "not what was written"),
        (
            "DELETE FROM resource",
            "record of `131016/acme/prod/network/a` is missing",
        ),
        ("DELETE FROM open_intent", "open but not listed"),
        (
            "UPDATE tenancy SET serial = 7",
            "the serial is 7; the journal says 1",
        ),
    ];
    for (sql, expected) in cases {
        let (_folder, path) = folder();
        let store = SqliteStore::open(&path).await.unwrap();
        used(&store).await;
        assert!(store.verify_journal().await.unwrap().is_sound());
        meddle(&path, sql).await;
        let errors = store.verify_journal().await.unwrap().errors;
        assert!(
            errors.iter().any(|f| f.problem.contains(expected)),
            "{sql}: {errors:?}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_corrupt_not_absent() {
    let (_folder, path) = folder();
    let store = SqliteStore::open(&path).await.unwrap();
    let lease = used(&store).await;
    for sql in [
        "UPDATE resource SET body = '{}'",
        "UPDATE resource SET address = 'nowhere'",
        "UPDATE resource SET address = '131016/acme/prod/network/z'",
    ] {
        meddle(&path, sql).await;
        let read = store.recorded(&lease.tenancy).await;
        assert!(
            matches!(read, Err(StoreError::Corrupt(_))),
            "{sql}: {read:?}"
        );
    }
    meddle(&path, "UPDATE journal SET body = '{' WHERE seq = 2").await;
    let read = store.open_intents(&lease.tenancy).await;
    assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    let ended = store
        .end(&lease, &completion("t-2", &done("x"), RecordChange::Keep))
        .await;
    assert!(matches!(ended, Err(StoreError::Corrupt(_))), "{ended:?}");
}

#[tokio::test]
async fn the_journal_tells_what_happened_newest_first() {
    let store = SqliteStore::in_memory().await.unwrap();
    let lease = used(&store).await;
    let unknown = Outcome::Unknown {
        message: "timeout".to_owned(),
    };
    store
        .end(&lease, &completion("t-2", &unknown, RecordChange::Keep))
        .await
        .unwrap();
    store
        .break_lock(&lease.tenancy, "taro is away", at(5))
        .await
        .unwrap();
    let lease = store
        .lock(&lease.tenancy, "hanako", at(6), TTL_MS)
        .await
        .unwrap();
    store
        .end(
            &lease,
            &completion("t-2", &done("vpc-2"), RecordChange::Keep),
        )
        .await
        .unwrap();

    let journal = store.journal(&lease.tenancy, 5).await.unwrap();
    let rows: Vec<_> = journal
        .iter()
        .map(|e| (e.seq, e.event, e.fence, e.at))
        .collect();
    assert_eq!(
        rows,
        [
            (6, JournalEvent::Resolved, 2, Some(at(9))),
            (5, JournalEvent::LockBroken, 1, Some(at(5))),
            (4, JournalEvent::Doubt, 1, Some(at(9))),
            (3, JournalEvent::End, 1, Some(at(9))),
            (2, JournalEvent::Begin, 1, Some(at(1))),
        ]
    );
    assert_eq!(journal[1].body["reason"], "taro is away");
    assert_eq!(journal[1].body["lock"]["holder"], "taro");
    assert_eq!(journal[0].prev_hash, journal[1].hash);
}

#[tokio::test]
async fn a_manual_decision_keeps_who_and_why() {
    let store = SqliteStore::in_memory().await.unwrap();
    used(&store).await;
    let whose = tenancy("acme");
    let later = at(TTL_MS as i64 / 1_000 + 1);
    let lease = store.lock(&whose, "hanako", later, TTL_MS).await.unwrap();
    let by_hand = ManualDecision {
        by: "hanako".to_owned(),
        reason: "asked the vendor".to_owned(),
        evidence: "several bear its token: vpc-2, vpc-3".to_owned(),
        confirmed: true,
    };
    let put = RecordChange::Put(Box::new(resource(&whose, "b", "vpc-2")));
    let [mut completion] = completion("t-2", &done("vpc-2"), put);
    completion.by_hand = Some(by_hand.clone());
    for _ in 0..2 {
        let noted = store.end(&lease, std::slice::from_ref(&completion)).await;
        noted.expect("it is noted, and once more when the reply was lost");
    }
    let rows = store.journal(&whose, 9).await.unwrap();
    let last = rows.first().unwrap();
    assert_eq!((rows.len(), last.event), (4, JournalEvent::Resolved));
    assert_eq!(last.body["by_hand"], serde_json::json!(by_hand));
    assert!(store.verify_journal().await.unwrap().is_sound());
    completion.by_hand = None;
    let otherwise = store.end(&lease, &[completion]).await;
    assert!(
        matches!(otherwise, Err(StoreError::IllegalMove(_))),
        "somebody else's words"
    );
}
