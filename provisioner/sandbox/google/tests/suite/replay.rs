//! One recording, played: what stands for names and ids in it is found on the way.

use std::collections::BTreeMap;

use regex_lite::Regex;
use serde_json::Value;

use crate::support::Served;

/// A request and its recorded reply.
pub struct Exchange {
    method: String,
    path: String,
    body: Option<Value>,
    status: u16,
    reply: Value,
}

/// What the recorder wrote over values that differ from run to run, and what they look like.
const MASKS: &[(&str, &str)] = &[
    (
        "2024-04-01T12:34:56.123456Z",
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    ),
    ("abcdef0123A=", r"[A-Za-z0-9+/]{8,}={0,2}"),
    ("abcdef0123A", r"[A-Za-z0-9+/]{8,}={0,2}"),
    ("000000000000000000000", r".+"),
    ("1234567890", r"\d+"),
    ("12345678901234", r"\d+"),
    ("111111111111", r"\d+"),
    ("111111111111111111111", r"\d+"),
    ("888888888888888888888", r"\d+"),
    ("8.8.8.8", r"\d+\.\d+\.\d+\.\d+"),
    ("revision-id-placeholder", r"[0-9a-f]{8}"),
    // A gateway; the one list that shows those of all regions shows them as they are.
    ("10.0.0.1", r"10(\.\d+){2}\.1"),
];

/// Names the client chose, where they are not the variable's own.
const CHOSEN: &[(&str, &str)] = &[
    ("projectId", "golden-project"),
    ("uniqueId", "u1a2b3c4"),
    ("organizationID", "123456789012"),
    ("folderID", "210987654321"),
    ("billingAccountID", "012345-6789AB-CDEF01"),
    ("billingAccountId", "012345-6789AB-CDEF01"),
    ("exclusionID", "exclusion-u1a2b3c4"),
    ("networkID", "network-1"),
    ("subnetworkID", "subnetwork-1"),
    ("firewallID", "firewall-1"),
    ("addressID", "address-1"),
    ("routerID", "router-1"),
    ("forwardingRuleID", "rule1"),
    ("routeName", "route-1"),
];

/// Recordings with names of their own: mostly that of the network every project has. Nothing
/// where the server chooses.
const OWN: &[(&str, &str, &str)] = &[
    ("firewall", "networkID", "default"),
    ("address-global", "networkID", "default"),
    ("router", "networkID", "default"),
    ("dns-managed-zone", "networkID", "default"),
    ("dns-policy", "networkID", "default"),
    ("forwarding-rule-psc-googleapis", "addressID", "default"),
    ("network-custom", "networkID", "test-nw-u1a2b3c4"),
    ("network-custom", "routeName", ""),
];

/// Fields that hold numbers where the recording has a name.
const NUMBERS: &[&str] = &["selfLinkWithId", "targetId", "namespace"];

/// Tags that the next change must bring along.
const TAGS: &[&str] = &["etag", "fingerprint", "labelFingerprint"];

impl Exchange {
    pub fn read_all(text: &str) -> Vec<Self> {
        // The one id that the recorder left as it was.
        let text = text.replace("/contacts/7", "/contacts/${contactID}");
        text.split("\n---\n")
            .map(|exchange| Self::read(exchange.trim()))
            .collect()
    }

    fn read(text: &str) -> Self {
        let mut parts = text.split("\n\n").peekable();
        let json = |parts: &mut std::iter::Peekable<std::str::Split<'_, &str>>| {
            let part = parts.next_if(|part| part.starts_with(['{', '[']))?;
            Some(serde_json::from_str(part).unwrap())
        };
        let (method, url) = parts
            .next()
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .split_once(' ')
            .unwrap();
        let body = json(&mut parts);
        let status = parts.next().unwrap().lines().next().unwrap();
        let reply = json(&mut parts).unwrap_or(Value::Null);
        let path = match url.strip_prefix("https://") {
            Some(rest) => format!("/{}", rest.split_once('/').unwrap().1),
            None => url.to_owned(),
        };
        Self {
            method: method.to_owned(),
            path,
            body,
            // gRPC says OK, which is 0.
            status: status.split(' ').next().unwrap().parse().unwrap_or(0),
            reply,
        }
    }
}

pub struct Replay {
    /// What each variable stood for, the latest last.
    known: BTreeMap<String, Vec<String>>,
    tags: BTreeMap<String, String>,
}

impl Replay {
    pub fn new(file: &str) -> Self {
        let chosen = CHOSEN
            .iter()
            .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]));
        let mut known: BTreeMap<String, Vec<String>> = chosen.collect();
        for (_, name, value) in OWN.iter().filter(|(of, ..)| *of == file) {
            known.remove(*name);
            if !value.is_empty() {
                known.insert((*name).to_owned(), vec![(*value).to_owned()]);
            }
        }
        Self {
            known,
            tags: BTreeMap::new(),
        }
    }

    /// Plays one exchange; gives what differs, and how.
    pub async fn play(&mut self, served: &Served, exchange: &Exchange) -> Vec<(String, String)> {
        let mut first = None;
        for candidate in self.candidates(exchange) {
            if let Some((name, value)) = &candidate {
                self.prefer(name, value);
            }
            let (status, reply) = self.send(served, exchange).await;
            let mut captured = Vec::new();
            let mut differing = Vec::new();
            if status != exchange.status {
                let what = format!(
                    "{} {}: {} expected, {status} found: {reply}",
                    exchange.method, exchange.path, exchange.status
                );
                differing.push(("status".to_owned(), what));
            } else {
                self.compare(&exchange.reply, &reply, "", &mut captured, &mut differing);
            }
            if differing.is_empty() {
                self.learn(&reply, captured);
                return Vec::new();
            }
            first.get_or_insert((candidate, reply, captured, differing));
        }
        let Some((candidate, reply, captured, differing)) = first else {
            return Vec::new();
        };
        if let Some((name, value)) = &candidate {
            self.prefer(name, value);
        }
        self.learn(&reply, captured);
        differing
    }

    /// A variable can stand for several things. A read may be about any of them, or about one that
    /// is not there yet; everything else is about the last one read.
    fn candidates(&self, exchange: &Exchange) -> Vec<Option<(String, String)>> {
        let reads = exchange.method == "GET";
        let varied = ["networkID", "notificationChannelID"];
        let name = varied
            .into_iter()
            .find(|name| reads && exchange.path.ends_with_variable(name));
        let Some(name) = name else { return vec![None] };
        let mut values: Vec<String> = self
            .known
            .get(name)
            .into_iter()
            .flatten()
            .rev()
            .cloned()
            .collect();
        if exchange.status == 404 {
            values.push(format!("{}-{}", name.to_lowercase(), values.len()));
        }
        if values.is_empty() {
            return vec![None];
        }
        values
            .into_iter()
            .map(|value| Some((name.to_owned(), value)))
            .collect()
    }

    fn prefer(&mut self, name: &str, value: &str) {
        let values = self.known.entry(name.to_owned()).or_default();
        values.retain(|known| known != value);
        values.push(value.to_owned());
    }

    fn learn(&mut self, reply: &Value, captured: Vec<(String, String)>) {
        for (name, value) in captured {
            self.prefer(&name, &value);
        }
        for tag in TAGS {
            if let Some(value) = reply.get(*tag).and_then(Value::as_str) {
                self.tags.insert((*tag).to_owned(), value.to_owned());
            }
        }
    }

    async fn send(&self, served: &Served, exchange: &Exchange) -> (u16, Value) {
        let path = self.fill(&exchange.path);
        let body = exchange.body.as_ref().map(|body| {
            let mut body: Value = serde_json::from_str(&self.fill(&body.to_string())).unwrap();
            self.bring_tags(&mut body);
            body
        });
        if exchange.method == "GRPC" {
            return served.grpc(&path, &body.unwrap()).await;
        }
        served.call(&exchange.method, &path, body.as_ref()).await
    }

    fn bring_tags(&self, body: &mut Value) {
        let Value::Object(fields) = body else { return };
        for (name, value) in fields {
            match self.tags.get(name) {
                Some(tag) if value == "abcdef0123A=" => *value = tag.clone().into(),
                _ => self.bring_tags(value),
            }
        }
    }

    fn fill(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, values) in &self.known {
            text = text.replace(&format!("${{{name}}}"), values.last().unwrap());
        }
        text
    }

    fn compare(
        &self,
        expected: &Value,
        actual: &Value,
        at: &str,
        captured: &mut Vec<(String, String)>,
        differing: &mut Vec<(String, String)>,
    ) {
        match (expected, actual) {
            (Value::Object(expected), Value::Object(actual)) => {
                let names: std::collections::BTreeSet<&String> =
                    expected.keys().chain(actual.keys()).collect();
                for name in names {
                    let at = format!("{at}/{name}");
                    let [expected, actual] =
                        [expected, actual].map(|fields| fields.get(name).unwrap_or(&Value::Null));
                    self.compare(expected, actual, &at, captured, differing);
                }
            }
            (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
                for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                    self.compare(
                        expected,
                        actual,
                        &format!("{at}/{index}"),
                        captured,
                        differing,
                    );
                }
            }
            (Value::String(expected), Value::String(actual))
                if self.same_text(expected, actual, at, captured) => {}
            (expected, actual) if expected == actual => {}
            (expected, actual) => {
                differing.push((
                    at.to_owned(),
                    format!("{expected} expected, {actual} found"),
                ));
            }
        }
    }

    fn same_text(
        &self,
        expected: &str,
        actual: &str,
        at: &str,
        captured: &mut Vec<(String, String)>,
    ) -> bool {
        if let Some((_, shape)) = MASKS.iter().find(|(mask, _)| *mask == expected) {
            return Regex::new(&format!("^{shape}$")).unwrap().is_match(actual);
        }
        let number = NUMBERS.iter().any(|field| at.ends_with(field));
        let (mut pattern, mut names, mut rest) = (String::from("^"), Vec::new(), expected);
        while let Some((before, (name, after))) = rest
            .split_once("${")
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            pattern += &regex_lite::escape(before);
            let chosen = CHOSEN.iter().any(|(chosen, _)| *chosen == name);
            match self.known.get(name) {
                Some(values) if chosen && !number => {
                    pattern += &regex_lite::escape(values.last().unwrap())
                }
                _ => {
                    pattern += "([^/]+)";
                    names.push(name);
                }
            }
            rest = after;
        }
        pattern += &regex_lite::escape(rest);
        pattern += "$";
        let Some(found) = Regex::new(&pattern).unwrap().captures(actual) else {
            return false;
        };
        if !number {
            let values = names
                .iter()
                .enumerate()
                .map(|(index, name)| ((*name).to_owned(), found[index + 1].to_owned()));
            captured.extend(values);
        }
        true
    }
}

trait EndsWith {
    fn ends_with_variable(&self, name: &str) -> bool;
}

impl EndsWith for String {
    fn ends_with_variable(&self, name: &str) -> bool {
        let path = self.split('?').next().unwrap();
        path.ends_with(&format!("${{{name}}}"))
    }
}
