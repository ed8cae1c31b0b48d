//! gRPC: another wire for the same calls.
//!
//! A method of the table is translated into the REST call that does the same, so a thing is
//! stored once and every rule holds on both wires. Messages come as protobuf
//! (`application/grpc`) or as JSON (`application/grpc+json`).

mod bucket;
mod methods;
mod proto;

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Response};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use crate::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::server::Body;
use methods::Method;

/// What gRPC wants encoded in a message.
const MESSAGE: &AsciiSet = &CONTROLS.add(b'%');

/// The bytes before a message: whether it is compressed, and its length.
const FRAME_BYTES: usize = 5;

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Proto,
    Json,
}

impl Wire {
    /// The wire of a request; `None` when it is not gRPC.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
        match kind.strip_prefix("application/grpc")? {
            "+json" => Some(Self::Json),
            "" | "+proto" => Some(Self::Proto),
            _ => None,
        }
    }

    /// The call that does what a request asks for.
    pub(crate) fn read(self, path: &str, body: &[u8]) -> Result<Call, Refusal> {
        let method = Method::find(path)?;
        let message = unframe(body)
            .ok_or_else(|| Refusal::invalid("Not one whole uncompressed gRPC message."))?;
        let value = match self {
            Self::Json => serde_json::from_slice(message)
                .map_err(|error| Refusal::invalid(error.to_string()))?,
            Self::Proto => proto::decode(method.schema(), method.request, message)?,
        };
        method.ask(value)
    }

    /// The reply in gRPC's form.
    pub(crate) fn write(self, path: &str, result: Result<Answer, Refusal>) -> Response<Body> {
        let result =
            result.and_then(|answer| self.message(path, answer.body.unwrap_or(Value::Null)));
        let mut trailers = HeaderMap::new();
        let (code, data) = match result {
            Ok(data) => (0, frame(&data)),
            Err(refusal) => {
                let message = utf8_percent_encode(&refusal.message, MESSAGE).to_string();
                if let Ok(message) = message.parse() {
                    trailers.insert("grpc-message", message);
                }
                (refusal.code(), Bytes::new())
            }
        };
        trailers.insert("grpc-status", HeaderValue::from(code));
        let mut response = Response::new(Body::with_trailers(data, trailers));
        let kind = match self {
            Self::Json => "application/grpc+json",
            Self::Proto => "application/grpc",
        };
        let kind = HeaderValue::from_static(kind);
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, kind);
        response
    }

    fn message(self, path: &str, body: Value) -> Result<Vec<u8>, Refusal> {
        let method = Method::find(path)?;
        let value = method.reply(body);
        match self {
            Self::Json => Ok(value.to_string().into_bytes()),
            Self::Proto => proto::encode(method.schema(), method.response, &value),
        }
    }
}

fn unframe(body: &[u8]) -> Option<&[u8]> {
    let (head, message) = body.split_at_checked(FRAME_BYTES)?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    let whole = head[0] == 0 && usize::try_from(length) == Ok(message.len());
    whole.then_some(message)
}

fn frame(message: &[u8]) -> Bytes {
    let mut framed = BytesMut::with_capacity(FRAME_BYTES + message.len());
    framed.put_u8(0);
    framed.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    framed.put_slice(message);
    framed.freeze()
}
