//! Sealed states: what nobody can read, what everybody can check, and how they come and go.

use std::fs;
use std::path::Path;

use gabakura_model::port::{RecordChange, Store, StoreError};
use gabakura_store::conformance::{
    CallersTime, LeaseTime, at, completion, conforms, done, intent, resource, tenancy,
};
use gabakura_store::{
    Identities, PostgresStore, Recipients, SealState, ServerUrl, SqliteStore, StatePlace,
    StateStore, Target,
};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use tempfile::TempDir;

use crate::cluster::{Cluster, connect};
use crate::postgres::ServersTime;

const TTL_MS: u64 = 60_000;
/// Words that only what is recorded or intended holds.
const CANARIES: [&str; 6] = [
    "vpc-canary",
    "10.16.0.0",
    "名前",
    "cidr_block",
    "arn:",
    "run-canary",
];

/// A new pair of keys, by way of the text `age-keygen` writes.
pub fn keys() -> Identities {
    use age::secrecy::ExposeSecret;
    let key = age::x25519::Identity::generate().to_string();
    format!("# a comment\n{}\n", key.expose_secret())
        .parse()
        .unwrap()
}

pub async fn reseal(store: &dyn StateStore, who: &Identities) -> gabakura_store::Resealed {
    let recipients = who.recipients();
    let to = Target::Sealed {
        recipients: &recipients,
        identities: who,
    };
    let done = store.reseal(to, at(9)).await.unwrap();
    assert_eq!(done.left_over, None);
    done
}

/// One resource made, changed and kept, one intent open, one lock broken.
async fn used(store: &dyn StateStore) {
    let whose = tenancy("acme");
    let lease = store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
    for (token, id) in [("t-1", "vpc-canary"), ("t-2", "vpc-canary-2")] {
        store
            .begin(&lease, &[intent(&whose, token, "a")])
            .await
            .unwrap();
        let put = RecordChange::Put(Box::new(resource(&whose, "a", id)));
        store
            .end(&lease, &completion(token, &done(id), put))
            .await
            .unwrap();
    }
    store
        .begin(&lease, &[intent(&whose, "t-3", "b")])
        .await
        .unwrap();
    store
        .break_lock(&whose, "run-canary is away", at(5))
        .await
        .unwrap();
}

async fn export(store: &dyn StateStore) -> String {
    let mut out = Vec::new();
    store.export(&mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

/// The canaries that can be read in a state's file or its log.
fn readable(path: &Path) -> Vec<&'static str> {
    let log = path.with_file_name("state.db-wal");
    let bytes = [fs::read(path).unwrap(), fs::read(log).unwrap_or_default()].concat();
    let there = |text: &&str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    CANARIES.into_iter().filter(there).collect()
}

/// A sealed file that was plain before, as its holder sees it.
pub async fn sealed() -> (TempDir, std::path::PathBuf, Identities, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let store = SqliteStore::open(&path).await.unwrap();
    used(&store).await;
    let who = keys();
    reseal(&store, &who).await;
    store.close().await;
    let store = SqliteStore::open_with(&path, Some(&who)).await.unwrap();
    (folder, path, who, store)
}

#[tokio::test]
async fn a_sealed_file_and_a_sealed_database_conform() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let who = keys();
    let times: [&dyn LeaseTime; 2] = [&CallersTime::default(), &ServersTime(url.clone())];
    for (place, time) in [format!("sqlite:{}", path.display()), url]
        .iter()
        .zip(times)
    {
        let place: StatePlace = place.parse().unwrap();
        reseal(place.open(None).await.unwrap().as_ref(), &who).await;
        let store = place.open(Some(&who)).await.unwrap();
        assert_eq!(store.seal(), SealState::Open);
        conforms(store.as_ref(), time).await;
        for check in [
            store.verify_journal().await.unwrap(),
            place
                .open(None)
                .await
                .unwrap()
                .verify_journal()
                .await
                .unwrap(),
        ] {
            assert_eq!(check.errors, []);
            assert_eq!((check.entries, check.open_intents), (27, 4));
        }
        store.close().await;
    }
    assert_eq!(readable(&path), [""; 0]);
}

#[tokio::test]
async fn nothing_recorded_can_be_read_in_the_file_or_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let store = SqliteStore::open(&path).await.unwrap();
    used(&store).await;
    assert_eq!(readable(&path), CANARIES, "a plain state shows them all");
    let who = keys();
    let sum = reseal(&store, &who).await;
    assert_eq!((sum.tenancies, sum.entries, sum.resources), (1, 6, 1));
    assert_eq!(readable(&path), [""; 0], "what was there before is gone");
    drop(store);

    let store = SqliteStore::open_with(&path, Some(&who)).await.unwrap();
    let whose = tenancy("acme");
    let lease = store.lock(&whose, "hanako", at(9), TTL_MS).await.unwrap();
    let put = RecordChange::Put(Box::new(resource(&whose, "b", "vpc-canary")));
    store
        .end(&lease, &completion("t-3", &done("vpc-canary"), put))
        .await
        .unwrap();
    assert_eq!(store.recorded(&whose).await.unwrap().resources.len(), 2);
    assert_eq!(readable(&path), [""; 0], "while it is open");
    assert!(
        !export(&store).await.contains("canary"),
        "an export stays sealed"
    );
    store.close().await;
    assert_eq!(readable(&path), [""; 0], "after it is closed");
}

#[tokio::test]
async fn without_the_right_key_nothing_is_read_or_written() {
    let (_folder, path, who, store) = sealed().await;
    let before = export(&store).await;
    store.close().await;
    let refused = SqliteStore::open_with(&path, Some(&keys())).await;
    assert!(matches!(refused, Err(StoreError::WrongKey)), "{refused:?}");

    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.seal(), SealState::Shut);
    let whose = tenancy("acme");
    assert!(matches!(
        store.recorded(&whose).await,
        Err(StoreError::KeyMissing)
    ));
    assert!(matches!(
        store.open_intents(&whose).await,
        Err(StoreError::KeyMissing)
    ));
    assert!(matches!(
        store.journal(&whose, 9).await,
        Err(StoreError::KeyMissing)
    ));
    let lease = store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
    let began = store.begin(&lease, &[intent(&whose, "t-9", "c")]).await;
    assert!(matches!(began, Err(StoreError::KeyMissing)), "{began:?}");
    let broken = store.break_lock(&whose, "away", at(0)).await;
    assert!(matches!(broken, Err(StoreError::KeyMissing)), "{broken:?}");
    store.unlock(&lease).await.unwrap();
    let opened = store.reseal(Target::Plain, at(9)).await;
    assert!(matches!(opened, Err(StoreError::KeyMissing)), "{opened:?}");
    let check = store.verify_journal().await.unwrap();
    assert_eq!((check.seal, check.errors), (SealState::Shut, Vec::new()));
    let fence = |text: &str| text.replacen("\"fence\":2,", "\"fence\":1,", 1);
    let bodies = |text: &str| text.lines().filter(|l| l.contains("body")).count();
    assert_eq!(
        bodies(&export(&store).await),
        bodies(&before),
        "{}",
        fence(&before)
    );
    store.close().await;

    let store = SqliteStore::open_with(&path, Some(&who)).await.unwrap();
    assert_eq!(store.recorded(&whose).await.unwrap().resources.len(), 1);
    assert_eq!(
        store.open_intents(&whose).await.unwrap(),
        [intent(&whose, "t-3", "b")]
    );
}

#[tokio::test]
async fn sealing_is_refused_while_somebody_works_and_for_keys_nobody_here_has() {
    let store = SqliteStore::in_memory().await.unwrap();
    used(&store).await;
    let (mine, others) = (keys(), keys().recipients());
    let before = export(&store).await;
    let to = Target::Sealed {
        recipients: &others,
        identities: &mine,
    };
    let refused = store.reseal(to, at(9)).await;
    assert!(matches!(refused, Err(StoreError::WrongKey)), "{refused:?}");
    assert_eq!(export(&store).await, before, "nothing half written");

    let whose = tenancy("acme");
    let lease = store.lock(&whose, "taro", at(9), TTL_MS).await.unwrap();
    let both = Recipients::new(&[mine.recipients().texts(), others.texts()].concat()).unwrap();
    let to = Target::Sealed {
        recipients: &both,
        identities: &mine,
    };
    let refused = store.reseal(to, at(9)).await;
    assert!(
        matches!(refused, Err(StoreError::Locked { .. })),
        "{refused:?}"
    );
    store.unlock(&lease).await.unwrap();
    store.reseal(to, at(9)).await.unwrap();
}

#[tokio::test]
async fn who_opened_a_state_before_it_was_sealed_otherwise_writes_nothing() {
    let cluster = Cluster::shared();
    let url: ServerUrl = cluster.database().await.parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let who = keys();
    let server = PostgresStore::open(&url).await.unwrap();
    let file = SqliteStore::open(&path).await.unwrap();
    let stores: [&dyn StateStore; 2] = [&server, &file];
    for store in stores {
        used(store).await;
        reseal(store, &who).await;
        for vendor in ["acme", "never-seen"] {
            let refused = store.lock(&tenancy(vendor), "taro", at(9), TTL_MS).await;
            assert!(
                matches!(refused, Err(StoreError::Resealed)),
                "{vendor}: {refused:?}"
            );
        }
        let read = store.recorded(&tenancy("acme")).await;
        assert!(matches!(read, Err(StoreError::Resealed)), "{read:?}");
        let again = store.reseal(Target::Plain, at(9)).await;
        assert!(matches!(again, Err(StoreError::Resealed)), "{again:?}");
    }
    server.close().await;
}

#[tokio::test]
async fn a_new_key_shuts_out_the_old_one_and_plain_again_is_as_it_was() {
    let (_folder, path, old, store) = sealed().await;
    let plain = SqliteStore::in_memory().await.unwrap();
    used(&plain).await;
    let first = plain.verify_journal().await.unwrap().chains;

    let new = keys();
    reseal(&store, &new).await;
    store.close().await;
    let refused = SqliteStore::open_with(&path, Some(&old)).await;
    assert!(matches!(refused, Err(StoreError::WrongKey)), "{refused:?}");
    let store = SqliteStore::open_with(&path, Some(&new)).await.unwrap();
    let check = store.verify_journal().await.unwrap();
    assert!(check.is_sound(), "{:?}", check.errors);
    let recipients: Vec<_> = check
        .sealings
        .iter()
        .map(|s| s.recipients.clone())
        .collect();
    assert_eq!(
        recipients,
        [old.recipients().texts(), new.recipients().texts()]
    );
    assert_eq!(
        check.sealings[0].former, first,
        "where the chains ended is kept"
    );

    store.reseal(Target::Plain, at(10)).await.unwrap();
    store.close().await;
    let store = SqliteStore::open(&path).await.unwrap();
    let check = store.verify_journal().await.unwrap();
    assert!(check.is_sound(), "{:?}", check.errors);
    assert_eq!(
        check.chains, first,
        "the plain rows have the hashes they had"
    );
    assert_eq!(
        store.recorded(&tenancy("acme")).await.unwrap(),
        plain.recorded(&tenancy("acme")).await.unwrap()
    );
}

#[tokio::test]
async fn a_sealed_state_moves_sealed_without_a_key_and_into_no_other() {
    let (_folder, _path, who, store) = sealed().await;
    let text = export(&store).await;
    let cluster = Cluster::shared();
    let url: ServerUrl = cluster.database().await.parse().unwrap();
    let server = PostgresStore::open(&url).await.unwrap();
    server.import("backup", &mut text.as_bytes()).await.unwrap();
    server.close().await;
    let server = PostgresStore::open_with(&url, Some(&who)).await.unwrap();
    assert!(export(&server).await == text, "the same bytes come out");
    let whose = tenancy("acme");
    assert_eq!(
        server.recorded(&whose).await.unwrap(),
        store.recorded(&whose).await.unwrap()
    );
    assert!(server.verify_journal().await.unwrap().is_sound());
    server.close().await;

    let plain = SqliteStore::in_memory().await.unwrap();
    let other = tenancy("other");
    let lease = plain.lock(&other, "taro", at(0), TTL_MS).await.unwrap();
    plain
        .begin(&lease, &[intent(&other, "t-1", "a")])
        .await
        .unwrap();
    let plain_text = export(&plain).await;
    let refused = plain.import("backup", &mut text.as_bytes()).await;
    assert!(
        matches!(refused, Err(StoreError::SealedOtherwise)),
        "{refused:?}"
    );
    let refused = store.import("backup", &mut plain_text.as_bytes()).await;
    assert!(
        matches!(refused, Err(StoreError::SealedOtherwise)),
        "{refused:?}"
    );
    assert!(store.verify_journal().await.unwrap().is_sound());
}

/// What whoever can write to the database but has no key can try.
#[tokio::test]
async fn rows_of_a_sealed_state_cannot_be_exchanged_replayed_or_made_plain() {
    for (sql, shows_without_key) in [
        // A body from another row, and an older body of the same resource.
        (
            "UPDATE journal SET body = (SELECT body FROM journal WHERE seq = 1) WHERE seq = 3",
            true,
        ),
        (
            "UPDATE resource SET body = (SELECT body FROM journal WHERE seq = 3)",
            true,
        ),
        ("UPDATE resource SET address = address || 'b'", true),
        ("UPDATE resource SET kind = 'aws.ec2.subnet'", false),
        ("UPDATE resource SET id = 'vpc-1'", true),
        ("UPDATE resource SET body = '{}'", true),
        ("UPDATE journal SET body = '{}' WHERE seq = 5", true),
        ("UPDATE tenancy SET seal = ''", true),
    ] {
        let (_folder, path, who, store) = sealed().await;
        store.close().await;
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .foreign_keys(false);
        let mut connection = options.connect().await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
        let shut = SqliteStore::open(&path).await.unwrap();
        let found = shut.verify_journal().await.unwrap();
        assert_eq!(!found.is_sound(), shows_without_key, "{sql}: {found:?}");
        let open = SqliteStore::open_with(&path, Some(&who)).await.unwrap();
        let found = open.verify_journal().await.unwrap();
        assert!(!found.is_sound(), "{sql}");
        if sql.contains("UPDATE resource") && !sql.contains("SET id") {
            let read = open.recorded(&tenancy("acme")).await;
            assert!(
                matches!(read, Err(StoreError::Corrupt(_))),
                "{sql}: {read:?}"
            );
        }
    }
}

/// A chain that was rewritten, hash by hash, holds for those without the key and for no other.
#[tokio::test]
async fn a_rewritten_chain_does_not_open() {
    let (_folder, _path, who, store) = sealed().await;
    let text = export(&store).await;
    let honest = SqliteStore::in_memory().await.unwrap();
    honest.import("backup", &mut text.as_bytes()).await.unwrap();

    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let place: ServerUrl = url.parse().unwrap();
    let server = PostgresStore::open(&place).await.unwrap();
    server.import("backup", &mut text.as_bytes()).await.unwrap();
    server.close().await;
    let mut connection = connect(&url).await;
    // The second row claims another run; hashes after it are made to fit.
    connection
        .execute(
            "SET search_path = gabakura;
             UPDATE journal SET run = 'run-other' WHERE seq = 3;
             DO $$ DECLARE r record; before text := ''; said text; BEGIN
               FOR r IN SELECT * FROM journal ORDER BY seq LOOP
                 SELECT string_agg(COALESCE(octet_length(c) || ':' || c, '-'), '' ORDER BY n)
                   INTO said FROM unnest(ARRAY[r.tenancy, r.seq::text, r.event, r.run, r.token,
                     r.address, r.fence::text, r.at, r.body, before]) WITH ORDINALITY AS u(c, n);
                 said := encode(sha256(convert_to(said, 'UTF8')), 'hex');
                 UPDATE journal SET prev_hash = before, hash = said WHERE seq = r.seq;
                 before := said;
               END LOOP;
               UPDATE tenancy SET journal_hash = before;
             END $$",
        )
        .await
        .unwrap();
    connection.close().await.unwrap();
    let shut = PostgresStore::open(&place).await.unwrap();
    assert_eq!(shut.verify_journal().await.unwrap().errors, []);
    let open = PostgresStore::open_with(&place, Some(&who)).await.unwrap();
    let errors = open.verify_journal().await.unwrap().errors;
    let rows: Vec<_> = errors.iter().filter_map(|error| error.seq).collect();
    assert_eq!(
        rows[..4],
        [3, 4, 5, 6],
        "the row and all after it: {errors:?}"
    );
    shut.close().await;
    open.close().await;
}

#[tokio::test]
async fn a_file_of_the_first_format_becomes_one_of_this() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let store = SqliteStore::open(&path).await.unwrap();
    used(&store).await;
    let before = export(&store).await;
    store.close().await;
    let mut connection = SqliteConnectOptions::new()
        .filename(&path)
        .connect()
        .await
        .unwrap();
    connection
        .execute(
            "DROP TABLE sealing; ALTER TABLE tenancy DROP COLUMN seal;
             DELETE FROM _sqlx_migrations WHERE version = 2; PRAGMA user_version = 1",
        )
        .await
        .unwrap();
    connection.close().await.unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    assert!(export(&store).await == before);
    assert!(store.verify_journal().await.unwrap().is_sound());
}
