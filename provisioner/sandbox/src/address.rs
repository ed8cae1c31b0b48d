//! Who asks, where, and for which service: read from the SigV4 credential scope.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HOST};

use crate::account_number::is_account;
use crate::call::{Call, Reply, Service};
use crate::refusal::Refusal;
use crate::sts;

struct Scope<'a> {
    access_key: &'a str,
    region: &'a str,
    signing_name: &'a str,
}

/// Addresses `request`, or says in the service's own words why it cannot be.
#[expect(
    clippy::result_large_err,
    reason = "the refusal is the reply itself, sent at once"
)]
pub(crate) fn address(request: http::Request<Bytes>) -> Result<Call, Reply> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let authorization = parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some(scope) = authorization.and_then(scope) else {
        if let Some(account) = sts::account_of_unsigned(&body) {
            return Ok(Call {
                account,
                principal: None,
                session_max: None,
                region: "us-east-1".to_owned(),
                service: Service::Sts,
                method: parts.method,
                path,
                query: String::new(),
                headers: parts.headers,
                body,
            });
        }
        let message = "Request is missing Authentication Token";
        let service = if path.starts_with("/v20180820/") {
            Service::S3Control
        } else {
            Service::Iam
        };
        return Err(Refusal::new(403, "MissingAuthenticationToken", message).reply(service));
    };
    let Some(service) = Service::from_scope(scope.signing_name, &path) else {
        let message = format!("the sandbox has no service `{}`", scope.signing_name);
        return Err(Refusal::new(501, "NotImplemented", message).reply(Service::Iam));
    };
    if !is_account(scope.access_key) {
        return Err(Refusal::unknown_credentials(service).reply(service));
    }
    let session = sts::session_of(&parts.headers);
    if session.as_ref().is_some_and(sts::Session::is_over) {
        return Err(Refusal::expired_session(service).reply(service));
    }
    let bucket = match service {
        Service::S3 => host(&parts.uri, &parts.headers).and_then(bucket_of_host),
        _ => None,
    };
    let mut call = Call {
        account: scope.access_key.to_owned(),
        principal: session.map(|session| session.arn),
        session_max: None,
        region: scope.region.to_owned(),
        service,
        method: parts.method,
        path: bucket.map_or_else(|| path.clone(), |bucket| format!("/{bucket}{path}")),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.clone(),
        body,
    };
    if let Some(plain) = unchunked(&call) {
        call.body = plain;
        call.headers.remove("content-encoding");
    }
    Ok(call)
}

/// `AWS4-HMAC-SHA256 Credential=KEY/date/region/service/aws4_request, …`
fn scope(authorization: &str) -> Option<Scope<'_>> {
    let (_, rest) = authorization.split_once("Credential=")?;
    let credential = rest.split(',').next()?.trim();
    let mut parts = credential.split('/');
    let access_key = parts.next()?;
    let _date = parts.next()?;
    Some(Scope {
        access_key,
        region: parts.next()?,
        signing_name: parts.next()?,
    })
}

fn host(uri: &http::Uri, headers: &HeaderMap) -> Option<String> {
    let authority = uri.host().map(str::to_owned);
    let header = || headers.get(HOST)?.to_str().ok().map(str::to_owned);
    let host = authority.or_else(header)?;
    Some(
        host.rsplit_once(':')
            .map_or(host.as_str(), |(name, _)| name)
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
    if call.service != Service::S3 || !signed.starts_with("STREAMING-") {
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
