//! The sandbox on loopback, for any client of either cloud.

use std::future::{Future, IntoFuture};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use tokio::sync::watch;

use crate::error::SandboxError;
use crate::faults::Lost;
use crate::listeners::{self, Listeners, Ports};
use crate::running::{HEALTH_PATH, Running, health};
use crate::sandbox::Sandbox;

/// The largest body taken in. The control plane's largest is a policy of some kilobytes; this
/// leaves room for a test object and keeps a runaway client from filling the memory.
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

impl Sandbox {
    /// Answers the clients of both clouds until `shutdown` resolves, then saves.
    ///
    /// While it runs, [`Sandbox::running`] finds it from other processes.
    ///
    /// # Errors
    /// When a listener is not on loopback, the announcement cannot be written, or the state
    /// cannot be saved at the end.
    pub async fn serve(
        self: Arc<Self>,
        listeners: Listeners,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), SandboxError> {
        let ports = listeners.ports()?;
        let _announced = Announced::new(self.dir(), ports)?;
        let router = Router::new()
            .route(HEALTH_PATH, get(report_health))
            .fallback(answer)
            .with_state(Arc::clone(&self));
        let (stop, stopped) = watch::channel(());
        let until = |mut stopped: watch::Receiver<()>| async move {
            // The sender that is gone says stop as well.
            let _ = stopped.changed().await;
        };
        let aws = axum::serve(listeners.aws, router).with_graceful_shutdown(until(stopped.clone()));
        let google = Arc::clone(self.google()).serve(listeners.google, until(stopped));
        let stopping = async {
            shutdown.await;
            drop(stop);
        };
        let (aws, google, ()) = tokio::join!(aws.into_future(), google, stopping);
        self.save().await?;
        google?;
        aws.map_err(SandboxError::io("serve", ports.aws))
    }

    /// Answers Google's clients in this process for as long as the runtime lives; returns the port.
    ///
    /// Google's SDK wants an address where AWS's takes a client that needs none.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn serve_google(self: &Arc<Self>) -> Result<u16, SandboxError> {
        let listener = listeners::listen(0).await?;
        let port = listeners::loopback(&listener)?;
        let google = Arc::clone(self.google());
        tokio::spawn(google.serve(listener, std::future::pending()));
        Ok(port)
    }

    /// The server that serves `dir`, if one is up.
    pub fn running(dir: &Path) -> Option<Running> {
        Running::find(dir)
    }
}

/// Takes the announcement back however serving ends.
struct Announced<'a>(&'a Path);

impl<'a> Announced<'a> {
    fn new(dir: &'a Path, ports: Ports) -> Result<Self, SandboxError> {
        Running::announce(dir, ports)?;
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
        let mut too_large = Response::new(Body::empty());
        *too_large.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return too_large;
    };
    match sandbox.handle(http::Request::from_parts(parts, body)).await {
        Some(reply) => reply.map(Body::from),
        None => Response::new(Body::new(Lost)),
    }
}
