//! The sandbox on loopback, for any Google client: HTTP/1 and HTTP/2 without TLS on one port.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tonic::body::Body;

use crate::error::GoogleError;
use crate::google::Google;

/// The largest body taken in. The largest of the control plane is some kilobytes.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// How long open connections may take to end when serving ends.
const GRACE: Duration = Duration::from_secs(2);

/// A response that is to be lost: the connection ends without one.
#[derive(Debug, thiserror::Error)]
#[error("the reply was lost, as the faults ask")]
struct Lost;

impl Google {
    /// Answers Google clients on `listener` until `shutdown` resolves, then saves.
    ///
    /// # Errors
    /// When the listener is not on loopback, or the state cannot be saved at the end.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<(), GoogleError> {
        let address = listener
            .local_addr()
            .map_err(GoogleError::io("inspect", "listener"))?;
        if !address.ip().is_loopback() {
            return Err(GoogleError::NotLoopback { address });
        }
        let graceful = GracefulShutdown::new();
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut shutdown => break,
            };
            // A connection that broke before it was taken in is the client's matter.
            let Ok((stream, _)) = accepted else { continue };
            let google = Arc::clone(&self);
            let service = service_fn(move |request| answer(Arc::clone(&google), request));
            let server = auto::Builder::new(TokioExecutor::new());
            let connection = server
                .serve_connection(TokioIo::new(stream), service)
                .into_owned();
            let watched = graceful.watch(connection);
            tokio::spawn(async move {
                // Connections that clients or faults break end here.
                let _ = watched.await;
            });
        }
        drop(listener);
        // Clients that keep a connection open do not keep the sandbox from ending.
        let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
        self.save()
    }
}

async fn answer(google: Arc<Google>, request: Request<Incoming>) -> Result<Response<Body>, Lost> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_BYTES_MAX).collect().await else {
        let mut refused = Response::new(Body::empty());
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(refused);
    };
    let request = Request::from_parts(parts, body.to_bytes());
    // In a task of its own: a call once taken in is completed even if the client hangs up.
    let answered = tokio::spawn(async move { google.handle(request).await }).await;
    answered.ok().flatten().ok_or(Lost)
}
