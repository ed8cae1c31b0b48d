//! A PostgreSQL server of the tests' own: made in a temporary folder, gone with its last user.

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use gabakura_store::{PostgresStore, ServerUrl};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tempfile::TempDir;

/// What to do when PostgreSQL is not here: its tests do not pass without it.
const MISSING: &str = "the PostgreSQL server is missing: `initdb` and `pg_ctl` are neither in PATH \
    nor in /usr/lib/postgresql/*/bin; Debian: apt-get install postgresql (or run tests/run, which \
    does)";
/// Whom PostgreSQL runs as when we are root, which it refuses.
const SERVER_USER: &str = "postgres";

/// The server every test shares that does not stop it; each has a database to itself.
static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
static DATABASES: AtomicU32 = AtomicU32::new(0);

pub struct Cluster {
    folder: TempDir,
    bin: PathBuf,
    port: u16,
    /// Stops the server when its stdin ends: with us, however we end.
    guard: Option<Child>,
}

impl Cluster {
    /// The shared server; started if nobody has it running.
    pub fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Self::start(""));
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    /// A server of one's own, with lines added to its configuration.
    pub fn start(configuration: &str) -> Self {
        Self::start_with(configuration, &[])
    }

    /// The same, with files beside its data that only it may read.
    pub fn start_with(configuration: &str, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("gabakura-pg-")
            .tempdir()
            .unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut cluster = Self {
            guard: None,
            bin: binaries(),
            port: port.local_addr().unwrap().port(),
            folder,
        };
        drop(port);
        cluster.own(cluster.folder.path());
        let data = cluster.data();
        cluster.run(
            "initdb",
            &[
                "-D",
                &data,
                "-A",
                "trust",
                "-U",
                "gabakura",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
        );
        let own = format!(
            "port = {}\nlisten_addresses = 'localhost'\nunix_socket_directories = '{}'\n\
             fsync = on\nmax_connections = 200\n{configuration}\n",
            cluster.port,
            cluster.folder.path().display()
        );
        for (name, text) in [("own.conf", own.as_str())].iter().chain(files) {
            let path = cluster.folder.path().join("data").join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            cluster.own(&path);
        }
        let main = cluster.folder.path().join("data/postgresql.conf");
        let text = std::fs::read_to_string(&main).unwrap();
        std::fs::write(&main, format!("{text}\ninclude 'own.conf'\n")).unwrap();
        let mut guard = Command::new("sh");
        guard.args(["-c", r#"cat; exec "$@""#, "guard"]);
        let stop = cluster.command("pg_ctl", &["stop", "-D", &data, "-m", "immediate", "-w"]);
        guard.arg(stop.get_program()).args(stop.get_args());
        // A group of its own: what ends ours must not end it.
        guard.current_dir(cluster.folder.path()).process_group(0);
        guard
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        cluster.guard = Some(guard.spawn().unwrap());
        cluster.control(&["start"]);
        cluster
    }

    /// Runs `pg_ctl` and waits for it.
    pub fn control(&self, verb: &[&str]) {
        let log = self.folder.path().join("data/log").display().to_string();
        let data = self.data();
        let mut arguments = verb.to_vec();
        arguments.extend(["-D", &data, "-w", "-s"]);
        if verb[0] != "stop" {
            arguments.extend(["-l", &log]);
        }
        self.run("pg_ctl", &arguments);
    }

    /// Lets a file belong to whoever runs the server.
    fn own(&self, path: &Path) {
        if is_root() {
            let owned = Command::new("chown").arg(SERVER_USER).arg(path).status();
            assert!(owned.unwrap().success());
        }
    }

    /// A new, empty database; its address over TCP.
    pub async fn database(&self) -> String {
        let name = format!("state_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let mut server = connect(&self.url("postgres")).await;
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut server)
            .await
            .unwrap();
        server.close().await.unwrap();
        self.url(&name)
    }

    /// The address of a database over TCP.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://gabakura@localhost:{}/{database}", self.port)
    }

    /// The same database over the server's socket.
    pub fn socket_url(&self, url: &str) -> String {
        format!("{url}?host={}", self.folder.path().display())
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program, arguments).output().unwrap();
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", SERVER_USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(self.folder.path());
        command
    }
}

impl Drop for Cluster {
    /// Also while a test panics.
    fn drop(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            drop(guard.stdin.take());
            // The folder goes next: the server must be gone by then.
            let _ = guard.wait();
        }
    }
}

/// Opens a store in a database.
pub async fn open(url: &str) -> PostgresStore {
    let url: ServerUrl = url.parse().unwrap();
    PostgresStore::open(&url).await.unwrap()
}

/// A connection to do with a database what no release does.
pub async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().unwrap();
    options.connect().await.unwrap()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// The folder with the server's programs: that of PATH first, then Debian's newest.
fn binaries() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let releases = std::fs::read_dir("/usr/lib/postgresql").into_iter();
    let mut releases: Vec<PathBuf> = releases.flatten().flatten().map(|r| r.path()).collect();
    releases.sort();
    folders.extend(releases.iter().rev().map(|release| release.join("bin")));
    let runs = |program: PathBuf| {
        std::fs::metadata(program).is_ok_and(|file| file.permissions().mode() & 0o111 != 0)
    };
    folders
        .into_iter()
        .find(|folder| runs(folder.join("initdb")) && runs(folder.join("pg_ctl")))
        .expect(MISSING)
}
