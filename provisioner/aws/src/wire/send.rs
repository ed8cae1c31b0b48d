//! One call through the SDK's runtime, as an SDK client makes it.

use aws_config::{Region, SdkConfig};
use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::{ServiceClockSkewClassifier, ServiceClockSkewInterceptor};
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime::client::stalled_stream_protection::StalledStreamProtectionInterceptor;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use aws_types::service_config::ServiceConfigKey;

use super::call::{Call, Protocol, Service};
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::transport::Label;

/// Where global services are.
const GLOBAL_REGION: &str = "us-east-1";

/// Sends one request and hands out the body of the reply.
pub(super) async fn send(aws: &Clients, service: Service, call: Call) -> Result<Vec<u8>> {
    let (config, name, operation) = (aws.config(), service.name(), call.operation);
    let region = if service.is_global {
        GLOBAL_REGION
    } else {
        aws.region()
    };
    let retries = config.retry_config().cloned();
    let timeouts = config.timeout_config().cloned();
    let mut builder = Operation::builder()
        .service_name(name.clone())
        .operation_name(operation)
        .endpoint_url(&endpoint(config, service, region))
        .standard_retry(&retries.unwrap_or_else(RetryConfig::disabled))
        .timeout_config(timeouts.unwrap_or_else(TimeoutConfig::disabled))
        .runtime_plugin(identity(config, service, region))
        .with_connection_poisoning()
        .interceptor(ServiceClockSkewInterceptor::new())
        .interceptor(RequestInfoInterceptor::new())
        .interceptor(UserAgentInterceptor::new())
        .interceptor(InvocationIdInterceptor::new())
        .interceptor(StalledStreamProtectionInterceptor::default())
        .interceptor(Label)
        .retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
        .retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::new())
        .retry_classifier(ServiceClockSkewClassifier::<ErrorMetadata>::new())
        .retry_classifier(HttpStatusCodeClassifier::default());
    if let Some(behavior) = config.behavior_version() {
        builder = builder.behavior_version(behavior);
    }
    if let Some(stalls) = config.stalled_stream_protection() {
        builder = builder.stalled_stream_protection(stalls);
    }
    let protocol = service.protocol;
    let operation = builder
        .serializer(move |call: Call| call.request(protocol))
        .deserializer(move |reply| read(reply, protocol))
        .build();
    let reply = operation.invoke(call.clone()).await;
    reply.map_err(|error| Error::of(error, name, call.operation.to_owned()))
}

/// What the configuration says about who calls, with what, and how the call is signed.
fn identity(config: &SdkConfig, service: Service, region: &str) -> StaticRuntimePlugin {
    let mut layer = Layer::new("gabakura-wire");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(Region::new(region.to_owned()))),
        name: Some(SigningName::from(service.signing_name)),
        ..SigV4OperationSigningConfig::default()
    });
    layer.store_put(ApiMetadata::new(service.id, env!("CARGO_PKG_VERSION")));
    layer.store_or_unset(config.app_name().cloned());
    let mut parts = RuntimeComponentsBuilder::new("gabakura-wire")
        .with_auth_scheme(SigV4AuthScheme::new())
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![
            SCHEME_ID,
        ])))
        .with_http_client(config.http_client())
        .with_identity_cache(config.identity_cache())
        .with_sleep_impl(config.sleep_impl())
        .with_time_source(config.time_source());
    if let Some(credentials) = config.credentials_provider() {
        parts.set_identity_resolver(SCHEME_ID, credentials);
    }
    StaticRuntimePlugin::new()
        .with_config(layer.freeze())
        .with_runtime_components(parts)
}

/// Where the service is: what the configuration names, for it alone or for all; else AWS's own.
fn endpoint(config: &SdkConfig, service: Service, region: &str) -> String {
    let key = ServiceConfigKey::builder()
        .service_id(service.id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .expect("all three are given");
    let of_service = || config.service_config()?.load_config(key);
    let of_service = if config.get_origin("endpoint_url").is_client_config() {
        None
    } else {
        of_service()
    };
    if let Some(url) = of_service.or_else(|| config.endpoint_url().map(str::to_owned)) {
        return url;
    }
    let fips = config.use_fips().unwrap_or_default();
    let dual = config.use_dual_stack().unwrap_or_default();
    let fips = if fips { "-fips" } else { "" };
    let domain = if dual { "api.aws" } else { "amazonaws.com" };
    let host = service.host;
    if service.is_global {
        return format!("https://{host}{fips}.{domain}");
    }
    format!("https://{host}{fips}.{region}.{domain}")
}

/// The body of a success, or what a refusal says.
fn read(
    reply: &HttpResponse,
    protocol: Protocol,
) -> Result<Vec<u8>, OrchestratorError<ErrorMetadata>> {
    if reply.status().is_success() {
        return Ok(reply.body().bytes().unwrap_or_default().to_vec());
    }
    Err(OrchestratorError::operation(protocol.error(reply)))
}
