//! The one HTTP path of every AWS call: named, throttled, counted.
//!
//! Sitting below the SDK's retries, it sees each attempt; no kind can forget it. An attempt's time
//! runs from when it is sent: waiting for a turn is not waiting for a reply.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, Metadata};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;
use gabakura_adapter::{RateLimits, traced};
use gabakura_model::port::{Call, Permit, Throttle};
use gabakura_model::tenancy::Place;

use crate::error::is_throttling;

/// Where the JSON protocols name the error.
const ERROR_TYPE: &str = "x-amzn-errortype";
/// Longest wait for one attempt's reply. EC2's slowest replies take a few seconds; beyond this
/// the outcome counts as unknown.
const ATTEMPT_MAX: Duration = Duration::from_secs(60);

const OPERATION: &str = "x-gabakura-operation";
const SERVICE: &str = "x-gabakura-service";

/// Operations that change nothing begin with one of these; everything else is mutating.
const READING: &[&str] = &[
    "BatchGet",
    "Describe",
    "Get",
    "List",
    "Head",
    "Lookup",
    "Search",
    "Simulate",
    "Validate",
    "AssumeRole",
];

/// Writes service and operation onto the signed request, for [`Throttled`] to take off again.
#[derive(Debug)]
pub(crate) struct Label;

impl Intercept for Label {
    fn name(&self) -> &'static str {
        "gabakura-label"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(metadata) = config.load::<Metadata>() {
            let (service, operation) = (metadata.service(), metadata.name());
            let headers = context.request_mut().headers_mut();
            headers.insert(SERVICE, service.to_ascii_lowercase().replace(' ', ""));
            headers.insert(OPERATION, operation.to_owned());
        }
        Ok(())
    }
}

/// An HTTP client whose requests wait for their turn.
#[derive(Clone)]
pub(crate) struct Throttled {
    inner: SharedHttpClient,
    throttle: Arc<dyn Throttle>,
    limits: RateLimits,
    place: Place,
    permit: Option<Permit>,
}

impl Throttled {
    pub fn new(
        inner: SharedHttpClient,
        throttle: Arc<dyn Throttle>,
        limits: RateLimits,
        place: Place,
    ) -> Self {
        Self {
            inner,
            throttle,
            limits,
            place,
            permit: None,
        }
    }

    /// Sends mutating requests too, while `permit` is valid; without one they are refused unsent.
    pub fn mutating(self, permit: Permit) -> Self {
        Self {
            permit: Some(permit),
            ..self
        }
    }
}

impl std::fmt::Debug for Throttled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Throttled")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl HttpClient for Throttled {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let connector = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Turnstile {
            connector,
            client: self.clone(),
        })
    }
}

#[derive(Debug)]
struct Turnstile {
    connector: SharedHttpConnector,
    client: Throttled,
}

impl HttpConnector for Turnstile {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let label = |request: &mut HttpRequest, name: &'static str| {
            request.headers_mut().remove(name).unwrap_or_default()
        };
        let service = label(&mut request, SERVICE);
        let operation = label(&mut request, OPERATION);
        let reads = READING.iter().any(|verb| operation.starts_with(verb));
        let permit = self.client.permit.clone().filter(|_| !reads);
        if !reads && permit.is_none() {
            let refusal = format!("`{operation}` changes something, on a client that only reads");
            return HttpConnectorFuture::ready(Err(ConnectorError::user(refusal.into())));
        }
        let limit = match self.client.limits.find(&service, &operation) {
            Ok(limit) => *limit,
            Err(refusal) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(refusal.into())));
            }
        };
        unprefix_loopback(&mut request);
        let call = Call {
            place: self.client.place.clone(),
            service,
            operation,
        };
        let (throttle, connector) = (Arc::clone(&self.client.throttle), self.connector.clone());
        HttpConnectorFuture::new(async move {
            let attempt = async {
                let turn = throttle.turn(&call, &limit, permit.as_ref()).await;
                turn.map_err(|late| ConnectorError::user(late.into()))?;
                let reply = async {
                    let reply = connector.call(request).await?;
                    heard(reply, throttle.as_ref(), &call).await
                };
                let reply = tokio::time::timeout(ATTEMPT_MAX, reply).await;
                reply.unwrap_or_else(|late| Err(ConnectorError::timeout(late.into())))
            };
            traced(&call, permit.is_some(), attempt, outcome).await
        })
    }
}

/// What became of an attempt, for its span.
fn outcome(attempt: &Result<HttpResponse, ConnectorError>) -> String {
    match attempt {
        Ok(reply) if reply.status().is_success() => "ok".to_owned(),
        Ok(reply) => format!("HTTP {}", reply.status().as_u16()),
        Err(error) if error.is_user() => "unsent".to_owned(),
        Err(_) => "no-reply".to_owned(),
    }
}

/// Reports a reply that means "too many requests" to the throttle: the SDK's retries, which happen
/// above, would keep it to themselves.
async fn heard(
    mut reply: HttpResponse,
    throttle: &dyn Throttle,
    call: &Call,
) -> Result<HttpResponse, ConnectorError> {
    let status = reply.status().as_u16();
    // Listings of successes are long, and may hold any text.
    if status < 400 {
        return Ok(reply);
    }
    let body = ByteStream::new(reply.take_body()).collect().await;
    let body = body
        .map_err(|error| ConnectorError::io(error.into()))?
        .into_bytes();
    let header = reply.headers().get(ERROR_TYPE).unwrap_or_default();
    if means_too_many(status, header, &body) {
        throttle.pushed_back(call);
    }
    *reply.body_mut() = SdkBody::from(body);
    Ok(reply)
}

/// Whether a failure means "too many requests": by its status, or a code in a header or its body.
fn means_too_many(status: u16, error_type: &str, body: &[u8]) -> bool {
    let body = String::from_utf8_lossy(body);
    // A code is a whole word: between tags, in quotes, or behind the `#` that ends its namespace.
    let mut words = body.split(|c: char| !c.is_ascii_alphanumeric());
    let mut header = error_type.split([':', '#']).map(str::trim);
    status == 429 || header.any(is_throttling) || words.any(is_throttling)
}

/// Takes S3 Control's account prefix off a loopback host: `111122223333.127.0.0.1:4566` names
/// nothing, and the account is in the `x-amz-account-id` header anyway.
fn unprefix_loopback(request: &mut HttpRequest) {
    let uri = request.uri().to_owned();
    for host in ["127.0.0.1", "localhost"] {
        let Some((scheme, rest)) = uri.split_once("://") else {
            return;
        };
        let Some((prefix, after)) = rest.split_once('.') else {
            return;
        };
        let is_account = prefix.len() == 12 && prefix.bytes().all(|b| b.is_ascii_digit());
        if is_account && after.starts_with(host) {
            // The rewritten text was a URI a moment ago and only lost a label.
            let _ = request.set_uri(format!("{scheme}://{after}"));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use aws_smithy_runtime_api::http::StatusCode;
    use futures::FutureExt;
    use gabakura_model::port::LockExpired;
    use gabakura_model::rate_limit::RateLimit;
    use gabakura_model::tenancy::Cloud;

    use super::*;
    use crate::error::Error;
    use crate::wire::tests::Canned;

    /// Counts what is pushed back.
    #[derive(Default)]
    struct Ears(Mutex<Vec<String>>);

    #[async_trait]
    impl Throttle for Ears {
        async fn turn(
            &self,
            _: &Call,
            _: &RateLimit,
            _: Option<&Permit>,
        ) -> Result<(), LockExpired> {
            Ok(())
        }

        fn pushed_back(&self, call: &Call) {
            self.0.lock().unwrap().push(call.operation.clone());
        }
    }

    #[tokio::test]
    async fn a_call_without_a_rate_limit_is_not_sent() {
        let canned = Canned::new(&[]);
        let (reading, _) = canned.clients(|_| {});
        let error = reading.iam().list_roles().send().await.unwrap_err();
        assert_eq!(Error::from(error).code(), "no-rate-limit");
    }

    #[test]
    fn every_form_of_too_many_requests_is_reported_and_the_reply_is_kept() {
        let ec2 = "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors>";
        let kms = r#"{"__type":"com.amazonaws.kms#ThrottlingException","message":"slow"}"#;
        let other = r#"{"__type":"AccessDenied","message":"no ThrottlingExceptions for you"}"#;
        for (status, header, body, expected) in [
            (503, "", ec2, true),
            (400, "", kms, true),
            (400, "ThrottlingException:http://internal/coral/", "", true),
            (400, "aws.logs#ThrottlingException", "{}", true),
            (503, "", "<Error><Code>SlowDown</Code></Error>", true),
            (429, "", "", true),
            (400, "", other, false),
            (500, "", "<Code>InternalError</Code>", false),
            (200, "", ec2, false),
        ] {
            let mut reply = HttpResponse::new(StatusCode::try_from(status).unwrap(), body.into());
            reply.headers_mut().insert(ERROR_TYPE, header);
            let (ears, operation) = (Ears::default(), "DescribeVpcs".to_owned());
            let place = Place {
                cloud: Cloud::Aws,
                account: "111122223333".to_owned(),
                region: "ap-northeast-1".to_owned(),
            };
            let call = Call {
                place,
                service: "ec2".to_owned(),
                operation,
            };
            let reply = heard(reply, &ears, &call).now_or_never().unwrap().unwrap();
            assert_eq!(reply.body().bytes(), Some(body.as_bytes()));
            let heard = ears.0.lock().unwrap().len();
            assert_eq!(heard, usize::from(expected), "{status} {header} {body}");
        }
    }
}
