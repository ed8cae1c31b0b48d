//! The host of the command line: both adapters and the embedded sandbox.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use gabakura_aws::{Access, Settings};
use gabakura_cli::{Connection, Host, HostError, Ports, SandboxHandle};
use gabakura_engine::Clouds;
use gabakura_model::Timestamp;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::port::{Clock, Provider, Throttle};
use gabakura_model::tenancy::Cloud;
use gabakura_sandbox::{Listeners, Sandbox, SandboxError};

/// The host of the `gabakura` binary.
pub struct BinaryHost;

/// The environment variable that names a file with an OIDC token of the CI system, with which the
/// tenancies' roles are assumed.
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

/// A sandbox that another process serves and saves.
struct Served;

#[async_trait]
impl SandboxHandle for InProcess {
    async fn save(&self) -> Result<(), HostError> {
        self.0.save().await.map_err(host_error)
    }
}

#[async_trait]
impl SandboxHandle for Served {
    async fn save(&self) -> Result<(), HostError> {
        Ok(())
    }
}

#[async_trait]
impl Host for BinaryHost {
    fn catalogue(&self) -> Catalogue {
        let (aws, gcp) = (gabakura_aws::catalogue(), gabakura_gcp::catalogue());
        aws.iter().chain(gcp.iter()).cloned().collect()
    }

    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }

    fn connect(&self, throttle: Arc<dyn Throttle>) -> Arc<dyn Provider> {
        let aws = Settings {
            access: Access::Default,
            oidc_token: std::env::var_os(OIDC_TOKEN).map(PathBuf::from),
            throttle: Arc::clone(&throttle),
        };
        let gcp = gabakura_gcp::Settings {
            access: gabakura_gcp::Access::Default,
            throttle,
        };
        clouds(aws, gcp)
    }

    async fn connect_sandbox(
        &self,
        dir: &Path,
        throttle: Arc<dyn Throttle>,
    ) -> Result<Connection, HostError> {
        if let Some(running) = Sandbox::running(dir) {
            let access = Access::Loopback(loopback(running.port));
            return Ok(Connection {
                provider: in_sandbox(access, running.google_port, throttle),
                handle: Box::new(Served),
            });
        }
        let sandbox = Sandbox::open(dir).map_err(host_error)?;
        let google = sandbox.serve_google().await.map_err(host_error)?;
        let access = Access::InProcess(sandbox.http_client());
        Ok(Connection {
            provider: in_sandbox(access, google, throttle),
            handle: Box::new(InProcess(sandbox)),
        })
    }

    async fn serve_sandbox(
        &self,
        dir: &Path,
        port: u16,
        started: &(dyn Fn(Ports) + Send + Sync),
        stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    ) -> Result<(), HostError> {
        let listeners = Listeners::bind(port).await.map_err(host_error)?;
        let sandbox = Sandbox::open(dir).map_err(host_error)?;
        let ports = listeners.ports().map_err(host_error)?;
        started(Ports {
            aws: ports.aws,
            google: ports.google,
        });
        sandbox.serve(listeners, stop).await.map_err(host_error)
    }

    fn reset_sandbox(&self, dir: &Path) -> Result<(), HostError> {
        Sandbox::reset(dir).map_err(host_error)
    }

    fn sandbox_ports(&self, dir: &Path) -> Option<Ports> {
        Sandbox::running(dir).map(|running| Ports {
            aws: running.port,
            google: running.google_port,
        })
    }
}

/// Both adapters as one.
fn clouds(aws: Settings, gcp: gabakura_gcp::Settings) -> Arc<dyn Provider> {
    let (aws, gcp) = (gabakura_aws::open(aws), gabakura_gcp::open(gcp));
    Arc::new(Clouds::new([(Cloud::Aws, aws), (Cloud::Gcp, gcp)]))
}

fn in_sandbox(access: Access, google: u16, throttle: Arc<dyn Throttle>) -> Arc<dyn Provider> {
    let aws = Settings {
        access,
        oidc_token: None,
        throttle: Arc::clone(&throttle),
    };
    let gcp = gabakura_gcp::Settings {
        access: gabakura_gcp::Access::Loopback(loopback(google)),
        throttle,
    };
    clouds(aws, gcp)
}

fn loopback(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn host_error(error: SandboxError) -> HostError {
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
