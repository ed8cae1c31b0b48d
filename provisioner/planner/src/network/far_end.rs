//! Far ends of flows: the tables an environment gives them in, and the rules they come to.

use gabakura_model::Value;
use gabakura_model::tenancy::Cloud;
use ipnet::Ipv4Net;
use serde_json::json;
use toml::Spanned;
use toml::de::DeValue;

use super::flow::{Direction, Flow, Needs, Peer, Ports, find};
use super::guideline::FarSide;
use super::range;
use crate::cloud::facts;
use crate::source::File;
use crate::source::Reader;

/// Checks `{ cidrs = […], ports = […] }`; ports that are not public must be there.
pub(crate) fn read<'f>(
    file: &File<'f>,
    key: &str,
    flow: &Flow,
    value: &Spanned<DeValue<'f>>,
) -> Option<()> {
    let before = file.count();
    let table = file.typed(key, value, "table", DeValue::as_table)?;
    let mut reader = Reader::new(file, table.value, key.to_owned(), table.at);
    if let Some(cidrs) = reader.needed("cidrs") {
        let path = reader.key("cidrs");
        file.each_text(&path, cidrs, |item| {
            range::private_range(file, &path, item).is_some()
        });
    }
    let asked = match flow.ports {
        Ports::Declared => reader.needed("ports"),
        Ports::Usual(_) | Ports::Fixed(_) => reader.get("ports"),
    };
    let back = (flow.direction == Direction::Both)
        .then(|| reader.get("ports_in"))
        .flatten();
    for (name, list) in [("ports", asked), ("ports_in", back)] {
        if let Some(list) = list {
            ports(file, &reader.key(name), list);
        }
    }
    // A local breakout is to named services and to tenants of one's own, or it is the Internet.
    if flow.peer == Peer::FarSide(FarSide::PublicCloud) {
        for name in ["destinations", "tenants"] {
            if reader.needed(name).is_some() {
                reader.distinct(name, |_, _, text| Some(text.clone().map(str::to_owned)));
            }
        }
    }
    reader.finish();
    (file.count() == before).then_some(())
}

fn ports<'f>(file: &File<'f>, path: &str, list: &Spanned<DeValue<'f>>) {
    let items = file.typed(path, list, "array", DeValue::as_array);
    if let Some(items) = items.as_ref().filter(|items| items.value.is_empty()) {
        file.error("empty-value", items.at, &[("key", path)]);
    }
    for port in items.into_iter().flat_map(|items| items.value.iter()) {
        file.integer(path, port, |found| {
            (1..=65_535)
                .contains(&found)
                .then_some(())
                .ok_or_else(|| "1–65535".to_owned())
        });
    }
}

/// How the account print data is exchanged in is named on a cloud.
pub(crate) struct ExchangeForm {
    /// The cloud.
    pub cloud: Cloud,
    /// The key of this municipality's encryption key there.
    pub key: &'static str,
    /// What an encryption key looks like.
    pub key_form: &'static str,
    /// The account an encryption key belongs to, where the text is one.
    key_place: fn(&str) -> Option<&str>,
}

/// The forms, one per cloud; the account itself goes by the cloud's own word for it.
pub(crate) const EXCHANGES: [ExchangeForm; 2] = [
    ExchangeForm {
        cloud: Cloud::Aws,
        key: "key_arn",
        key_form: "arn:aws:kms:REGION:ACCOUNT:key/ID",
        key_place: |arn| arn.strip_prefix("arn:aws:kms:")?.split(':').nth(1),
    },
    ExchangeForm {
        cloud: Cloud::Gcp,
        key: "crypto_key",
        key_form: "projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY",
        key_place: |name| {
            let parts: Vec<&str> = name.split('/').collect();
            match parts[..] {
                [
                    "projects",
                    project,
                    "locations",
                    _,
                    "keyRings",
                    _,
                    "cryptoKeys",
                    _,
                ] => Some(project),
                _ => None,
            }
        },
    },
];

/// Checks `{ account = …, bucket = …, key_arn = … }`, or what these are called on another cloud:
/// the account print data is exchanged in, and the key of this municipality there.
pub(crate) fn exchange<'f>(file: &File<'f>, key: &str, value: &Spanned<DeValue<'f>>) -> Option<()> {
    let before = file.count();
    let table = file.typed(key, value, "table", DeValue::as_table)?;
    let mut reader = Reader::new(file, table.value, key.to_owned(), table.at);
    let used = |form: &&ExchangeForm| reader.has(facts(form.cloud).place);
    let form = EXCHANGES.iter().find(used).unwrap_or(&EXCHANGES[0]);
    let facts = facts(form.cloud);
    let place = reader.needed_text(facts.place);
    if let Some(place) = place.as_ref().filter(|it| !(facts.is_place)(it.value)) {
        file.error(facts.place_error, place.at, &[("found", place.value)]);
    }
    reader.needed_text("bucket");
    if let (Some(key), Some(place)) = (reader.needed_text(form.key), place)
        && (form.key_place)(key.value) != Some(place.value)
    {
        let args = [
            ("found", key.value),
            ("account", place.value),
            ("expected", form.key_form),
        ];
        file.error("exchange-key", key.at, &args);
    }
    reader.finish();
    (file.count() == before).then_some(())
}

/// The account and the key of an exchange, whichever cloud's words it was given in.
pub(crate) fn exchanged(given: &Value) -> Option<(&str, &str)> {
    let part = |key: &str| given.get(key)?.as_str();
    let mut forms = EXCHANGES.iter();
    forms.find_map(|form| Some((part(facts(form.cloud).place)?, part(form.key)?)))
}

/// The ranges of a flow's far end, as the parameters give them.
pub(crate) fn ranges<'p>(flow: &Flow, param: impl Fn(&str) -> Option<&'p Value>) -> Vec<Ipv4Net> {
    let given = match flow.needs {
        Needs::FarEnd => param(flow.name).and_then(|end| end.get("cidrs")),
        Needs::List(name) => param(name),
        Needs::Nothing if flow.name == "rest_api" => param("consumer_cidrs"),
        Needs::Nothing | Needs::Store | Needs::Exchange => None,
    };
    let texts = given.and_then(Value::as_array).into_iter().flatten();
    texts.filter_map(|text| range::of(text.as_str()?)).collect()
}

/// A flow with a far end of its own, as templates see it.
pub(crate) fn peer_flow<'p>(
    name: &str,
    param: impl Fn(&str) -> Option<&'p Value>,
) -> Option<Value> {
    let flow = find(name).filter(|flow| flow.needs == Needs::FarEnd)?;
    let end = param(flow.name)?;
    let cidrs = end.get("cidrs")?.as_array()?;
    let usual = match flow.ports {
        Ports::Fixed(ports) | Ports::Usual(ports) => json!(ports),
        Ports::Declared => json!([]),
    };
    let ports = end.get("ports").cloned().unwrap_or(usual);
    let back = end.get("ports_in").cloned().unwrap_or(json!([]));
    let (ingress, egress) = match flow.direction {
        Direction::In => (ports, json!([])),
        Direction::Out => (json!([]), ports),
        Direction::Both => (back, ports),
    };
    let rules = |ports: &Value| -> Vec<Value> {
        let ports = ports.as_array().into_iter().flatten();
        let of_port = |port: &Value| {
            let protocols = flow.protocols.iter();
            let rule = |protocol, cidr: &Value| json!({ "protocol": protocol, "port": port, "cidr": cidr });
            protocols
                .flat_map(|protocol| cidrs.iter().map(move |cidr| rule(protocol, cidr)))
                .collect::<Vec<_>>()
        };
        ports.flat_map(of_port).collect()
    };
    Some(json!({
        "name": flow.name.replace('_', "-"),
        "summary": flow.summary,
        "cidrs": cidrs,
        "protocols": flow.protocols,
        "ports_in": &ingress,
        "ports_out": &egress,
        "ingress": rules(&ingress),
        "egress": rules(&egress),
    }))
}
