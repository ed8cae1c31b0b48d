//! How one process learns that another serves the state it wants.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::SandboxError;
use crate::listeners::Ports;

/// Answers `ok` to whoever asks whether this is the sandbox.
pub(crate) const HEALTH_PATH: &str = "/_gabakura/health";

/// Loopback answers at once or not at all; more would only delay a command after a crash.
const PROBE_TIMEOUT: Duration = Duration::from_millis(500);

/// A sandbox server that is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its process id.
    pub pid: u32,
    /// The loopback port it answers AWS's clients on.
    pub port: u16,
    /// The loopback port it answers Google's clients on.
    pub google_port: u16,
}

impl Running {
    /// The server that serves `dir`, if one answers. A file left by a killed server is ignored.
    pub(crate) fn find(dir: &Path) -> Option<Self> {
        let text = fs::read(file(dir)).ok()?;
        let running: Self = serde_json::from_slice(&text).ok()?;
        running.answers(dir).unwrap_or(false).then_some(running)
    }

    /// Announces this process as the server of `dir`.
    pub(crate) fn announce(dir: &Path, ports: Ports) -> Result<(), SandboxError> {
        let path = file(dir);
        let running = serde_json::json!({
            "pid": std::process::id(),
            "port": ports.aws,
            "google_port": ports.google,
        });
        let temporary = dir.join("running.json.new");
        fs::write(&temporary, running.to_string())
            .map_err(SandboxError::io("write", temporary.display()))?;
        fs::rename(&temporary, &path).map_err(SandboxError::io("replace", path.display()))
    }

    /// Takes the announcement back.
    pub(crate) fn withdraw(dir: &Path) {
        // A file that stays behind is recognised as stale.
        let _ = fs::remove_file(file(dir));
    }

    fn answers(self, dir: &Path) -> std::io::Result<bool> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect_timeout(&address, PROBE_TIMEOUT)?;
        stream.set_read_timeout(Some(PROBE_TIMEOUT))?;
        let request =
            format!("GET {HEALTH_PATH} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.ends_with(&health(dir)))
    }
}

/// What the server of `dir` says when asked for its health.
pub(crate) fn health(dir: &Path) -> String {
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    format!("gabakura sandbox {}", dir.display())
}

fn file(dir: &Path) -> PathBuf {
    dir.join("running.json")
}
