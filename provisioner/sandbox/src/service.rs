//! What a service is: a row with its protocol and its operations.

use std::fmt::Display;
use std::pin::Pin;

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::Value;

use crate::account_state::{AccountState, Kind};
use crate::aws_error::AwsError;
use crate::crates::Crate;
use crate::ec2;
use crate::params::{Params, decode};
use crate::protocol::{Protocol, Reply};

/// A service of AWS.
pub(crate) struct Service {
    /// The name used in host names and reports.
    pub(crate) name: &'static str,
    /// The service's name in the scope of a signature.
    pub(crate) signing_name: &'static str,
    /// What its paths begin with, where another service signs by the same name.
    pub(crate) path_prefix: &'static str,
    pub(crate) protocol: Protocol,
    pub(crate) operations: Operations,
}

/// The operations of a service, each a row: its name and, for the REST protocols, after a blank
/// its method and path (`GetBucketPolicy GET /{Bucket}?policy`), and who answers it.
pub(crate) enum Operations {
    /// Answered here, from records.
    Own(&'static [(&'static str, Handler)]),
    /// Answered here, from EC2's typed state.
    Ec2(&'static [(&'static str, ec2::Handler)]),
    /// Passed on to a crate. The rows restore AWS's behaviour where the crate's differs; the last
    /// handler passes on the rest.
    Crate(Crate, &'static [(&'static str, CrateHandler)], CrateHandler),
}

/// What an operation returns: the members of its output.
pub(crate) type Answer = Result<Value, AwsError>;

/// Answers an operation.
pub(crate) type Handler = fn(&mut Context) -> Answer;

/// Answers an operation with the help of a crate.
pub(crate) type CrateHandler = for<'a, 'b> fn(&'a mut Context<'b>) -> CrateAnswer<'a>;
pub(crate) type CrateAnswer<'a> =
    Pin<Box<dyn Future<Output = Result<Reply, AwsError>> + Send + 'a>>;

/// A [`CrateHandler`] of an `async fn`.
macro_rules! handler {
    ($function:expr) => {
        |cx| Box::pin($function(cx))
    };
}
pub(crate) use handler;

impl Service {
    pub(crate) const fn new(
        name: &'static str,
        protocol: Protocol,
        operations: Operations,
    ) -> Self {
        Self {
            name,
            signing_name: name,
            path_prefix: "",
            protocol,
            operations,
        }
    }

    /// The rows without their handlers.
    pub(crate) fn rows(&self) -> Vec<&'static str> {
        match self.operations {
            Operations::Own(rows) => rows.iter().map(|(row, _)| *row).collect(),
            Operations::Ec2(rows) => rows.iter().map(|(row, _)| *row).collect(),
            Operations::Crate(_, rows, _) => rows.iter().map(|(row, _)| *row).collect(),
        }
    }
}

/// The handler of an operation.
pub(crate) fn handler_of<H: Copy>(rows: &[(&str, H)], operation: &str) -> Option<H> {
    let name = |row: &str| row.split(' ').next() == Some(operation);
    rows.iter()
        .find(|(row, _)| name(row))
        .map(|(_, handler)| *handler)
}

/// A request of which account, region and service are known.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) account: String,
    /// The assumed-role ARN, when the caller came through `AssumeRole`.
    pub(crate) principal: Option<String>,
    /// The longest a session of an assumed role lasts, in seconds, where faults say so.
    pub(crate) session_max: Option<i64>,
    pub(crate) region: String,
    pub(crate) service: &'static Service,
    /// The operation; for what S3 passes on without a row, `METHOD sub-resource`.
    pub(crate) operation: String,
    /// What the path says in place of the row's labels.
    pub(crate) labels: Vec<(&'static str, String)>,
    pub(crate) method: Method,
    /// Path-style and still percent-encoded.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Operations that change nothing begin with one of these.
const READING: [&str; 6] = ["AssumeRole", "BatchGet", "Describe", "Get", "Head", "List"];

impl Call {
    /// Whether a success may have changed state.
    pub(crate) fn mutates(&self) -> bool {
        match self.service.protocol {
            Protocol::RestXml(_) => self.method != Method::GET && self.method != Method::HEAD,
            _ => !READING.iter().any(|verb| self.operation.starts_with(verb)),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The parameters: of the body in the Query protocols, of the URL otherwise.
    pub(crate) fn params(&self) -> Params {
        match self.service.protocol {
            Protocol::Ec2 | Protocol::Query(_) => Params::from_form(&self.body),
            _ => Params::from_form(self.query.as_bytes()),
        }
    }

    /// The members of the request: the body's and, for REST, those of path and URL.
    pub(crate) fn request(&self) -> Value {
        let mut request: Value = match self.service.protocol {
            Protocol::Cbor => ciborium::from_reader(self.body.as_ref()).unwrap_or_default(),
            _ => serde_json::from_slice(&self.body).unwrap_or_default(),
        };
        if self.service.protocol != Protocol::RestJson {
            return request;
        }
        if !request.is_object() {
            request = Value::Object(serde_json::Map::new());
        }
        for (name, value) in form_urlencoded::parse(self.query.as_bytes()) {
            // A parameter that is repeated is a list.
            match &mut request[&*name] {
                Value::Null => request[&*name] = value.into(),
                Value::Array(values) => values.push(value.into()),
                member => *member = Value::Array(vec![member.take(), value.into()]),
            }
        }
        for (label, value) in &self.labels {
            request[*label] = value.as_str().into();
        }
        request
    }

    /// Names the operation, and what its path says.
    pub(crate) fn resolve_operation(&mut self) {
        self.operation = match self.service.protocol {
            Protocol::Ec2 | Protocol::Query(_) => {
                let params = self.params();
                params.get("Action").unwrap_or_default().to_owned()
            }
            Protocol::Cbor => last(&self.path, '/'),
            Protocol::Json(_) => last(self.header("x-amz-target").unwrap_or_default(), '.'),
            Protocol::RestJson | Protocol::RestXml(_) => return self.resolve_route(),
        };
    }

    fn resolve_route(&mut self) {
        for row in self.service.rows() {
            let (name, route) = row.split_once(' ').unwrap_or((row, ""));
            if let Some(labels) = self.matches(route) {
                self.operation = name.to_owned();
                self.labels = labels;
                return;
            }
        }
        let sub_resource = self.query.split(['=', '&']).next().unwrap_or_default();
        let operation = match self.service.protocol {
            Protocol::RestXml(_) => format!("{} {sub_resource}", self.method),
            _ => format!("{} {}", self.method, self.path),
        };
        self.operation = operation.trim_end().to_owned();
    }

    /// What the labels of a route stand for, if the call is for it. A last label `{Name+}` takes
    /// the rest of the path.
    fn matches(&self, route: &'static str) -> Option<Vec<(&'static str, String)>> {
        let (method, route) = route.split_once(' ')?;
        let (path, sub_resource) = route.split_once('?').unwrap_or((route, ""));
        let sub_resources: Vec<&str> = self
            .query
            .split('&')
            .map(|pair| pair.split('=').next().unwrap_or_default())
            .filter(|name| !name.is_empty() && *name != "x-id")
            .collect();
        let is_wanted = match (sub_resource, self.service.protocol) {
            ("", Protocol::RestXml(_)) => path == "/" || sub_resources.is_empty(),
            ("", _) => true,
            (wanted, _) => sub_resources.contains(&wanted),
        };
        if self.method != method || !is_wanted {
            return None;
        }
        let mut labels = Vec::new();
        let mut rest = self.path.trim_matches('/');
        for part in path.trim_matches('/').split('/') {
            let label = part.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
            if let Some(label) = label.and_then(|label| label.strip_suffix('+')) {
                labels.push((label, decode(std::mem::take(&mut rest))));
                continue;
            }
            let (here, after) = rest.split_once('/').unwrap_or((rest, ""));
            match label {
                Some(label) if !here.is_empty() => labels.push((label, decode(here))),
                None if here == part => {}
                _ => return None,
            }
            rest = after;
        }
        rest.is_empty().then_some(labels)
    }
}

fn last(text: &str, separator: char) -> String {
    text.rsplit(separator).next().unwrap_or_default().to_owned()
}

/// An operation being answered: the request, and the account it is for.
pub(crate) struct Context<'a> {
    pub(crate) call: &'a Call,
    /// The request's members.
    pub(crate) request: &'a Value,
    /// The request's parameters.
    pub(crate) params: &'a Params,
    pub(crate) state: &'a mut AccountState,
}

impl<'a> Context<'a> {
    /// A member's text; empty when there is none.
    pub(crate) fn text(&self, member: &str) -> &'a str {
        self.request[member].as_str().unwrap_or_default()
    }

    /// The ARN of a resource in the call's region and account.
    pub(crate) fn arn(&self, service: &str, resource: impl Display) -> String {
        let (region, account) = (&self.call.region, &self.call.account);
        format!("arn:aws:{service}:{region}:{account}:{resource}")
    }

    pub(crate) fn get(&self, kind: Kind, id: &str) -> Option<Value> {
        self.state.record(kind, &self.call.region, id).cloned()
    }

    pub(crate) fn has(&self, kind: Kind, id: &str) -> bool {
        self.state.record(kind, &self.call.region, id).is_some()
    }

    /// The records of a kind, in order of their ids.
    pub(crate) fn list(&self, kind: Kind) -> Vec<Value> {
        self.state.records(kind, &self.call.region)
    }

    /// Keeps a record; `null` removes it.
    pub(crate) fn put(&mut self, kind: Kind, id: &str, record: Value) {
        self.state.put_record(kind, &self.call.region, id, record);
    }

    pub(crate) fn remove(&mut self, kind: Kind, id: &str) {
        self.put(kind, id, Value::Null);
    }
}
