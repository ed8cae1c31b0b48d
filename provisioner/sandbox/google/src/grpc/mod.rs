//! gRPC: another wire for the same calls.
//!
//! A method of the table is translated into the REST call that does the same, so a resource is
//! stored once and every rule holds on both wires. Messages come as protobuf
//! (`application/grpc`) or as JSON (`application/grpc+json`); `tonic` frames them.

mod bucket;
mod descriptor;
mod methods;

use std::future::{Ready, ready};

use bytes::{Buf, BufMut, Bytes};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http_body_util::Full;
use serde_json::Value;
use tonic::Status;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::server::{Grpc, UnaryService};

use crate::call::{Call, Response};
use crate::refusal::Refusal;
use methods::Method;

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Proto,
    Json,
}

impl Wire {
    /// The wire of a request; `None` when it is not gRPC.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
        match content_type.strip_prefix("application/grpc")? {
            "+json" => Some(Self::Json),
            "" | "+proto" => Some(Self::Proto),
            _ => None,
        }
    }

    /// The call that does what a message asks for.
    pub(crate) fn read(self, path: &str, message: &[u8]) -> Result<Call, Refusal> {
        let method = Method::find(path)?;
        let request = match self {
            Self::Json => serde_json::from_slice(message)
                .map_err(|error| Refusal::invalid(error.to_string()))?,
            Self::Proto => descriptor::decode(&method.api.messages, method.request, message)?,
        };
        method.call(request)
    }

    /// The message that a call's response is.
    pub(crate) fn write(self, path: &str, response: Response) -> Result<Vec<u8>, Refusal> {
        let method = Method::find(path)?;
        let message = method.message(response.body.unwrap_or(Value::Null));
        match self {
            Self::Json => Ok(message.to_string().into_bytes()),
            Self::Proto => descriptor::encode(&method.api.messages, method.response, message),
        }
    }

    /// Answers a request, whose message and its response's `answer` reads and writes.
    pub(crate) async fn serve(
        self,
        request: http::Request<Full<Bytes>>,
        answer: impl FnMut(&[u8]) -> Result<Vec<u8>, Refusal>,
    ) -> http::Response<Body> {
        let mut response = Grpc::new(Opaque).unary(Unary(answer), request).await;
        if self == Self::Json {
            let json = HeaderValue::from_static("application/grpc+json");
            response.headers_mut().insert(CONTENT_TYPE, json);
        }
        response
    }
}

/// A method that is a function.
struct Unary<F>(F);

impl<F: FnMut(&[u8]) -> Result<Vec<u8>, Refusal>> UnaryService<Vec<u8>> for Unary<F> {
    type Response = Vec<u8>;
    type Future = Ready<Result<tonic::Response<Vec<u8>>, Status>>;

    fn call(&mut self, request: tonic::Request<Vec<u8>>) -> Self::Future {
        let answered = (self.0)(request.get_ref());
        let failed = |refusal: Refusal| Status::new(refusal.code(), refusal.message);
        ready(answered.map(tonic::Response::new).map_err(failed))
    }
}

/// Passes messages on as bytes: what they hold depends on the method.
struct Opaque;

impl Codec for Opaque {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Opaque {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&message);
        Ok(())
    }
}

impl Decoder for Opaque {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining()).into()))
    }
}
