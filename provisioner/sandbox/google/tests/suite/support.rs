//! A served sandbox and clients for it.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use gabakura_sandbox_google::Google;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

/// A sandbox on a port of its own, over a directory of its own.
pub struct Served {
    pub google: Arc<Google>,
    pub dir: tempfile::TempDir,
    address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    ended: Option<tokio::task::JoinHandle<()>>,
}

impl Served {
    pub async fn fresh() -> Self {
        Self::over(tempfile::tempdir().unwrap()).await
    }

    pub async fn over(dir: tempfile::TempDir) -> Self {
        let google = Google::open(dir.path()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server = Arc::clone(&google);
        let ended = tokio::spawn(async move {
            let shutdown = async {
                let _ = stopped.await;
            };
            server.serve(listener, shutdown).await.unwrap();
        });
        Self {
            google,
            dir,
            address,
            stop: Some(stop),
            ended: Some(ended),
        }
    }

    /// Stops serving; everything is saved then.
    pub async fn stop(mut self) -> tempfile::TempDir {
        drop(self.stop.take());
        self.ended.take().unwrap().await.unwrap();
        self.dir
    }

    /// Sends a request over HTTP/1; the status is 0 when no reply comes.
    pub async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream));
        let (mut sender, connection) = handshake.await.unwrap();
        tokio::spawn(connection);
        let body = body.map_or(Bytes::new(), |body| Bytes::from(body.to_string()));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "sandbox")
            .header("content-type", "application/json")
            .body(Full::new(body))
            .unwrap();
        let Ok(reply) = sender.send_request(request).await else {
            return (0, Value::Null);
        };
        let status = reply.status().as_u16();
        let body = reply.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// Sends a gRPC message as JSON; gives the gRPC status and the reply.
    pub async fn grpc(&self, path: &str, message: &Value) -> (u16, Value) {
        let message = message.to_string();
        let (status, reply) = self
            .framed(path, "application/grpc+json", message.as_bytes())
            .await;
        (
            status,
            serde_json::from_slice(&reply).unwrap_or(Value::Null),
        )
    }

    /// Sends a gRPC message as it is; gives the gRPC status and the message of the reply.
    pub async fn framed(&self, path: &str, content_type: &str, message: &[u8]) -> (u16, Bytes) {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let handshake =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
        let (mut sender, connection) = handshake.await.unwrap();
        tokio::spawn(connection);
        let mut framed = vec![0];
        framed.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        framed.extend(message);
        let request = Request::builder()
            .method("POST")
            .uri(format!("http://{}{path}", self.address))
            .header("content-type", content_type)
            .header("te", "trailers")
            .body(Full::new(Bytes::from(framed)))
            .unwrap();
        let reply: Response<_> = sender.send_request(request).await.unwrap();
        assert_eq!(reply.headers()["content-type"], content_type);
        // A refusal has no body, and its status stands where the trailers would.
        let early = reply.headers().get("grpc-status").cloned();
        let collected = reply.into_body().collect().await.unwrap();
        let status = early.unwrap_or_else(|| collected.trailers().unwrap()["grpc-status"].clone());
        let status = status.to_str().unwrap().parse().unwrap();
        let body = collected.to_bytes();
        (status, body.slice(body.len().min(5)..))
    }
}
