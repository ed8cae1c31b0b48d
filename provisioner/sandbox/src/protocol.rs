//! The protocols of AWS: how a service writes its replies and its errors.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::aws_error::AwsError;
use crate::ids;
use crate::xml::Xml;

/// A reply on its way to the client.
pub(crate) type Reply = http::Response<Bytes>;

const EC2_NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// How a service reads requests and writes replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Smithy RPC v2 with bodies in CBOR: the path ends in the operation.
    Cbor,
    /// The Query protocol as EC2 writes it.
    Ec2,
    /// JSON with the operation in `x-amz-target`; its version.
    Json(&'static str),
    /// Form parameters, XML replies in a namespace.
    Query(&'static str),
    /// JSON with the operation in method and path.
    RestJson,
    /// XML with the operation in method, path and sub-resource; the element around an error.
    RestXml(&'static str),
}

impl Protocol {
    /// A successful reply.
    pub(crate) fn reply(self, operation: &str, body: &Value) -> Reply {
        match self {
            Self::Cbor => cbor(200, body),
            Self::Json(_) | Self::RestJson => reply(200, self.content_type(), body.to_string()),
            Self::Query(namespace) => {
                let mut xml = Xml::new();
                xml.root(&format!("{operation}Response"), namespace, |xml| {
                    xml.node(&format!("{operation}Result"), |xml| {
                        xml.record(body);
                    });
                    xml.node("ResponseMetadata", |xml| {
                        xml.text("RequestId", ids::request());
                    });
                });
                reply(200, self.content_type(), xml.into_string())
            }
            Self::Ec2 | Self::RestXml(_) => unreachable!("their rooms write XML themselves"),
        }
    }

    /// An error.
    pub(crate) fn error(self, error: &AwsError) -> Reply {
        let AwsError { code, message, .. } = error;
        let body = match self {
            Self::Cbor => return with_header(error, cbor_error(error)),
            Self::RestJson => json!({ "message": message }).to_string(),
            Self::Json(_) => json!({ "__type": code, "message": message }).to_string(),
            Self::Ec2 => error_xml(error, "Response", "RequestID", &["Errors", "Error"]),
            Self::RestXml("Error") => error_xml(error, "Error", "RequestId", &[]),
            Self::Query(_) | Self::RestXml(_) => {
                error_xml(error, "ErrorResponse", "RequestId", &["Error"])
            }
        };
        let mut reply = reply(error.status, self.content_type(), body);
        if let Ok(code) = HeaderValue::from_str(code) {
            reply.headers_mut().insert("x-amzn-errortype", code);
        }
        with_header(error, reply)
    }

    /// The error for an operation that the sandbox does not have.
    pub(crate) fn unknown_operation(self, operation: &str) -> AwsError {
        match self {
            Self::Ec2 | Self::Query(_) => {
                let message = format!("The action {operation} is not valid for this web service.");
                AwsError::bad("InvalidAction", message)
            }
            Self::Json(_) => AwsError::bad("UnknownOperationException", operation),
            _ => AwsError::new(404, "UnknownOperationException", operation),
        }
    }

    /// The error for an assumed role whose session has ended.
    pub(crate) fn expired_session(self) -> AwsError {
        let message = "The security token included in the request is expired";
        match self {
            Self::Ec2 => AwsError::bad("RequestExpired", "Request has expired."),
            Self::RestXml(_) => AwsError::bad("ExpiredToken", message),
            Self::Query(_) => AwsError::new(403, "ExpiredToken", message),
            _ => AwsError::bad("ExpiredTokenException", message),
        }
    }

    /// The error for credentials nobody issued.
    pub(crate) fn unknown_credentials(self) -> AwsError {
        let message = "The security token included in the request is invalid.";
        match self {
            Self::Ec2 => {
                let message = "AWS was not able to validate the provided access credentials";
                AwsError::new(401, "AuthFailure", message)
            }
            Self::Query(_) => AwsError::new(403, "InvalidClientTokenId", message),
            Self::RestXml(_) => {
                let message = "The AWS Access Key Id you provided does not exist in our records.";
                AwsError::new(403, "InvalidAccessKeyId", message)
            }
            _ => AwsError::bad("UnrecognizedClientException", message),
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Cbor => "application/cbor",
            Self::Json("1.0") => "application/x-amz-json-1.0",
            Self::Json(_) => "application/x-amz-json-1.1",
            Self::RestJson => "application/json",
            Self::RestXml("Error") => "application/xml",
            Self::Ec2 | Self::Query(_) | Self::RestXml(_) => "text/xml",
        }
    }
}

/// A reply with a content type and a body.
pub(crate) fn reply(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = empty(status);
    *reply.body_mut() = body.into();
    let content_type = HeaderValue::from_static(content_type);
    reply.headers_mut().insert(CONTENT_TYPE, content_type);
    reply
}

/// A reply without a body.
pub(crate) fn empty(status: u16) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    reply
}

/// A reply of EC2 around what the operation wrote.
pub(crate) fn ec2_reply(operation: &str, inside: &str) -> Reply {
    let mut xml = Xml::new();
    xml.root(&format!("{operation}Response"), EC2_NAMESPACE, |xml| {
        xml.text("requestId", ids::request()).fragment(inside);
    });
    reply(200, "text/xml;charset=UTF-8", xml.into_string())
}

fn cbor(status: u16, body: &Value) -> Reply {
    let mut bytes = Vec::new();
    ciborium::into_writer(body, &mut bytes).expect("JSON is CBOR, and memory takes it");
    let mut reply = reply(status, "application/cbor", bytes);
    let protocol = HeaderValue::from_static("rpc-v2-cbor");
    reply.headers_mut().insert("smithy-protocol", protocol);
    reply
}

/// The code as the service's former protocol has it is in a header.
fn cbor_error(error: &AwsError) -> Reply {
    let body = json!({ "__type": error.code, "message": error.message });
    let mut reply = cbor(error.status, &body);
    if let Ok(code) = HeaderValue::from_str(&format!("{};Sender", error.code)) {
        reply.headers_mut().insert("x-amzn-query-error", code);
    }
    reply
}

fn with_header(error: &AwsError, mut reply: Reply) -> Reply {
    if let Some((name, value)) = &error.header
        && let Ok(value) = HeaderValue::from_str(value)
    {
        let name = HeaderName::from_static(name);
        reply.headers_mut().insert(name, value);
    }
    reply
}

/// The document of an error: `root`, in it `path` around code and message, and the request id.
fn error_xml(error: &AwsError, root: &str, request_id: &str, path: &[&str]) -> String {
    fn inside(xml: &mut Xml, error: &AwsError, path: &[&str]) {
        match path {
            [first, rest @ ..] => xml.node(first, |xml| inside(xml, error, rest)),
            [] => xml
                .text("Type", "Sender")
                .text("Code", &error.code)
                .text("Message", &error.message),
        };
    }
    let mut xml = Xml::new();
    xml.node(root, |xml| {
        inside(xml, error, path);
        xml.text(request_id, ids::request());
    });
    xml.into_string()
}
