//! Entering the database, and recognising schemas that are not ours.

use std::time::Duration;

use gabakura_model::port::StoreError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool, query_as, raw_sql};

use super::error::{is_transient, store_error, unreachable_because};
use super::url::ServerUrl;
use crate::error::{Error, failed, not_ours};
use crate::format::{FORMAT, migrator};
use crate::retry::Retry;

/// Begins a transaction that may write. Each statement sees what was committed before it, and the
/// row held first keeps others out: nothing more is needed, whatever the server's default is.
pub(super) const WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// Connections of one process: as many as tenancies are applied side by side. More would only
/// wait for the rows that others hold.
const CONNECTIONS_MAX: u32 = 8;
/// How long a task waits for a connection, a server that is starting included. The call is
/// bounded as a whole besides.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// Keeps processes that open a new database at once from making its schema twice: `gaba` in
/// ASCII. Only ours take it.
const MIGRATION_LOCK: i64 = 0x6761_6261;

/// The settings of every connection.
///
/// - `synchronous_commit`: a commit is on disk before it is confirmed; `remote_apply` is stricter
///   and stays.
/// - `idle_in_transaction_session_timeout`: a process that was frozen in the middle of a write
///   must not keep its tenancy's row from others.
/// - `tcp_*`: a client that vanished is noticed in a minute, and its row is let go.
const SESSION: &str = "SELECT set_config('search_path', 'gabakura', false),
    set_config('synchronous_commit',
        CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply'
        ELSE 'on' END, false),
    set_config('idle_in_transaction_session_timeout', '60s', false),
    set_config('tcp_keepalives_idle', '30', false),
    set_config('tcp_keepalives_interval', '10', false),
    set_config('tcp_keepalives_count', '3', false)";

/// Enters the database, makes or updates the schema, and opens the pool.
pub(super) async fn database(url: &ServerUrl) -> Result<PgPool, StoreError> {
    let name = url.to_string();
    let options = match url.options.get_application_name() {
        Some(_) => (*url.options).clone(),
        None => url.options.clone().application_name("gabakura"),
    };
    // An error of the network, such as a name that does not resolve, is reported at once; a server
    // that answers that it is starting, or full, is waited for.
    let mut retry = Retry::while_transient(|error| {
        matches!(error, sqlx::Error::Database(_)) && is_transient(error)
    });
    loop {
        let result = prepare(&options, &name).await;
        if let Some(result) = retry.judge(result).await {
            result.map_err(|error| store_error(error, &name))?;
            break;
        }
    }
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A dead connection shows in the call itself, which is then made again: no ping first.
        .test_before_acquire(false)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(SESSION).await.map(drop) })
        });
    Ok(pool.connect_lazy_with(options))
}

/// Checks the server, then the schema.
async fn prepare(options: &PgConnectOptions, name: &str) -> Result<(), Error> {
    let mut connection = options.connect().await.map_err(failed("opened"))?;
    check_server(&mut connection, name).await?;
    connection
        .execute(SESSION)
        .await
        .map_err(failed("opened"))?;
    if found_format(&mut connection, name).await? != Some(FORMAT) {
        migrate(&mut connection, name).await?;
    }
    // The server forgets a connection by itself; a goodbye that fails changes nothing.
    let _ = connection.close().await;
    Ok(())
}

/// Refuses a server that would forget what it confirmed, or cannot be written to.
async fn check_server(connection: &mut PgConnection, name: &str) -> Result<(), Error> {
    let (fsync, encoding, standby): (String, String, bool) = query_as(
        "SELECT current_setting('fsync'), current_setting('server_encoding'), pg_is_in_recovery()",
    )
    .fetch_one(connection)
    .await
    .map_err(failed("opened"))?;
    let problem = if fsync != "on" {
        "the server runs with `fsync = off`: a crash would lose what it confirmed"
    } else if encoding != "UTF8" {
        "the database's encoding is not UTF8"
    } else if standby {
        "the server is a standby and cannot be written to; name the primary"
    } else {
        return Ok(());
    };
    Err(unreachable_because(name, problem).into())
}

/// The format of our schema; `None` where there is no schema yet.
async fn found_format(connection: &mut PgConnection, name: &str) -> Result<Option<i64>, Error> {
    let (schema, list): (bool, bool) = query_as(
        // Not `to_regnamespace`: it answers from a cache, which may predate our lock.
        "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'gabakura'),
                EXISTS (SELECT 1 FROM pg_tables
                    WHERE schemaname = 'gabakura' AND tablename = '_sqlx_migrations')",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(failed("opened"))?;
    if !schema {
        return Ok(None);
    }
    if !list {
        return Err(not_ours(name, "its schema `gabakura` belongs to something else").into());
    }
    let steps: Vec<(i64, Vec<u8>)> =
        query_as("SELECT version, checksum FROM gabakura._sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await
            .map_err(failed("opened"))?;
    let found = steps.last().map_or(0, |(version, _)| *version);
    if found > FORMAT {
        return Err(Error::Refused(StoreError::TooNew {
            path: name.to_owned(),
            found,
            supported: FORMAT,
        }));
    }
    let migrator = migrator();
    let known = |(version, checksum): &(i64, Vec<u8>)| {
        migrator
            .iter()
            .any(|step| step.version == *version && *step.checksum == **checksum)
    };
    if found == 0 || !steps.iter().all(known) {
        return Err(not_ours(name, "its tables were not made by any release of gabakura").into());
    }
    Ok(Some(found))
}

/// Brings the schema to [`FORMAT`], all of it or nothing, one process at a time.
async fn migrate(connection: &mut PgConnection, name: &str) -> Result<(), Error> {
    let made = || failed("created");
    let mut all = connection.begin_with(WRITE).await.map_err(made())?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(MIGRATION_LOCK)
        .execute(&mut *all)
        .await
        .map_err(made())?;
    match found_format(&mut all, name).await? {
        Some(FORMAT) => return Ok(()),
        Some(_) => {}
        None => {
            raw_sql("CREATE SCHEMA gabakura")
                .execute(&mut *all)
                .await
                .map_err(made())?;
        }
    }
    migrator()
        .run_direct(None, &mut *all, false)
        .await
        .map_err(|error| made()(sqlx::Error::Migrate(Box::new(error))))?;
    all.commit().await.map_err(made())
}
