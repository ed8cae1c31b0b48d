//! The smallest HTTP client there is: one request, one connection. It keeps a TLS stack out of
//! this package's build.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Debug, Clone)]
pub struct PlainHttp;

impl HttpClient for PlainHttp {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for PlainHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(async move {
            exchange(request)
                .await
                .map_err(|error| ConnectorError::io(error.into()))
        })
    }
}

async fn exchange(request: HttpRequest) -> std::io::Result<HttpResponse> {
    let uri: http::Uri = request.uri().parse().expect("an address");
    let body = request.body().bytes().expect("a body in memory").to_vec();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let mut text = format!(
        "{} {target} HTTP/1.1\r\nconnection: close\r\n",
        request.method()
    );
    for (name, value) in request.headers() {
        if !name.eq_ignore_ascii_case("content-length") && !name.eq_ignore_ascii_case("host") {
            text += &format!("{name}: {value}\r\n");
        }
    }
    let (host, port) = (uri.host().expect("a host"), uri.port_u16().expect("a port"));
    text += &format!(
        "host: {host}:{port}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect((host, port)).await?;
    stream.write_all(text.as_bytes()).await?;
    stream.write_all(&body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let head = answer
        .windows(4)
        .position(|part| part == b"\r\n\r\n")
        .ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let lines = String::from_utf8_lossy(&answer[..head]).into_owned();
    let mut lines = lines.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .expect("a status");
    let mut response = http::Response::builder().status(status);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        response = response.header(name, value);
    }
    let response = response
        .body(SdkBody::from(answer.split_off(head + 4)))
        .expect("a response");
    Ok(HttpResponse::try_from(response).expect("a response"))
}
