//! Opening and creating the file, and recognising files that are not ours.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use gabakura_model::port::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool, query_scalar};

use super::error::{damage, failed};
use crate::error::{io_failed, not_ours};
use crate::format::{FORMAT, migrator};

/// Marks a SQLite file as ours: `gaba` in ASCII.
const APPLICATION_ID: i64 = 0x6761_6261;
/// How long another process's transaction is waited for. Ours take milliseconds; half a minute
/// means that somebody holds the file open in a tool.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a task waits for its turn to write. Giving up would lose a known outcome, so this is
/// far beyond any queue of live tasks.
const TURN_TIMEOUT: Duration = Duration::from_secs(600);
/// Readers at once; more only compete for the same disk.
const READERS_MAX: u32 = 4;
/// SQLite's header, as far as we read it.
const HEADER_BYTES: usize = 100;

/// Opens or makes the file; returns its writer and its readers.
pub(super) async fn file(path: &Path) -> Result<(SqlitePool, SqlitePool), StoreError> {
    // The log first: another process may be making the file right now, and logs come after.
    let log_is_there = log_of(path).exists();
    let missing = |error: &std::io::Error| error.kind() == ErrorKind::NotFound;
    match fs::metadata(path) {
        Err(error) if missing(&error) && log_is_there => {
            return Err(not_ours(
                path.display(),
                "it is missing, but its log (`-wal`) is still there",
            ));
        }
        Err(error) if missing(&error) => create(path).await?,
        _ => {}
    }
    inspect(path)?;
    let refused = |error| match damage(&error) {
        Some(problem) => not_ours(path.display(), problem),
        None => failed("opened")(error),
    };
    let options = options(path).journal_mode(SqliteJournalMode::Wal);
    let writer = pool(1)
        .connect_with(options.clone())
        .await
        .map_err(refused)?;
    let mut connection = writer.acquire().await.map_err(refused)?;
    let found = query_scalar("PRAGMA user_version")
        .fetch_one(&mut *connection)
        .await;
    bring_up_to_date(path, &mut connection, found.map_err(refused)?).await?;
    drop(connection);
    let reader = pool(READERS_MAX).connect_lazy_with(options.read_only(true));
    Ok((writer, reader))
}

/// A store in memory: its one connection is the database.
pub(super) async fn memory() -> Result<SqlitePool, StoreError> {
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        .foreign_keys(true);
    let pool = pool(1)
        .connect_with(options)
        .await
        .map_err(failed("opened"))?;
    let mut connection = pool.acquire().await.map_err(failed("opened"))?;
    migrate(&mut connection).await?;
    drop(connection);
    Ok(pool)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        // What was replaced or removed does not lie on in the file.
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY_TIMEOUT)
}

/// Connections that stay: a connection in memory takes its data with it.
fn pool(connections_max: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections_max)
        .acquire_timeout(TURN_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Looks at the bytes before SQLite does, so that nothing touches a file that is not ours.
fn inspect(path: &Path) -> Result<(), StoreError> {
    let found = fs::metadata(path).map_err(io_failed("opened"))?;
    if !found.is_file() {
        return Err(not_ours(path.display(), "it is not a regular file"));
    }
    let mut header = [0; HEADER_BYTES];
    match File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            return Err(not_ours(path.display(), "it is shorter than a header"));
        }
        Err(error) => return Err(io_failed("opened")(error)),
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not_ours(path.display(), "it is not a SQLite database"));
    }
    if number_at(&header, 68) != APPLICATION_ID {
        return Err(not_ours(
            path.display(),
            "it belongs to another application",
        ));
    }
    check_found(path, number_at(&header, 60))?;
    // While a log is there, SQLite may complete the last page from it.
    let page_bytes = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        bytes => u64::from(bytes.max(1)),
    };
    if found.len() % page_bytes != 0 && !log_of(path).exists() {
        return Err(not_ours(path.display(), "its last page is cut off"));
    }
    Ok(())
}

fn number_at(header: &[u8; HEADER_BYTES], at: usize) -> i64 {
    let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
    i64::from(i32::from_be_bytes(bytes))
}

fn check_found(path: &Path, found: i64) -> Result<(), StoreError> {
    match found {
        1..=FORMAT => Ok(()),
        _ if found > FORMAT => Err(StoreError::TooNew {
            path: path.display().to_string(),
            found,
            supported: FORMAT,
        }),
        _ => Err(not_ours(path.display(), "it names no format")),
    }
}

/// Checks the format as SQLite sees it, its log included, and brings an older one up to date.
async fn bring_up_to_date(
    path: &Path,
    connection: &mut SqliteConnection,
    found: i64,
) -> Result<(), StoreError> {
    check_found(path, found)?;
    if found < FORMAT {
        migrate(connection).await
    } else {
        Ok(())
    }
}

/// Makes the file beside its place, whole, then gives it its name. Whoever comes second finds
/// the first one's file.
async fn create(path: &Path) -> Result<(), StoreError> {
    let made = io_failed("created");
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(&made)?;
    let new = tempfile::Builder::new()
        .prefix(".gabakura-")
        .suffix(".new")
        .tempfile_in(folder)
        .map_err(&made)?
        .into_temp_path();
    let options = options(&new).journal_mode(SqliteJournalMode::Wal);
    let mut connection = options.connect().await.map_err(failed("created"))?;
    migrate(&mut connection).await?;
    connection.close().await.map_err(failed("created"))?;
    File::open(&new)
        .and_then(|file| file.sync_all())
        .map_err(&made)?;
    match new.persist_noclobber(path) {
        Ok(()) => File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(&made),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(made(error.error)),
    }
}

/// Brings a database to [`FORMAT`], all of it or nothing.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let moved = failed("brought to this release's format");
    let mut all = connection
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(&moved)?;
    migrator()
        .run_direct(None, &mut *all, false)
        .await
        .map_err(|error| moved(sqlx::Error::Migrate(Box::new(error))))?;
    for pragma in [
        "PRAGMA application_id = 1734435425",
        "PRAGMA user_version = 2",
    ] {
        sqlx::query(pragma)
            .execute(&mut *all)
            .await
            .map_err(&moved)?;
    }
    all.commit().await.map_err(moved)
}

/// Where SQLite keeps what is committed but not yet in the file.
fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_new_database_carries_the_mark_and_the_format_of_the_last_migration() {
        let pool = memory().await.unwrap();
        let mark: i64 = query_scalar("PRAGMA application_id")
            .fetch_one(&pool)
            .await
            .unwrap();
        let format: i64 = query_scalar("PRAGMA user_version")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!((mark, format), (APPLICATION_ID, FORMAT));
    }
}
