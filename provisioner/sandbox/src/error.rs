//! What can go wrong with the sandbox itself, as opposed to what AWS would refuse.

use std::io;
use std::path::PathBuf;

/// Why the sandbox could not be opened, saved or served.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Another process serves this state; talk to it instead.
    #[error("a sandbox server already runs on port {port}")]
    ServerRunning {
        /// The loopback port it answers on.
        port: u16,
    },
    /// Another process holds this state open.
    #[error("the sandbox state in `{dir}` is in use by another process")]
    InUse {
        /// The state directory.
        dir: PathBuf,
    },
    /// Somebody else listens on the wanted port.
    #[error("port {port} on 127.0.0.1 is taken")]
    PortTaken {
        /// The wanted port.
        port: u16,
    },
    /// Google's clients are served on the port after AWS's, and there is none.
    #[error("there is no port after {port} for Google's clients")]
    NoPortAfter {
        /// The wanted port.
        port: u16,
    },
    /// The Google side could not be opened, saved or served.
    #[error("the sandbox's Google side failed")]
    Google(#[from] gabakura_sandbox_google::GoogleError),
    /// The listener handed in is reachable from outside this machine.
    #[error("refusing to serve on `{address}`, which is not a loopback address")]
    NotLoopback {
        /// The address the listener is bound to.
        address: std::net::SocketAddr,
    },
    /// A state file is truncated, or was not written by the sandbox.
    #[error("`{path}` is not a readable sandbox state file")]
    StateUnreadable {
        /// The offending file.
        path: PathBuf,
        /// What the parser met.
        source: serde_json::Error,
    },
    /// A state file has the right shape but names another account than its file name.
    #[error("`{path}` holds the state of account `{found}`")]
    StateMisplaced {
        /// The offending file.
        path: PathBuf,
        /// The account it says it belongs to.
        found: String,
    },
    /// A state file was written by another version of the sandbox.
    #[error("`{path}` has format version {found}, this program reads {supported}")]
    StateVersion {
        /// The offending file.
        path: PathBuf,
        /// The version it declares.
        found: u32,
        /// The version this program reads and writes.
        supported: u32,
    },
    /// A file or socket operation failed.
    #[error("could not {action} `{target}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or address it was tried on.
        target: String,
        /// What the operating system said.
        source: io::Error,
    },
}

impl SandboxError {
    pub(crate) fn io(
        action: &'static str,
        target: impl std::fmt::Display,
    ) -> impl FnOnce(io::Error) -> Self {
        let target = target.to_string();
        move |source| Self::Io {
            action,
            target,
            source,
        }
    }
}
