//! A state that an earlier release wrote: still read, verified and listed as that release did.
//!
//! The fixture is an apply of two tenancies, a destroy of one, and an apply of the other that was
//! killed between an intent and its outcome, whose lock was then broken.

use std::fs;
use std::path::{Path, PathBuf};

use gabakura_model::plan::StepAction;
use gabakura_model::tenancy::TenancyId;
use gabakura_store::{JournalEvent, SqliteStore, StateStore};
use serde_json::{Value, json};

use crate::cluster::{Cluster, open};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(fixture(name)).unwrap()
}

/// The bodies of the rows of one kind in the export, as they were written.
fn bodies(line: &str) -> Vec<(Value, String)> {
    let text = text("state-v2.export.jsonl");
    let rows = text
        .lines()
        .map(|text| serde_json::from_str::<Value>(text).unwrap());
    let rows = rows.filter_map(|mut row| row.get_mut(line).map(Value::take));
    rows.map(|row| {
        (
            row["token"].clone(),
            row["body"].as_str().unwrap().to_owned(),
        )
    })
    .collect()
}

/// What the earlier release showed of this state.
async fn shows_what_was_recorded(store: &dyn StateStore) {
    let verified = serde_json::to_value(store.verify_journal().await.unwrap()).unwrap();
    let expected: Value = serde_json::from_str(&text("state-v2.verify.json")).unwrap();
    assert_eq!(verified, expected["journal"]);

    let mut exported = Vec::new();
    store.export(&mut exported).await.unwrap();
    let expected = text("state-v2.export.jsonl");
    assert!(exported == expected.as_bytes(), "the same bytes come out");

    let [prod, verify] = ["131016/acme/prod", "131016/acme/verify"]
        .map(|tenancy| tenancy.parse::<TenancyId>().unwrap());
    let recorded = store.recorded(&prod).await.unwrap();
    let rows = recorded.resources.values();
    let written: Vec<String> = rows
        .map(|row| serde_json::to_string(row).unwrap())
        .collect();
    let expected: Vec<String> = bodies("resource").into_iter().map(|row| row.1).collect();
    assert_eq!((recorded.serial, written), (4, expected));
    assert!(store.recorded(&verify).await.unwrap().resources.is_empty());
    assert_eq!(
        store.tenancies().await.unwrap(),
        [prod.clone(), verify.clone()]
    );

    let [open] = &store.open_intents(&prod).await.unwrap()[..] else {
        panic!("one intent is open");
    };
    let journal = bodies("journal");
    let begun = journal.iter().find(|row| row.0 == open.token.as_str());
    assert_eq!(serde_json::to_string(open).unwrap(), begun.unwrap().1);
    assert_eq!(open.action, StepAction::Create);

    use JournalEvent::{Begin, End, LockBroken};
    let events = async |tenancy| {
        let newest = store.journal(tenancy, 20).await.unwrap();
        newest.iter().map(|row| row.event).collect::<Vec<_>>()
    };
    let applied = [End, Begin, End, Begin];
    let killed = [LockBroken, Begin, End, Begin, End, Begin];
    assert_eq!(events(&prod).await, [&killed[..], &applied].concat());
    assert_eq!(events(&verify).await, [applied, applied].concat());
    let broken = store.journal(&prod, 1).await.unwrap().remove(0);
    assert_eq!(broken.body["reason"], json!("taro is away"));
}

#[tokio::test]
async fn a_file_of_an_earlier_release_is_read_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    fs::copy(fixture("state-v2.db"), &path).unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    shows_what_was_recorded(&store).await;
    store.close().await;
}

#[tokio::test]
async fn an_export_of_an_earlier_release_comes_in_as_it_was() {
    let cluster = Cluster::shared();
    let server = open(&cluster.database().await).await;
    let file = SqliteStore::in_memory().await.unwrap();
    let stores: [&dyn StateStore; 2] = [&server, &file];
    for store in stores {
        let text = text("state-v2.export.jsonl");
        store.import("backup", &mut text.as_bytes()).await.unwrap();
        shows_what_was_recorded(store).await;
    }
    server.close().await;
}
