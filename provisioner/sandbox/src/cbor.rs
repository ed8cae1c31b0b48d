//! The protocol of CloudWatch: Smithy's RPC v2 with bodies in CBOR.

use http::header::HeaderValue;
use serde_json::{Value, json};

use crate::call::{Call, Reply};
use crate::refusal::{self, Refusal};

/// The body of a request; `null` when it is not CBOR, or says what JSON cannot.
pub(crate) fn request(call: &Call) -> Value {
    ciborium::from_reader(call.body.as_ref()).unwrap_or_default()
}

/// A successful reply.
pub(crate) fn reply(body: &Value) -> Reply {
    written(200, body)
}

/// A refusal; the code as older protocols call it is in a header.
pub(crate) fn refusal(refusal: &Refusal) -> Reply {
    let body = json!({ "__type": refusal.code, "message": refusal.message });
    let mut reply = written(refusal.status, &body);
    if let Ok(code) = HeaderValue::from_str(&format!("{};Sender", refusal.code)) {
        reply.headers_mut().insert("x-amzn-query-error", code);
    }
    reply
}

fn written(status: u16, body: &Value) -> Reply {
    let mut bytes = Vec::new();
    ciborium::into_writer(body, &mut bytes).expect("JSON is CBOR, and memory takes it");
    let mut reply = refusal::answer(status, "application/cbor", bytes);
    let protocol = HeaderValue::from_static("rpc-v2-cbor");
    reply.headers_mut().insert("smithy-protocol", protocol);
    reply
}
