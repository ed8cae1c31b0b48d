//! The adapters and the sandbox, as the command line asks for them.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use gabakura_aws::{Access, Aws, Settings};
use gabakura_cli::{Connection, Host, HostError, SandboxDoor};
use gabakura_model::Timestamp;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::port::{Clock, Provider, Throttle};
use gabakura_sandbox::{Sandbox, SandboxError};

/// The real thing.
pub struct Real;

/// Names a file with an OIDC token of the CI system, to assume the tenancies' roles with.
const OIDC_TOKEN: &str = "GABAKURA_OIDC_TOKEN_FILE";

struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock behind the port"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A sandbox in this process.
struct InProcess(Arc<Sandbox>);

/// A sandbox that another process serves; it saves by itself.
struct Served;

#[async_trait]
impl SandboxDoor for InProcess {
    async fn save(&self) -> Result<(), HostError> {
        self.0.save().await.map_err(told)
    }
}

#[async_trait]
impl SandboxDoor for Served {
    async fn save(&self) -> Result<(), HostError> {
        Ok(())
    }
}

#[async_trait]
impl Host for Real {
    fn catalogue(&self) -> Catalogue {
        gabakura_aws::catalogue()
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }

    fn connect(&self, throttle: Arc<dyn Throttle>) -> Arc<dyn Provider> {
        Arc::new(Aws::new(Settings {
            access: Access::Default,
            oidc_token: std::env::var_os(OIDC_TOKEN).map(PathBuf::from),
            throttle,
        }))
    }

    async fn connect_sandbox(
        &self,
        dir: &Path,
        throttle: Arc<dyn Throttle>,
    ) -> Result<Connection, HostError> {
        if let Some(running) = Sandbox::running(dir) {
            let access = Access::Loopback(format!("http://127.0.0.1:{}", running.port));
            let provider = Arc::new(Aws::new(in_sandbox(access, throttle)));
            return Ok(Connection {
                provider,
                door: Box::new(Served),
            });
        }
        let sandbox = Sandbox::open(dir).map_err(told)?;
        let access = Access::InProcess(sandbox.http_client());
        let provider = Arc::new(Aws::new(in_sandbox(access, throttle)));
        Ok(Connection {
            provider,
            door: Box::new(InProcess(sandbox)),
        })
    }

    async fn serve_sandbox(
        &self,
        dir: &Path,
        port: u16,
        started: &(dyn Fn(u16) + Send + Sync),
        stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    ) -> Result<(), HostError> {
        let listener = Sandbox::bind(port).await.map_err(told)?;
        let sandbox = Sandbox::open(dir).map_err(told)?;
        let port = listener.local_addr().map_or(port, |address| address.port());
        started(port);
        sandbox.serve(listener, stop).await.map_err(told)
    }

    fn reset_sandbox(&self, dir: &Path) -> Result<(), HostError> {
        Sandbox::reset(dir).map_err(told)
    }

    fn sandbox_port(&self, dir: &Path) -> Option<u16> {
        Sandbox::running(dir).map(|running| running.port)
    }
}

fn in_sandbox(access: Access, throttle: Arc<dyn Throttle>) -> Settings {
    Settings {
        access,
        oidc_token: None,
        throttle,
    }
}

fn told(error: SandboxError) -> HostError {
    match error {
        SandboxError::PortTaken { port } => HostError::PortTaken { port },
        SandboxError::ServerRunning { port } => HostError::Running { port },
        SandboxError::InUse { .. } => HostError::InUse,
        other => {
            let mut text = other.to_string();
            let mut next = std::error::Error::source(&other);
            while let Some(cause) = next {
                text = format!("{text}: {cause}");
                next = cause.source();
            }
            HostError::Other(text)
        }
    }
}
