//! Moving a state: nothing is lost, nothing is bent, nothing is half done.

use gabakura_model::plan::StepAction;
use gabakura_model::port::{Intent, RecordChange, Store, StoreError};
use gabakura_store::conformance::{at, completion, done, intent, resource, tenancy};
use gabakura_store::{SqliteStore, StateStore, Transferred};

use crate::cluster::{Cluster, open};
use crate::sealed::sealed;

const TTL_MS: u64 = 60_000;

/// Three tenancies: one with a record, a removal, a refusal and a doubt; one with a broken lock
/// in its journal; one that was only ever locked, and still is.
async fn fill(store: &dyn StateStore) {
    let whose = tenancy("acme");
    let lease = store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
    let noted: Vec<Intent> = ["a", "b", "c", "d"]
        .iter()
        .map(|name| intent(&whose, &format!("t-{name}"), name))
        .collect();
    store.begin(&lease, &noted).await.unwrap();
    for name in ["a", "b"] {
        let made = RecordChange::Put(Box::new(resource(&whose, name, &format!("vpc-{name}"))));
        let token = format!("t-{name}");
        store
            .end(
                &lease,
                &completion(&token, &done(&format!("vpc-{name}")), made),
            )
            .await
            .unwrap();
    }
    let unknown = gabakura_model::outcome::Outcome::Unknown {
        message: "時間切れ".to_owned(),
    };
    store
        .end(&lease, &completion("t-c", &unknown, RecordChange::Keep))
        .await
        .unwrap();
    let deletion = Intent {
        action: StepAction::Delete,
        ..intent(&whose, "t-b2", "b")
    };
    let address = deletion.address.clone();
    store.begin(&lease, &[deletion]).await.unwrap();
    let gone = gabakura_model::outcome::Outcome::Done { made: None };
    store
        .end(
            &lease,
            &completion("t-b2", &gone, RecordChange::Remove(address)),
        )
        .await
        .unwrap();
    store.unlock(&lease).await.unwrap();

    let broken = tenancy("broken");
    store.lock(&broken, "taro", at(0), TTL_MS).await.unwrap();
    store
        .break_lock(&broken, "taro is away", at(5))
        .await
        .unwrap();
    store
        .lock(&tenancy("locked"), "taro", at(0), TTL_MS)
        .await
        .unwrap();
}

async fn exported(store: &dyn StateStore) -> (String, Transferred) {
    let mut out = Vec::new();
    let sum = store.export(&mut out).await.unwrap();
    (String::from_utf8(out).unwrap(), sum)
}

async fn import(store: &dyn StateStore, text: &str) -> Result<Transferred, StoreError> {
    store.import("backup", &mut text.as_bytes()).await
}

async fn empty() -> SqliteStore {
    SqliteStore::in_memory().await.unwrap()
}

#[tokio::test]
async fn a_state_moves_from_one_database_to_the_other_and_back_unchanged() {
    let cluster = Cluster::shared();
    let first = empty().await;
    fill(&first).await;
    let server = open(&cluster.database().await).await;
    let last = empty().await;

    let (text, sum) = exported(&first).await;
    let expected = Transferred {
        tenancies: 3,
        entries: 10,
        resources: 1,
        locks: 1,
    };
    assert_eq!(sum, expected);
    let unlocked = Transferred { locks: 0, ..sum };
    assert_eq!(import(&server, &text).await.unwrap(), unlocked);
    let (from_server, _) = exported(&server).await;
    assert!(from_server == text, "the same bytes come out of PostgreSQL");
    assert_eq!(import(&last, &from_server).await.unwrap(), unlocked);

    let before = first.verify_journal().await.unwrap();
    let stores: [&dyn StateStore; 2] = [&server, &last];
    for store in stores {
        assert_eq!(store.verify_journal().await.unwrap(), before);
        assert!(before.is_sound());
        assert_eq!(store.locks().await.unwrap(), [], "locks stay behind");
        for vendor in ["acme", "broken", "locked"] {
            let whose = tenancy(vendor);
            assert_eq!(
                store.recorded(&whose).await.unwrap(),
                first.recorded(&whose).await.unwrap()
            );
            assert_eq!(
                store.open_intents(&whose).await.unwrap(),
                first.open_intents(&whose).await.unwrap()
            );
        }
        // Work goes on: an old lease is refused, a new one resolves what was open.
        let whose = tenancy("acme");
        let lease = store.lock(&whose, "hanako", at(0), TTL_MS).await.unwrap();
        assert_eq!(lease.fence, 2, "fences go on where they were");
        store
            .end(
                &lease,
                &completion("t-c", &done("vpc-c"), RecordChange::Keep),
            )
            .await
            .unwrap();
        assert!(store.verify_journal().await.unwrap().is_sound());
    }
    server.close().await;
}

#[tokio::test]
async fn a_tenancy_in_use_is_not_written_over() {
    let (text, _) = {
        let store = empty().await;
        fill(&store).await;
        exported(&store).await
    };
    let cluster = Cluster::shared();
    let server = open(&cluster.database().await).await;
    let file = empty().await;
    let stores: [&dyn StateStore; 2] = [&server, &file];
    for store in stores {
        let whose = tenancy("locked");
        let lease = store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
        let refused = import(store, &text).await;
        assert!(
            matches!(&refused, Err(StoreError::Occupied { tenancy }) if *tenancy == whose),
            "locked: {refused:?}"
        );
        assert_eq!(store.tenancies().await.unwrap(), [], "all of it or nothing");
        store.unlock(&lease).await.unwrap();
        import(store, &text).await.unwrap();
        let again = store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
        assert_eq!(again.fence, 2, "a lease from before stays refused");
        store.unlock(&again).await.unwrap();
        let refused = import(store, &text).await;
        assert!(
            matches!(&refused, Err(StoreError::Occupied { tenancy }) if tenancy.to_string() == "131016/acme/prod"),
            "recorded: {refused:?}"
        );
    }
    server.close().await;
}

#[tokio::test]
async fn a_file_that_was_meddled_with_is_refused_and_told_why() {
    let store = empty().await;
    fill(&store).await;
    let (text, _) = exported(&store).await;
    let lines: Vec<&str> = text.lines().collect();
    let without = |line: usize| {
        let mut kept = lines.clone();
        kept.remove(line - 1);
        kept.join("\n") + "\n"
    };
    let swapped = |a: usize, b: usize| {
        let mut moved = lines.clone();
        moved.swap(a - 1, b - 1);
        moved.join("\n") + "\n"
    };
    let last = lines.len();
    // 1 header, 2 tenancy, 3..=11 its journal, 12 its resource, 13 the next tenancy.
    let cases = [
        ("", "line 0: it does not begin as an export"),
        ("{}\n", "line 1: it is not readable"),
        (
            &text.replacen("gabakura-state", "other", 1),
            "line 1: it does not begin as an export",
        ),
        (
            &text.replacen("10.16.0.0", "10.17.0.0", 1),
            "line 3: journal row 1 of `131016/acme/prod`: its content is not what was written",
        ),
        (
            &without(4),
            "line 4: journal row 3 of `131016/acme/prod`: rows before it are missing",
        ),
        (
            &without(11),
            "`131016/acme/prod`: the journal does not end at row 9",
        ),
        (
            &without(12),
            "the record of `131016/acme/prod/network/a` is missing",
        ),
        (
            &without(13),
            "line 13: journal row 1 of `131016/broken/prod` stands among those",
        ),
        (&without(last - 1), "the counts do not match"),
        (
            &without(last),
            "it is cut off: the line that ends it is missing",
        ),
        (
            &swapped(4, 5),
            "line 4: journal row 3 of `131016/acme/prod`: rows before it",
        ),
        (&text[..text.len() - 1], "it is cut off"),
        (
            &format!("{text}{}\n", lines[1]),
            "something follows its last line",
        ),
        (
            &text.replacen("\"serial\":3", "\"serial\":4", 1),
            "the serial is 4; the journal says 3",
        ),
        (
            &text.replacen("\"id\":\"vpc-a\",\"body\"", "\"id\":\"vpc-z\",\"body\"", 1),
            "line 12: the record of `131016/acme/prod/network/a` is not what was written",
        ),
        (
            &text.replacen(
                "\"fence\":1,\"journal_seq\":0",
                "\"fence\":9,\"journal_seq\":0",
                1,
            ),
            "the SHA-256 differs",
        ),
        (
            &text.replacen("\"fence\":1,", "\"fence\":1,\"more\":1,", 1),
            "line 2: it is not readable",
        ),
    ];
    let target = empty().await;
    for (text, expected) in cases {
        match import(&target, text).await {
            Err(StoreError::NotOurs { path, problem }) => {
                assert_eq!(path, "backup");
                assert!(problem.contains(expected), "{expected}: {problem}");
            }
            other => panic!("{expected}: {other:?}"),
        }
        let (nothing, _) = exported(&target).await;
        assert_eq!(nothing.lines().count(), 2, "{expected}: something stayed");
    }
    let newer = text.replacen("\"format_version\":1", "\"format_version\":3", 1);
    let newer = import(&target, &newer).await;
    assert!(
        matches!(newer, Err(StoreError::TooNew { found: 3, .. })),
        "{newer:?}"
    );
}

#[tokio::test]
async fn no_byte_of_a_file_can_change_unnoticed() {
    let store = empty().await;
    fill(&store).await;
    every_changed_byte_is_refused(&exported(&store).await.0).await;
}

#[tokio::test]
async fn no_byte_of_a_sealed_file_can_change_unnoticed() {
    let (_folder, _path, _who, store) = sealed().await;
    every_changed_byte_is_refused(&exported(&store).await.0).await;
}

/// Each byte is changed once, and what is wrong is reported.
async fn every_changed_byte_is_refused(text: &str) {
    let target = empty().await;
    for at in 0..text.len() {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        match target.import("backup", &mut bytes.as_slice()).await {
            Err(StoreError::NotOurs { problem, .. }) => {
                // At the line itself, or where what it belongs to ends.
                let at_line = problem.strip_prefix("line ");
                let at_line =
                    at_line.and_then(|rest| rest.split(':').next()?.parse::<usize>().ok());
                assert!(
                    at_line.is_some_and(|at_line| at_line >= line),
                    "byte {at}: {problem}"
                );
            }
            Err(StoreError::TooNew { .. }) => assert_eq!(line, 1, "the format's number, {at}"),
            other => panic!("byte {at}: {other:?}"),
        }
    }
    let (nothing, _) = exported(&target).await;
    assert_eq!(nothing.lines().count(), 2, "something stayed");
    import(&target, text).await.unwrap();
}
