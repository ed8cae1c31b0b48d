//! What AWS would refuse, in the error form of each protocol.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::json;

use crate::call::{Protocol, Reply, Service};
use crate::cbor;
use crate::ids;
use crate::xml::Xml;

/// An AWS error: status, code and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// A 400, which is what almost every refusal is.
    pub(crate) fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub(crate) fn missing_parameter(name: &str) -> Self {
        let message = format!("The request must contain the parameter {name}");
        Self::bad("MissingParameter", message)
    }

    pub(crate) fn invalid_value(value: &str, name: &str, why: &str) -> Self {
        let message = format!("Value ({value}) for parameter {name} is invalid. {why}");
        Self::bad("InvalidParameterValue", message.trim_end())
    }

    /// An operation AWS has and the sandbox does not.
    pub(crate) fn unknown_operation(operation: &str) -> Self {
        let message = format!("The action {operation} is not valid for this web service.");
        Self::bad("InvalidAction", message)
    }

    /// A session of an assumed role is over.
    pub(crate) fn expired_session(service: Service) -> Self {
        let message = "The security token included in the request is expired";
        match service.protocol() {
            Protocol::Ec2 => Self::bad("RequestExpired", "Request has expired."),
            Protocol::S3 => Self::bad("ExpiredToken", message),
            Protocol::Query => Self::new(403, "ExpiredToken", message),
            _ => Self::bad("ExpiredTokenException", message),
        }
    }

    /// Credentials nobody issued, in the words of the service asked.
    pub(crate) fn unknown_credentials(service: Service) -> Self {
        match service.protocol() {
            Protocol::Ec2 => Self::new(
                401,
                "AuthFailure",
                "AWS was not able to validate the provided access credentials",
            ),
            Protocol::Query => Self::new(
                403,
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
            ),
            Protocol::Cbor | Protocol::Json | Protocol::Rest => Self::bad(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
            Protocol::S3 => Self::new(
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
            ),
        }
    }

    /// The refusal as `service` would write it.
    pub(crate) fn reply(&self, service: Service) -> Reply {
        let (kind, body) = match service.protocol() {
            Protocol::Cbor => return cbor::refusal(self),
            Protocol::Rest => {
                let body = json!({ "message": self.message });
                ("application/json", body.to_string())
            }
            Protocol::Json => {
                let body = json!({ "__type": self.code, "message": self.message });
                ("application/x-amz-json-1.1", body.to_string())
            }
            Protocol::Ec2 => ("text/xml", self.ec2_xml()),
            Protocol::S3 if service == Service::S3 => ("application/xml", self.s3_xml()),
            Protocol::Query | Protocol::S3 => ("text/xml", self.query_xml()),
        };
        let mut reply = answer(self.status, kind, body);
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            reply.headers_mut().insert("x-amzn-errortype", code);
        }
        reply
    }

    fn ec2_xml(&self) -> String {
        let mut xml = Xml::new();
        xml.node("Response", |xml| {
            xml.list("Errors", "Error", [self], |xml, refusal| refusal.write(xml));
            xml.text("RequestID", ids::request());
        });
        xml.into_string()
    }

    fn query_xml(&self) -> String {
        let mut xml = Xml::new();
        xml.node("ErrorResponse", |xml| {
            xml.node("Error", |xml| {
                xml.text("Type", "Sender");
                self.write(xml);
            });
            xml.text("RequestId", ids::request());
        });
        xml.into_string()
    }

    fn s3_xml(&self) -> String {
        let mut xml = Xml::new();
        xml.node("Error", |xml| {
            self.write(xml);
            xml.text("RequestId", ids::request());
        });
        xml.into_string()
    }

    fn write(&self, xml: &mut Xml) {
        xml.text("Code", &self.code).text("Message", &self.message);
    }
}

/// A reply with a content type and a body.
pub(crate) fn answer(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = Reply::new(body.into());
    *reply.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// A successful JSON reply.
pub(crate) fn json(body: &serde_json::Value) -> Reply {
    answer(200, "application/x-amz-json-1.1", body.to_string())
}

/// A successful query-protocol reply: `<OpResponse><OpResult>…`.
pub(crate) fn query(operation: &str, namespace: &str, result: &Inside) -> Reply {
    let mut xml = Xml::new();
    xml.node(
        &format!("{operation}Response xmlns=\"{namespace}\""),
        |xml| {
            xml.node(&format!("{operation}Result"), |xml| result(xml));
            xml.node("ResponseMetadata", |xml| {
                xml.text("RequestId", ids::request());
            });
        },
    );
    answer(200, "text/xml", xml.into_string())
}

/// Something that writes the inside of an element.
pub(crate) type Inside<'a> = dyn Fn(&mut Xml) + 'a;
