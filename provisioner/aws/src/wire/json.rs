//! What the JSON protocols say, and how they say that something went wrong.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::ErrorMetadata;
use gabakura_model::Value;
use serde::de::DeserializeOwned;

/// Reads a reply's body; none at all is an empty object.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    let body = if body.is_empty() { b"{}" } else { body };
    let mut value: Value = serde_json::from_slice(body)?;
    drop_nulls(&mut value);
    serde_json::from_value(value)
}

/// A null says the same as nothing, to the SDK as well.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// The code, bare of the namespace before it and the address behind it, and the message.
///
/// A reply that says neither has neither: then its status decides.
pub(super) fn error(reply: &HttpResponse) -> ErrorMetadata {
    let body = reply.body().bytes().unwrap_or_default();
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |names: &[&str]| {
        let mut codes = names.iter().filter_map(|name| body[*name].as_str());
        codes.next().map(str::to_owned)
    };
    let header = reply.headers().get("x-amzn-errortype").map(str::to_owned);
    let mut error = ErrorMetadata::builder();
    if let Some(code) = header.or_else(|| text(&["code", "__type"])) {
        let code = code.split(':').next().unwrap_or_default();
        error = error.code(code.rsplit('#').next().unwrap_or_default().trim());
    }
    if let Some(message) = text(&["message", "Message", "errorMessage"]) {
        error = error.message(message);
    }
    error.build()
}
