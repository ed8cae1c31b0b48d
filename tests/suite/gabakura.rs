//! The real binary in a workspace of its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// The binary that the build before the tests left beside them.
fn binary() -> PathBuf {
    let deps = std::env::current_exe().unwrap();
    let path = deps.parent().unwrap().parent().unwrap().join("gabakura");
    assert!(
        path.is_file(),
        "{} is missing: run `cargo build --workspace` first",
        path.display()
    );
    path
}

/// A copy of the shipped environments, templates and policies, and what commands leave there.
pub struct Workspace {
    dir: TempDir,
    env: Vec<(String, String)>,
}

/// How a command ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The command must have ended so.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!(
                "{error}\nstdout:\n{}\nstderr:\n{}",
                self.stdout, self.stderr
            )
        })
    }
}

impl Workspace {
    /// A workspace with everything that is shipped.
    pub fn shipped() -> Self {
        let workspace = Self {
            dir: TempDir::new().unwrap(),
            env: Vec::new(),
        };
        for part in ["environments", "templates", "policies"] {
            copy(&repository().join(part), &workspace.path().join(part));
        }
        workspace
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Sets a variable for every command that follows.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
            .env("HOME", self.path())
            .env("LANG", "C.UTF-8")
            .env("AWS_EC2_METADATA_DISABLED", "true");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(args).output().unwrap();
        Ended {
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Starts a command that stays.
    pub fn start(&self, args: &[&str]) -> Running {
        let mut command = self.command(args);
        Running(
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        )
    }

    /// Starts the sandbox's server and waits until it answers; Google's port is the next one.
    pub fn start_sandbox(&self) -> (Running, u16) {
        let port = two_free_ports();
        let running = self.start(&["sandbox", "start", "--port", &port.to_string()]);
        wait_for(port);
        wait_for(port + 1);
        (running, port)
    }
}

/// A process that ends with its test.
pub struct Running(pub Child);

impl Running {
    /// Asks it to end, as a person would with Ctrl-C, and waits.
    pub fn interrupt(mut self) -> i32 {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
        assert!(sent.success());
        self.0.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on at this moment.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// A port that nobody listens on at this moment, nor on the next one.
fn two_free_ports() -> u16 {
    let free = |port: u16| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
    let next_is_free = |port: &u16| port.checked_add(1).is_some_and(free);
    let found = std::iter::repeat_with(free_port)
        .take(100)
        .find(next_is_free);
    found.expect("two free ports in a row")
}

/// Waits until somebody listens; a minute at most.
pub fn wait_for(port: u16) {
    for _ in 0..600 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("nobody listens on port {port}");
}

/// Python with what `tests/requirements.txt` names; `tests/run` prepares it.
pub fn python() -> PathBuf {
    let path = std::env::var_os("GABAKURA_TEST_PYTHON").map_or_else(
        || repository().join("target/tools/python/bin/python"),
        PathBuf::from,
    );
    assert!(
        path.is_file(),
        "{} is missing: `tests/run` installs it",
        path.display()
    );
    path
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, name) = entry.map(|e| (e.path(), e.file_name())).unwrap();
        if from.is_dir() {
            copy(&from, &to.join(name));
        } else {
            std::fs::copy(&from, to.join(name)).unwrap();
        }
    }
}

/// The addresses of a JSON view's rows.
pub fn addresses(rows: &Value) -> BTreeSet<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["address"].as_str().unwrap()).collect()
}
