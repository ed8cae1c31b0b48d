//! Meddling with the tables or the file shows, and shows where.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use gabakura_model::port::{RecordChange, Store};
use gabakura_store::conformance::{at, completion, done, intent, resource, tenancy};
use gabakura_store::{JournalError, PostgresStore, SqliteStore, StateStore};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, query, query_as};

use crate::cluster::{Cluster, connect, open};
use crate::sealed::{keys, reseal};

/// One resource made, one intent open, one lock broken: four rows of a journal.
async fn used(store: &dyn StateStore) {
    let whose = tenancy("acme");
    let lease = store.lock(&whose, "taro", at(0), 60_000).await.unwrap();
    let noted = [intent(&whose, "t-1", "a"), intent(&whose, "t-2", "b")];
    store.begin(&lease, &noted).await.unwrap();
    let put = RecordChange::Put(Box::new(resource(&whose, "a", "vpc-1")));
    store
        .end(&lease, &completion("t-1", &done("vpc-1"), put))
        .await
        .unwrap();
    store
        .break_lock(&whose, "taro is away", at(5))
        .await
        .unwrap();
}

/// Every way to change one column of one journal row, and the rows where that must show.
fn changes() -> Vec<(String, i64)> {
    let mut all = Vec::new();
    for row in 1..=4 {
        let mut set = |change: &str| {
            all.push((
                format!("UPDATE journal SET {change} WHERE seq = {row}"),
                row,
            ));
        };
        for column in ["body", "prev_hash", "hash"] {
            set(&format!("{column} = {column} || ' '"));
            set(&format!("{column} = 'ab'"));
        }
        for column in ["run", "token", "address", "at"] {
            set(&format!("{column} = COALESCE({column}, '') || 'x'"));
        }
        set("at = NULL, run = NULL, token = COALESCE(token || 'y', 'y')");
        set("fence = fence + 1");
        set("event = CASE event WHEN 'end' THEN 'settled' ELSE 'doubt' END");
        set("seq = seq + 10");
    }
    all
}

fn names_the_row(errors: &[JournalError], row: i64) -> bool {
    let at = |error: &JournalError| error.seq;
    let rows: Vec<i64> = errors.iter().filter_map(at).collect();
    // A row that was moved shows at its new place and at the gap it left.
    rows.contains(&row) || rows.contains(&(row + 10))
}

#[tokio::test]
async fn no_column_of_a_sqlite_journal_can_change_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let store = SqliteStore::open(&path).await.unwrap();
    used(&store).await;
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .foreign_keys(false);
    let mut connection = options.connect().await.unwrap();
    connection
        .execute("PRAGMA ignore_check_constraints = ON; CREATE TABLE kept AS SELECT * FROM journal")
        .await
        .unwrap();
    for (sql, row) in changes() {
        connection
            .execute(AssertSqlSafe(sql.as_str()))
            .await
            .unwrap();
        let errors = store.verify_journal().await.unwrap().errors;
        assert!(names_the_row(&errors, row), "{sql}: {errors:?}");
        connection
            .execute("DELETE FROM journal; INSERT INTO journal SELECT * FROM kept")
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
    assert!(store.verify_journal().await.unwrap().is_sound());
}

#[tokio::test]
async fn no_column_of_a_postgres_journal_can_change_unnoticed() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let store = open(&url).await;
    used(&store).await;
    let mut connection = connect(&url).await;
    connection
        .execute(
            "SET search_path = gabakura; SET session_replication_role = replica;
             ALTER TABLE journal DROP CONSTRAINT journal_check;
             CREATE TABLE public.kept AS SELECT * FROM journal",
        )
        .await
        .unwrap();
    for (sql, row) in changes() {
        connection
            .execute(AssertSqlSafe(sql.as_str()))
            .await
            .unwrap();
        let errors = store.verify_journal().await.unwrap().errors;
        assert!(names_the_row(&errors, row), "{sql}: {errors:?}");
        connection
            .execute("DELETE FROM journal; INSERT INTO journal SELECT * FROM public.kept")
            .await
            .unwrap();
    }
    for (sql, expected) in [
        ("UPDATE resource SET id = 'vpc-2'", "not what was written"),
        (
            "UPDATE resource SET body = body || ' '",
            "not what was written",
        ),
        ("DELETE FROM resource", "is missing"),
        ("DELETE FROM open_intent", "open but not listed"),
        ("UPDATE tenancy SET serial = 7", "the journal says 1"),
        ("UPDATE tenancy SET fence = 0", "the newest lock was 0"),
        (
            "UPDATE tenancy SET journal_hash = ''",
            "does not end at row 4",
        ),
        (
            "INSERT INTO journal SELECT 'x', seq, event, run, token || 'x', address, fence, at,
                body, prev_hash, hash FROM journal WHERE seq = 1",
            "belong to no tenancy",
        ),
    ] {
        connection.execute("BEGIN").await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.execute("COMMIT").await.unwrap();
        let errors = store.verify_journal().await.unwrap().errors;
        assert!(
            errors.iter().any(|error| error.problem.contains(expected)),
            "{sql}: {errors:?}"
        );
    }
    store.close().await;
}

/// Every text that is kept, and the number its rows are found by. Of a journal row the check must
/// name which it is; its tenancy takes it out of the journal.
const TEXTS: [(&str, &str, &[&str]); 5] = [
    (
        "journal",
        "seq",
        &[
            "event",
            "run",
            "token",
            "address",
            "at",
            "body",
            "prev_hash",
            "hash",
        ],
    ),
    ("journal", "seq", &["tenancy"]),
    (
        "resource",
        "seq",
        &["tenancy", "address", "kind", "id", "body"],
    ),
    ("open_intent", "seq", &["tenancy", "token"]),
    (
        "tenancy",
        "journal_seq",
        &["tenancy", "journal_hash", "seal"],
    ),
];

/// The text with one byte of it changed.
fn changed(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] ^= 1;
    String::from_utf8(bytes).unwrap()
}

/// Changes each byte of each text once: the same position in every row that is so long.
macro_rules! change_every_byte {
    ($store:expr, $connection:expr) => {{
        let (store, whose, mut bytes) = (&$store, tenancy("acme"), 0);
        for (table, key, columns) in TEXTS {
            for column in columns {
                let all = format!("SELECT {key}, {column} FROM {table} WHERE {column} <> ''");
                let set = format!("UPDATE {table} SET {column} = $1 WHERE {key} = $2");
                let rows: Vec<(i64, String)> = query_as(AssertSqlSafe(all))
                    .fetch_all(&mut $connection)
                    .await
                    .unwrap();
                for at in 0..rows.iter().map(|(_, text)| text.len()).max().unwrap_or(0) {
                    let hit = rows.iter().filter(|(_, text)| at < text.len());
                    for (row, text) in hit.clone() {
                        let set = query(AssertSqlSafe(set.as_str())).bind(changed(text, at));
                        set.bind(row).execute(&mut $connection).await.unwrap();
                        bytes += 1;
                    }
                    let errors = store.verify_journal().await.unwrap().errors;
                    for (row, _) in hit.clone() {
                        let found = match (table, *column) {
                            ("journal", "tenancy") => !errors.is_empty(),
                            ("journal", _) => names_the_row(&errors, *row),
                            _ => !errors.is_empty(),
                        };
                        assert!(found, "{table}.{column} {row}, byte {at}: {errors:?}");
                    }
                    // Whoever reads it gets an answer or a refusal.
                    let _ = store.recorded(&whose).await;
                    let _ = store.open_intents(&whose).await;
                    let _ = store.journal(&whose, 10).await;
                    for (row, text) in hit {
                        let set = query(AssertSqlSafe(set.as_str())).bind(text).bind(row);
                        set.execute(&mut $connection).await.unwrap();
                    }
                }
            }
        }
        assert!(store.verify_journal().await.unwrap().is_sound());
        bytes
    }};
}

#[tokio::test]
async fn no_byte_of_any_text_in_a_sqlite_state_can_change_unnoticed() {
    for sealed in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let mut store = SqliteStore::open(&path).await.unwrap();
        used(&store).await;
        if sealed {
            let who = keys();
            reseal(&store, &who).await;
            store = SqliteStore::open_with(&path, Some(&who)).await.unwrap();
        }
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .foreign_keys(false);
        let mut connection = options.connect().await.unwrap();
        connection
            .execute("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
            .await
            .unwrap();
        let bytes = change_every_byte!(store, connection);
        assert!(bytes > 2_500, "{bytes}");
    }
}

#[tokio::test]
async fn no_byte_of_any_text_in_a_postgres_state_can_change_unnoticed() {
    let cluster = Cluster::shared();
    for sealed in [false, true] {
        let url = cluster.database().await;
        let mut store = open(&url).await;
        used(&store).await;
        if sealed {
            let who = keys();
            reseal(&store, &who).await;
            store.close().await;
            store = PostgresStore::open_with(&url.parse().unwrap(), Some(&who))
                .await
                .unwrap();
        }
        let mut connection = connect(&url).await;
        connection
            .execute(
                "SET search_path = gabakura; SET session_replication_role = replica;
                 SET synchronous_commit = off; ALTER TABLE journal
                    DROP CONSTRAINT journal_check, DROP CONSTRAINT journal_event_check",
            )
            .await
            .unwrap();
        let bytes = change_every_byte!(store, connection);
        assert!(bytes > 2_500, "{bytes}");
        store.close().await;
    }
}

/// Changes each byte of the file itself, wherever text of the journal lies in it.
#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_the_file_s_journal_can_change_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    let store = SqliteStore::open(&path).await.unwrap();
    used(&store).await;
    let rows = store.journal(&tenancy("acme"), 10).await.unwrap();
    store.close().await;
    // Without what SQLite leaves of rows it moved: copies that nobody reads.
    let options = SqliteConnectOptions::new().filename(&path);
    let mut connection = options.connect().await.unwrap();
    connection.execute("VACUUM").await.unwrap();
    connection.close().await.unwrap();
    let whole: Arc<[u8]> = fs::read(&path).unwrap().into();
    let mut tasks = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        // Newest first. A row's own hash stands once more in the row after it, before that one's.
        let after = n.checked_sub(1).map(|newer| rows[newer].hash.as_str());
        let end_text = format!("{}{}", row.prev_hash, row.hash);
        let hashes = places(&whole, end_text.as_bytes())
            .find(|at| {
                let rest = &whole[at + end_text.len()..];
                after.is_none_or(|hash| !rest.starts_with(hash.as_bytes()))
            })
            .unwrap();
        // Between tenancy and event lies the position, in a byte or none.
        let event = row.event.as_str().as_bytes();
        let (tenancy, length) = (row.tenancy.to_string(), row.tenancy.to_string().len());
        let start = places(&whole[..hashes], tenancy.as_bytes())
            .filter(|at| (0..2).any(|gap| whole[at + length + gap..].starts_with(event)))
            .last()
            .unwrap();
        let (whole, seq) = (Arc::clone(&whole), row.seq);
        let other = folder.path().join(format!("{n}.db"));
        let key_end = start + length + 1;
        let end = hashes + end_text.len();
        tasks.push(tokio::spawn(change_each(
            whole,
            other,
            start..end,
            key_end,
            seq,
        )));
    }
    let mut found = 0;
    for task in tasks {
        found += task.await.unwrap();
    }
    assert!(found > 2_000, "the bytes of four rows, not {found}");
}

/// Changes each byte of a row; returns how often a file could be read and the change was found.
async fn change_each(
    whole: Arc<[u8]>,
    other: PathBuf,
    bytes: Range<usize>,
    key_end: usize,
    seq: i64,
) -> usize {
    let (start, mut found) = (bytes.start, 0);
    for at in bytes {
        let mut changed = whole.to_vec();
        changed[at] ^= 1;
        fs::write(&other, &changed).unwrap();
        let Ok(store) = SqliteStore::open(&other).await else {
            continue;
        };
        // What is no text any more cannot be read; all else is found.
        if let Ok(check) = store.verify_journal().await {
            // A row's key SQLite reads from its index, and finds it by comparing the two.
            let elsewhere = at < key_end && !check.is_sound();
            assert!(
                elsewhere || names_the_row(&check.errors, seq),
                "row {seq}, byte {}: {:?}",
                at - start,
                check.errors
            );
            found += 1;
        }
        store.close().await;
    }
    found
}

/// Where a text stands.
fn places<'b>(bytes: &'b [u8], text: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    let all = bytes.windows(text.len()).enumerate();
    all.filter(move |(_, window)| *window == text)
        .map(|(at, _)| at)
}
