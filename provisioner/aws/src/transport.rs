//! The one HTTP path of every AWS call: named, throttled, counted.
//!
//! Sitting below the SDK's retries, it sees each attempt; no kind can forget it.

use std::sync::Arc;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, Metadata};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use gabakura_model::port::{Call, Throttle};
use gabakura_model::tenancy::Place;

const OPERATION: &str = "x-gabakura-operation";
const SERVICE: &str = "x-gabakura-service";

/// Operations that change nothing begin with one of these; everything else is mutating.
const READING: &[&str] = &[
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
    place: Place,
    may_mutate: bool,
}

impl Throttled {
    pub fn new(inner: SharedHttpClient, throttle: Arc<dyn Throttle>, place: Place) -> Self {
        Self {
            inner,
            throttle,
            place,
            may_mutate: false,
        }
    }

    /// Lets mutating requests through; without this they are refused before they are sent.
    pub fn mutating(self) -> Self {
        Self {
            may_mutate: true,
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
        let mutating = !READING.iter().any(|verb| operation.starts_with(verb));
        if mutating && !self.client.may_mutate {
            let refusal = format!("`{operation}` changes something, on a client that only reads");
            let error =
                aws_smithy_runtime_api::client::result::ConnectorError::user(refusal.into());
            return HttpConnectorFuture::ready(Err(error));
        }
        unprefix_loopback(&mut request);
        let call = Call {
            place: self.client.place.clone(),
            service,
            operation,
            mutating,
        };
        let (throttle, connector) = (Arc::clone(&self.client.throttle), self.connector.clone());
        HttpConnectorFuture::new(async move {
            throttle.turn(&call).await;
            connector.call(request).await
        })
    }
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
