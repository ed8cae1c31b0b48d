//! Far ends of flows: the tables an environment gives them in, and the rules they come to.

use gabakura_model::Value;
use ipnet::Ipv4Net;
use serde_json::json;
use toml::Spanned;
use toml::de::DeValue;

use super::file::File;
use super::flow::{Direction, Flow, Needs, Peer, Ports, find};
use super::guideline::Side;
use super::params::{each, whole};
use super::range;
use super::reader::Reader;
use super::scope::is_account;

/// Checks `{ cidrs = […], ports = […] }`; ports that are not public must be there.
pub(super) fn read<'f>(
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
        each(file, &path, cidrs, |item| {
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
    if flow.peer == Peer::Side(Side::PublicCloud) {
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
        whole(file, path, port, |found| {
            (1..=65_535)
                .contains(&found)
                .then_some(())
                .ok_or_else(|| "1–65535".to_owned())
        });
    }
}

/// Checks `{ account = …, bucket = …, key_arn = … }`: the account print data is exchanged in,
/// and the key of this municipality there.
pub(super) fn exchange<'f>(file: &File<'f>, key: &str, value: &Spanned<DeValue<'f>>) -> Option<()> {
    let before = file.count();
    let table = file.typed(key, value, "table", DeValue::as_table)?;
    let mut reader = Reader::new(file, table.value, key.to_owned(), table.at);
    let account = reader.needed_text("account");
    if let Some(account) = account
        .as_ref()
        .filter(|account| !is_account(account.value))
    {
        file.error("account-form", account.at, &[("found", account.value)]);
    }
    reader.needed_text("bucket");
    if let (Some(arn), Some(account)) = (reader.needed_text("key_arn"), account) {
        let owner = arn.value.split(':').nth(4);
        if !arn.value.starts_with("arn:aws:kms:") || owner != Some(account.value) {
            let args = [("found", arn.value), ("account", account.value)];
            file.error("exchange-key", arn.at, &args);
        }
    }
    reader.finish();
    (file.count() == before).then_some(())
}

/// The ranges of a flow's far end, as the parameters give them.
pub(super) fn ranges<'p>(flow: &Flow, param: impl Fn(&str) -> Option<&'p Value>) -> Vec<Ipv4Net> {
    let given = match flow.needs {
        Needs::FarEnd => param(flow.name).and_then(|end| end.get("cidrs")),
        Needs::List(name) => param(name),
        Needs::Nothing if flow.name == "rest_api" => param("consumer_cidrs"),
        Needs::Nothing | Needs::Text(_) | Needs::Exchange => None,
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
        "ingress": rules(&ingress),
        "egress": rules(&egress),
    }))
}
