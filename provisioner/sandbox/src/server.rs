//! The sandbox on loopback, for any AWS client.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use tokio::net::TcpListener;

use crate::error::SandboxError;
use crate::running::{HEALTH_PATH, Running, health};
use crate::sandbox::Sandbox;

/// The largest body taken in. The control plane's largest is a policy of some kilobytes; this
/// leaves room for a test object and keeps a runaway client from filling the memory.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

impl Sandbox {
    /// Listens on a loopback port; 0 picks a free one.
    ///
    /// # Errors
    /// [`SandboxError::PortTaken`] when somebody else listens there.
    pub async fn bind(port: u16) -> Result<TcpListener, SandboxError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        TcpListener::bind(address)
            .await
            .map_err(|source| match source.kind() {
                std::io::ErrorKind::AddrInUse => SandboxError::PortTaken { port },
                _ => SandboxError::io("listen on", address)(source),
            })
    }

    /// Answers AWS clients on `listener` until `shutdown` resolves, then saves.
    ///
    /// While it runs, [`Sandbox::running`] tells other processes about it.
    ///
    /// # Errors
    /// When the listener is not on loopback, the announcement cannot be written, or the state
    /// cannot be saved at the end.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), SandboxError> {
        let address = listener
            .local_addr()
            .map_err(SandboxError::io("inspect", "listener"))?;
        if !address.ip().is_loopback() {
            return Err(SandboxError::NotLoopback { address });
        }
        let _announced = Announced::new(self.dir(), address.port())?;
        let router = Router::new()
            .route(HEALTH_PATH, get(report_health))
            .fallback(answer)
            .with_state(Arc::clone(&self));
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(shutdown)
            .await;
        self.save().await?;
        served.map_err(SandboxError::io("serve", address))
    }

    /// The server that serves `dir`, if one is up.
    pub fn running(dir: &Path) -> Option<Running> {
        Running::find(dir)
    }
}

/// Takes the announcement back however serving ends.
struct Announced<'a>(&'a Path);

impl<'a> Announced<'a> {
    fn new(dir: &'a Path, port: u16) -> Result<Self, SandboxError> {
        Running::announce(dir, port)?;
        Ok(Self(dir))
    }
}

impl Drop for Announced<'_> {
    fn drop(&mut self) {
        Running::withdraw(self.0);
    }
}

async fn report_health(State(sandbox): State<Arc<Sandbox>>) -> String {
    health(sandbox.dir())
}

async fn answer(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        let mut refused = Response::new(Body::empty());
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return refused;
    };
    let reply = sandbox.handle(http::Request::from_parts(parts, body)).await;
    reply.map(Body::from)
}
