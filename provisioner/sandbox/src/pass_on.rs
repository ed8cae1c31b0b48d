//! Passing requests on to the crates, and adjusting what they return.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use crate::aws_error::AwsError;
use crate::crates::CrateRequest;
use crate::paging::page;
use crate::protocol::Reply;
use crate::service::{Call, Context, Operations};

/// Passes the call on as it is.
pub(crate) async fn pass_on(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    Ok(forward(cx).await)
}

/// As [`pass_on`], where no error is the handler's own.
pub(crate) async fn forward(cx: &mut Context<'_>) -> Reply {
    let call = cx.call;
    send(cx, call).await
}

/// Sends a call of the same service to its crate.
pub(crate) async fn send(cx: &mut Context<'_>, call: &Call) -> Reply {
    let Operations::Crate(of, ..) = call.service.operations else {
        unreachable!("only the rooms of crates pass calls on");
    };
    let request = CrateRequest {
        region: &call.region,
        method: &call.method,
        path: &call.path,
        query: &call.query,
        headers: &call.headers,
        body: &call.body,
    };
    cx.state.crates.handle(of, request).await
}

/// Asks the crate for another JSON operation.
pub(crate) async fn ask_json(cx: &mut Context<'_>, operation: &str, body: &Value) -> Reply {
    let mut call = cx.call.clone();
    let target = call.header("x-amz-target").unwrap_or_default();
    let prefix = target.rsplit_once('.').map_or("", |(prefix, _)| prefix);
    if let Ok(value) = format!("{prefix}.{operation}").parse() {
        call.headers.insert("x-amz-target", value);
    }
    call.body = body.to_string().into();
    send(cx, &call).await
}

/// Asks the crate for another operation of the Query protocol.
pub(crate) async fn ask_form(cx: &mut Context<'_>, parameters: &[(&str, &str)]) -> Reply {
    let mut call = cx.call.clone();
    // In one statement, since a serializer cannot be held while waiting.
    call.body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
        .into();
    send(cx, &call).await
}

/// Asks the crate for a REST operation on the same path's bucket in a region.
pub(crate) async fn ask_rest(
    cx: &mut Context<'_>,
    method: Method,
    (region, path): (&str, &str),
    query: &str,
    body: impl Into<Bytes>,
) -> Reply {
    let mut call = cx.call.clone();
    call.method = method;
    call.region = region.to_owned();
    call.path = path.to_owned();
    call.query = query.to_owned();
    call.body = body.into();
    send(cx, &call).await
}

/// The body of a JSON reply, to be adjusted.
pub(crate) fn body_of(reply: &Reply) -> Value {
    serde_json::from_slice(reply.body()).unwrap_or_default()
}

/// Puts an adjusted body back.
pub(crate) fn with_body(mut reply: Reply, body: &Value) -> Reply {
    *reply.body_mut() = body.to_string().into();
    reply.headers_mut().remove(http::header::CONTENT_LENGTH);
    reply
}

/// Pages the array `list` of a JSON reply by `Limit` and `Marker`, as KMS does.
pub(crate) fn page_reply(
    body: &mut Value,
    (list, key): (&str, &str),
    request: &Value,
    default_size: usize,
) -> Result<(), AwsError> {
    let items = body[list].as_array().cloned().unwrap_or_default();
    let size = match request["Limit"].as_u64() {
        Some(size @ 1..=1000) => usize::try_from(size).unwrap_or(default_size),
        Some(_) => {
            let message = "Limit must be between 1 and 1000";
            return Err(AwsError::bad("ValidationException", message));
        }
        None => default_size,
    };
    let text = |item: &Value| item[key].as_str().unwrap_or_default().to_owned();
    let (items, next) = page(items, text, request["Marker"].as_str(), size);
    body[list] = items.into();
    body["Truncated"] = json!(next.is_some());
    if let Some(next) = next {
        body["NextMarker"] = json!(next);
    }
    Ok(())
}
