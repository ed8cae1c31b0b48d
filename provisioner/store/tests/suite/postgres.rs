//! The PostgreSQL store: its promises, its server, and what it does with other databases.

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::outcome::Outcome;
use gabakura_model::port::{RecordChange, Store, StoreError};
use gabakura_store::conformance::{
    LeaseTime, at, completion, conforms, done, intent, resource, tenancy,
};
use gabakura_store::{PostgresStore, ServerUrl, StateStore};
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::cluster::{Cluster, connect, open};

const TTL_MS: u64 = 60_000;

/// The server's time. It passes by moving every lock back.
pub struct ServersTime(pub String);

#[async_trait]
impl LeaseTime for ServersTime {
    fn now(&self) -> Timestamp {
        // A caller whose clock is wrong by a year: nobody may care.
        at(0)
    }

    async fn pass(&self, seconds: i64) {
        let earlier = format!(
            "UPDATE gabakura.lock SET since = {}, until = {}",
            moved("since", seconds),
            moved("until", seconds)
        );
        let mut connection = connect(&self.0).await;
        connection.execute(AssertSqlSafe(earlier)).await.unwrap();
        connection.close().await.unwrap();
    }
}

fn moved(column: &str, seconds: i64) -> String {
    written(&format!("{column}::timestamptz - interval '{seconds} s'"))
}

/// A time in SQL, as the store writes it.
fn written(time: &str) -> String {
    format!("to_char(({time}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
}

async fn servers_now(url: &str) -> Timestamp {
    let mut connection = connect(url).await;
    let sql = format!("SELECT {}", written("clock_timestamp()"));
    let now: String = sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_one(&mut connection)
        .await
        .unwrap();
    now.parse().unwrap()
}

#[tokio::test]
async fn a_database_conforms_and_its_journal_is_sound() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let store = open(&url).await;
    conforms(&store, &ServersTime(url)).await;
    let check = store.verify_journal().await.unwrap();
    assert_eq!(check.errors, []);
    assert_eq!((check.entries, check.open_intents), (27, 4));
    store.close().await;
}

#[tokio::test]
async fn a_lease_runs_by_the_servers_clock() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let store = open(&url).await;
    let whose = tenancy("acme");
    let before = servers_now(&url).await;
    store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
    // A clock that is far ahead ends nobody's lease.
    let ahead = store.lock(&whose, "hanako", Timestamp::MAX, TTL_MS).await;
    assert!(matches!(ahead, Err(StoreError::Locked { .. })), "{ahead:?}");
    let [lock] = &store.locks().await.unwrap()[..] else {
        panic!("one lock is held");
    };
    let after = servers_now(&url).await;
    assert!(
        (before..=after).contains(&lock.since),
        "since {}, taken between {before} and {after}",
        lock.since
    );
    assert_eq!(lock.until.duration_since(lock.since).as_millis(), 60_000);
    store.close().await;
}

#[tokio::test]
async fn a_socket_will_do() {
    let cluster = Cluster::shared();
    let url = cluster.socket_url(&cluster.database().await);
    let store = open(&url).await;
    store
        .lock(&tenancy("acme"), "taro", at(0), 1)
        .await
        .unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_may_open_a_database_that_is_empty_yet() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let opened: Vec<_> = (0..16)
        .map(|_| {
            let url: ServerUrl = url.parse().unwrap();
            tokio::spawn(async move { PostgresStore::open(&url).await })
        })
        .collect();
    for task in opened {
        let store = task.await.unwrap().unwrap();
        assert_eq!(store.tenancies().await.unwrap(), []);
        store.close().await;
    }
    let mut connection = connect(&url).await;
    let steps: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM gabakura._sqlx_migrations")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(steps, 2, "the schema was made once");
}

#[tokio::test]
async fn other_schemas_are_refused_and_left_alone() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let parsed: ServerUrl = url.parse().unwrap();
    let mut connection = connect(&url).await;
    connection
        .execute("CREATE SCHEMA gabakura; CREATE TABLE gabakura.theirs (a INT)")
        .await
        .unwrap();
    match PostgresStore::open(&parsed).await {
        Err(StoreError::NotOurs { path, problem }) => {
            assert_eq!(problem, "its schema `gabakura` belongs to something else");
            assert_eq!(path, url);
        }
        other => panic!("{other:?}"),
    }
    let tables: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'gabakura'",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(tables, 1);

    connection
        .execute("DROP SCHEMA gabakura CASCADE")
        .await
        .unwrap();
    open(&url).await.close().await;
    connection
        .execute("UPDATE gabakura._sqlx_migrations SET version = 99 WHERE version = 2")
        .await
        .unwrap();
    let newer = PostgresStore::open(&parsed).await.unwrap_err();
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
    connection
        .execute(
            "UPDATE gabakura._sqlx_migrations SET version = 2, checksum = 'x'
             WHERE version = 99",
        )
        .await
        .unwrap();
    let other = PostgresStore::open(&parsed).await;
    assert!(
        matches!(other, Err(StoreError::NotOurs { .. })),
        "{other:?}"
    );
}

#[tokio::test]
async fn a_server_that_forgets_is_refused() {
    let cluster = Cluster::start("fsync = off");
    let url: ServerUrl = cluster.url("postgres").parse().unwrap();
    match PostgresStore::open(&url).await {
        Err(StoreError::Unreachable { problem, .. }) => assert!(problem.contains("fsync = off")),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_role_that_forgets_is_overruled() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let mut connection = connect(&url).await;
    let name = url.rsplit('/').next().unwrap();
    let careless = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    connection.execute(AssertSqlSafe(careless)).await.unwrap();
    let store = open(&url).await;
    let lease = store
        .lock(&tenancy("acme"), "taro", at(0), TTL_MS)
        .await
        .unwrap();
    // What our sessions run with shows in a trigger: it runs in them.
    connection
        .execute(
            "CREATE TABLE gabakura.seen (word TEXT);
             CREATE FUNCTION gabakura.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO gabakura.seen VALUES (current_setting('synchronous_commit'));
                RETURN NULL; END $$;
             CREATE TRIGGER see AFTER INSERT ON gabakura.journal EXECUTE FUNCTION gabakura.see();",
        )
        .await
        .unwrap();
    store
        .begin(&lease, &[intent(&lease.tenancy, "t-1", "a")])
        .await
        .unwrap();
    let seen: Vec<String> = sqlx::query_scalar("SELECT word FROM gabakura.seen")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(seen, ["on"]);
}

#[tokio::test]
async fn a_password_is_in_no_message() {
    let cluster = Cluster::shared();
    let url = cluster
        .url("no_such_database")
        .replace("gabakura@", "gabakura:hunter2@");
    let url: ServerUrl = url.parse().unwrap();
    let error = PostgresStore::open(&url).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(!format!("{error} {error:?} {url:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_deadlock_or_an_ended_session_is_tried_again() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let store = open(&url).await;
    let lease = store
        .lock(&tenancy("acme"), "taro", at(0), TTL_MS)
        .await
        .unwrap();
    let mut connection = connect(&url).await;
    // The server refuses the first three times, each in its own way.
    connection
        .execute(
            "CREATE SEQUENCE gabakura.times;
             CREATE FUNCTION gabakura.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
             DECLARE time BIGINT := nextval('gabakura.times');
             BEGIN
                IF time = 1 THEN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END IF;
                IF time = 2 THEN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END IF;
                IF time = 3 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                RETURN NULL; END $$;
             CREATE TRIGGER refuse AFTER INSERT ON gabakura.journal
                EXECUTE FUNCTION gabakura.refuse();",
        )
        .await
        .unwrap();
    store
        .begin(&lease, &[intent(&lease.tenancy, "t-1", "a")])
        .await
        .unwrap();
    let open = store.open_intents(&lease.tenancy).await.unwrap();
    assert_eq!(open.len(), 1);
    let times: i64 = sqlx::query_scalar("SELECT last_value FROM gabakura.times")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(times, 4);
    assert!(store.verify_journal().await.unwrap().is_sound());
}

#[tokio::test]
async fn what_cannot_be_read_is_corrupt_not_absent() {
    let cluster = Cluster::shared();
    let url = cluster.database().await;
    let store = open(&url).await;
    let whose = tenancy("acme");
    let lease = store.lock(&whose, "taro", at(0), TTL_MS).await.unwrap();
    let noted = [intent(&whose, "t-1", "a"), intent(&whose, "t-2", "b")];
    store.begin(&lease, &noted).await.unwrap();
    let put = RecordChange::Put(Box::new(resource(&whose, "a", "vpc-1")));
    store
        .end(&lease, &completion("t-1", &done("vpc-1"), put))
        .await
        .unwrap();
    let mut connection = connect(&url).await;
    for sql in [
        "UPDATE gabakura.resource SET body = '{}'",
        "UPDATE gabakura.resource SET address = 'nowhere'",
        "UPDATE gabakura.journal SET body = '{' WHERE seq = 2",
    ] {
        connection.execute(sql).await.unwrap();
    }
    let read = store.recorded(&whose).await;
    assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    let read = store.open_intents(&whose).await;
    assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    let gone = Outcome::Done { made: None };
    let ended = store
        .end(&lease, &completion("t-2", &gone, RecordChange::Keep))
        .await;
    assert!(matches!(ended, Err(StoreError::Corrupt(_))), "{ended:?}");
}
