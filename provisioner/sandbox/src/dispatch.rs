//! From a request to the handler of its operation.
//!
//! Every request is addressed by its SigV4 credential scope: the access key id is the account
//! number, the scope names region and service. The signature itself is not checked.

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, Method};

use crate::account_number::is_account;
use crate::account_state::AccountState;
use crate::aws_error::AwsError;
use crate::protocol::{Reply, ec2_reply};
use crate::service::{Call, Context, Operations, Service, handler_of};
use crate::{iam, s3, s3control, services, sts};

struct Scope<'a> {
    access_key: &'a str,
    region: &'a str,
    signing_name: &'a str,
}

/// Finds out account, region, service and operation of a request; or returns the error that the
/// service would.
#[expect(
    clippy::result_large_err,
    reason = "the error is the reply itself, sent at once"
)]
pub(crate) fn address(request: http::Request<Bytes>) -> Result<Call, Reply> {
    let (parts, body) = request.into_parts();
    let authorization = parts.headers.get(AUTHORIZATION);
    let scope = authorization.and_then(|value| scope(value.to_str().ok()?));
    let mut call = Call {
        account: String::new(),
        principal: None,
        session_max: None,
        region: "us-east-1".to_owned(),
        service: &sts::SERVICE,
        operation: String::new(),
        labels: Vec::new(),
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: HeaderMap::new(),
        body,
    };
    match scope {
        Some(scope) => {
            call.service = service_of(&scope, &call.path)?;
            scope.access_key.clone_into(&mut call.account);
            scope.region.clone_into(&mut call.region);
        }
        None => call.account = account_of_unsigned(&call)?,
    }
    let error = |error: AwsError| call.service.protocol.error(&error);
    if !is_account(&call.account) {
        return Err(error(call.service.protocol.unknown_credentials()));
    }
    let session = sts::Session::of(&parts.headers);
    if session.as_ref().is_some_and(sts::Session::has_expired) {
        return Err(error(call.service.protocol.expired_session()));
    }
    call.principal = session.map(|session| session.arn);
    if std::ptr::eq(call.service, &s3::SERVICE) {
        let host = host(&parts.uri, &parts.headers);
        if let Some(bucket) = host.and_then(bucket_of_host) {
            call.path = format!("/{bucket}{}", call.path);
        }
    }
    call.headers = parts.headers;
    if let Some(plain) = unchunked(&call) {
        call.body = plain;
        call.headers.remove("content-encoding");
    }
    call.resolve_operation();
    Ok(call)
}

#[expect(clippy::result_large_err, reason = "as for `address`")]
fn service_of(scope: &Scope<'_>, path: &str) -> Result<&'static Service, Reply> {
    services::find(scope.signing_name, path).ok_or_else(|| {
        let message = format!("the sandbox has no service `{}`", scope.signing_name);
        let error = AwsError::new(501, "NotImplemented", message);
        iam::SERVICE.protocol.error(&error)
    })
}

/// Roles are assumed with a web identity without a signature; nothing else is.
#[expect(clippy::result_large_err, reason = "as for `address`")]
fn account_of_unsigned(call: &Call) -> Result<String, Reply> {
    sts::account_of_unsigned(&call.body).ok_or_else(|| {
        let message = "Request is missing Authentication Token";
        let service = match call.path.starts_with(s3control::SERVICE.path_prefix) {
            true => &s3control::SERVICE,
            false => &iam::SERVICE,
        };
        let error = AwsError::new(403, "MissingAuthenticationToken", message);
        service.protocol.error(&error)
    })
}

/// `AWS4-HMAC-SHA256 Credential=KEY/date/region/service/aws4_request, …`
fn scope(authorization: &str) -> Option<Scope<'_>> {
    let (_, rest) = authorization.split_once("Credential=")?;
    let mut parts = rest.split(',').next()?.trim().split('/');
    let access_key = parts.next()?;
    let _date = parts.next()?;
    Some(Scope {
        access_key,
        region: parts.next()?,
        signing_name: parts.next()?,
    })
}

fn host(uri: &http::Uri, headers: &HeaderMap) -> Option<String> {
    let header = || headers.get(HOST)?.to_str().ok();
    let host = uri.host().or_else(header)?;
    Some(
        host.rsplit_once(':')
            .map_or(host, |(name, _)| name)
            .to_owned(),
    )
}

/// The bucket of a virtual-hosted address: `bucket.s3.region.amazonaws.com`, `bucket.localhost`.
fn bucket_of_host(host: String) -> Option<String> {
    if let Some(bucket) = host.strip_suffix(".localhost") {
        return Some(bucket.to_owned());
    }
    let labels = host.strip_suffix(".amazonaws.com")?;
    let (bucket, _) = labels
        .rsplit_once(".s3.")
        .or_else(|| labels.strip_suffix(".s3").map(|bucket| (bucket, "")))?;
    Some(bucket.to_owned())
}

/// The payload of an `aws-chunked` body: hexadecimal size, chunk, …, a chunk of size 0, trailers.
fn unchunked(call: &Call) -> Option<Bytes> {
    let signed = call.header("x-amz-content-sha256")?;
    if !std::ptr::eq(call.service, &s3::SERVICE) || !signed.starts_with("STREAMING-") {
        return None;
    }
    let mut rest: &[u8] = &call.body;
    let mut plain = Vec::new();
    loop {
        let line_end = rest.windows(2).position(|pair| pair == b"\r\n")?;
        let line = std::str::from_utf8(&rest[..line_end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?, 16).ok()?;
        rest = &rest[line_end + 2..];
        if size == 0 {
            return Some(plain.into());
        }
        plain.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}

/// Answers `call` in its account.
pub(crate) async fn answer(call: &Call, state: &mut AccountState) -> Reply {
    let (protocol, operation) = (call.service.protocol, call.operation.as_str());
    let (request, params) = (call.request(), call.params());
    let mut cx = Context {
        call,
        request: &request,
        params: &params,
        state,
    };
    let unknown = || protocol.unknown_operation(operation);
    let answered = match call.service.operations {
        Operations::Own(rows) => match handler_of(rows, operation) {
            Some(handler) => handler(&mut cx).map(|output| protocol.reply(operation, &output)),
            None => Err(unknown()),
        },
        Operations::Ec2(rows) => match handler_of(rows, operation) {
            Some(handler) => {
                let ec2 = cx.state.ec2(&call.region);
                let answered = ec2.answer(operation, handler, &params);
                answered.map(|inside| ec2_reply(operation, &inside))
            }
            None => Err(unknown()),
        },
        Operations::Crate(_, rows, other) => {
            handler_of(rows, operation).unwrap_or(other)(&mut cx).await
        }
    };
    let mut reply = answered.unwrap_or_else(|error| protocol.error(&error));
    if call.method == Method::HEAD && !reply.status().is_success() {
        *reply.body_mut() = Bytes::new();
    }
    reply
}
