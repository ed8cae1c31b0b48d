//! What can go wrong with the sandbox itself, as opposed to what Google would refuse.

use std::fmt::Display;
use std::io;
use std::path::PathBuf;

/// Why the sandbox could not be opened, saved or served.
#[derive(Debug, thiserror::Error)]
pub enum GoogleError {
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
    /// A state file has the right shape but names another project than its file name.
    #[error("`{path}` holds the state of `{found}`")]
    StateMisplaced {
        /// The offending file.
        path: PathBuf,
        /// The project it names.
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
        /// The operating system's error.
        source: io::Error,
    },
}

impl GoogleError {
    pub(crate) fn io(action: &'static str, target: impl Display) -> impl FnOnce(io::Error) -> Self {
        let target = target.to_string();
        move |source| Self::Io {
            action,
            target,
            source,
        }
    }
}
