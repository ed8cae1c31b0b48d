//! What the command line needs from outside: clouds and the embedded sandbox.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::port::{Clock, Provider, Throttle};

/// Where the adapters and the sandbox come from. `main` implements it.
#[async_trait]
pub trait Host: Send + Sync {
    /// Every kind of every adapter.
    fn catalogue(&self) -> Catalogue;

    /// The wall clock.
    fn clock(&self) -> Arc<dyn Clock>;

    /// The clouds themselves, each with its SDK's default credentials.
    fn connect(&self, throttle: Arc<dyn Throttle>) -> Arc<dyn Provider>;

    /// The sandbox whose state is in `dir`: the server if one runs, else opened in this process.
    ///
    /// # Errors
    /// [`HostError`] when its state cannot be opened.
    async fn connect_sandbox(
        &self,
        dir: &Path,
        throttle: Arc<dyn Throttle>,
    ) -> Result<Connection, HostError>;

    /// Serves the sandbox on loopback, AWS on `port` and Google on the next one, until `stop` resolves, then saves it.
    ///
    /// # Errors
    /// [`HostError`] when the port is taken or the state cannot be opened.
    async fn serve_sandbox(
        &self,
        dir: &Path,
        port: u16,
        started: &(dyn Fn(Ports) + Send + Sync),
        stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    ) -> Result<(), HostError>;

    /// Forgets everything in the sandbox.
    ///
    /// # Errors
    /// [`HostError`] while a server runs, or when the files cannot be removed.
    fn reset_sandbox(&self, dir: &Path) -> Result<(), HostError>;

    /// The ports a running sandbox listens on.
    fn sandbox_ports(&self, dir: &Path) -> Option<Ports>;
}

/// The loopback ports of a sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// For AWS clients.
    pub aws: u16,
    /// For Google Cloud clients.
    pub google: u16,
}

/// A connection to a sandbox.
pub struct Connection {
    /// Its clouds.
    pub provider: Arc<dyn Provider>,
    /// Saves and closes the sandbox.
    pub handle: Box<dyn SandboxHandle>,
}

/// An open sandbox, to be saved when the work is over.
#[async_trait]
pub trait SandboxHandle: Send + Sync {
    /// Writes its state to disk. A no-op for a server, which saves by itself.
    ///
    /// # Errors
    /// [`HostError`] when the files cannot be written.
    async fn save(&self) -> Result<(), HostError>;
}

/// Why the sandbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Another process listens on the port.
    #[error("port {port} on 127.0.0.1 is taken")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// A server holds the state; stop it first.
    #[error("the sandbox is running on port {port}")]
    Running {
        /// Its port.
        port: u16,
    },
    /// Another process has the state open.
    #[error("the sandbox state is in use by another process")]
    InUse,
    /// Its state is not readable, or a file operation failed.
    #[error("the sandbox: {0}")]
    Other(String),
}
