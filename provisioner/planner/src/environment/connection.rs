//! The line to the 庁内 network: what must be declared of it, and what it joins.
//!
//! The line and the hub belong to the ネットワーク構築運用補助者. They are named here and never
//! made: the routes of our own tables, or what our own router announces, is all that follows.

use gabakura_model::Value;
use gabakura_model::diagnostic::Origin;
use gabakura_model::tenancy::Cloud;
use ipnet::Ipv4Net;

use super::params::Params;
use super::scope::StageContext;
use super::stage::Fields;
use crate::network::far_end;
use crate::network::flow;
use crate::network::guideline::Zone;
use crate::network::range;
use crate::source::File;

/// The line over LGWAN, on either cloud.
const LGCS: &str = "lgcs";

/// What every line needs.
const NEEDS: [&str; 4] = [
    "office_cidrs",
    "allowed_prefixes",
    "redundancy",
    "line_encryption",
];

/// What a line is made of on one cloud.
struct Line {
    cloud: Cloud,
    /// The hub it ends at and our routing domain there. On Google Cloud it ends at a router of the
    /// tenancy's own network, which is a routing domain by itself.
    hub: &'static [&'static str],
    /// What a line of one's own needs besides: the numbers of its two ends, which must differ.
    numbers: [&'static str; 2],
}

const LINES: [Line; 2] = [
    Line {
        cloud: Cloud::Aws,
        hub: &["transit_gateway", "hub_route_table"],
        numbers: ["transit_gateway_asn", "direct_connect_asn"],
    },
    Line {
        cloud: Cloud::Gcp,
        hub: &[],
        numbers: ["cloud_router_asn", "interconnect_asn"],
    },
];

/// Checks the line of a network whose range is known.
pub(super) fn check(stage: &StageContext<'_, '_>, cloud: Cloud, fields: &Fields<'_>, own: Ipv4Net) {
    let params = &fields.params;
    let line = LINES.iter().find(|line| line.cloud == cloud);
    let line = line.expect("every cloud has a row");
    let Some(connection) = params.get("connection") else {
        if !fields.wrote("connection") {
            without_line(stage, line, params);
        }
        return;
    };
    let kind = connection.value.as_str().unwrap_or_default();
    let numbers: &[&str] = if kind == LGCS { &[] } else { &line.numbers };
    let absent = |name: &&&str| match params.get(**name) {
        Some(given) => given.value.as_array().is_some_and(Vec::is_empty),
        None => !fields.wrote(name),
    };
    for name in line.hub.iter().chain(&NEEDS).chain(numbers).filter(absent) {
        let key = stage.key(&format!("params.{name}"));
        let args = [("connection", kind), ("key", &key)];
        stage.file.error("connection-needs", connection.at, &args);
    }
    check_numbers(stage, line, params);
    check_prefixes(stage, params, own);
    check_routes(stage, params, own);
    if let Some(none) = params
        .get("line_encryption")
        .filter(|given| given.value == "none")
    {
        stage
            .file
            .warning("line-unencrypted", none.at, &[("connection", kind)]);
    }
}

/// Facts of a line that was not declared would be read by nothing.
fn without_line(stage: &StageContext<'_, '_>, line: &Line, params: &Params) {
    for name in line.hub.iter().chain(&NEEDS).chain(&line.numbers) {
        if let Some(given) = params.get(*name) {
            let key = stage.key(&format!("params.{name}"));
            stage
                .file
                .error("connection-missing", given.at, &[("key", &key)]);
        }
    }
}

fn check_numbers(stage: &StageContext<'_, '_>, line: &Line, params: &Params) {
    let [near, far] = line.numbers.map(|name| params.get(name));
    if let (Some(near), Some(far)) = (near, far)
        && near.value == far.value
    {
        stage
            .file
            .error("asn-same", far.at, &[("found", &far.value.to_string())]);
    }
}

/// What is announced to the offices lies in our own range: no supernet over another tenant.
fn check_prefixes(stage: &StageContext<'_, '_>, params: &Params, own: Ipv4Net) {
    let Some(prefixes) = params.get("allowed_prefixes") else {
        return;
    };
    for prefix in ranges(&prefixes.value).filter(|prefix| !own.contains(prefix)) {
        let (found, range) = (prefix.to_string(), own.to_string());
        stage.file.error(
            "prefix-outside",
            prefixes.at,
            &[("found", &found), ("range", &range)],
        );
    }
}

/// A far end that no route leads to is an opening to nowhere.
fn check_routes(stage: &StageContext<'_, '_>, params: &Params, own: Ipv4Net) {
    let (Some(flows), Some(offices)) = (params.get("flows"), params.get("office_cidrs")) else {
        return;
    };
    let offices: Vec<Ipv4Net> = ranges(&offices.value).collect();
    let names = flows.value.as_array().into_iter().flatten();
    for flow in names.filter_map(|name| flow::find(name.as_str()?)) {
        let far = far_end::ranges(flow, |name| params.get(name).map(|given| &given.value));
        let routed = |far: &&Ipv4Net| offices.iter().chain([&own]).any(|one| one.contains(*far));
        for range in far.iter().filter(|far| !routed(far)) {
            let args = [("flow", flow.name), ("found", &range.to_string())];
            stage.file.warning("far-end-unrouted", flows.at, &args);
        }
    }
}

fn ranges(value: &Value) -> impl Iterator<Item = Ipv4Net> {
    let texts = value.as_array().into_iter().flatten();
    texts.filter_map(|text| range::of(text.as_str()?))
}

/// What joins a network to others, for the checks across files.
#[derive(Default)]
pub(super) struct NetworkLinks {
    /// Whether it has a line to the offices.
    pub connected: bool,
    /// Whether translation or PrivateLink separates it from the others.
    pub translated: bool,
    /// The transit gateway.
    pub hub: Option<String>,
    /// Its routing domain there, and where it was written.
    pub domain: Option<(String, Origin)>,
    /// Its zone.
    pub zone: Option<Zone>,
    /// The zones it declares crossings into.
    pub crossings: Vec<Zone>,
    /// Every range it reaches or lets in, and where it was written.
    pub far: Vec<(Ipv4Net, Origin)>,
    /// Where print data is exchanged.
    pub exchange: Option<Exchange>,
}

/// Where print data is exchanged.
pub(super) struct Exchange {
    /// The account.
    pub account: String,
    /// The municipality's key there.
    pub key: String,
    /// Where it was written.
    pub at: Origin,
}

/// Collects what joins a network to others.
pub(super) fn links(file: &File<'_>, params: &Params) -> NetworkLinks {
    let text = |name: &str| Some(params.get(name)?.value.as_str()?.to_owned());
    let mut far = Vec::new();
    for (name, given) in params {
        let list = match name.as_str() {
            "staff_cidrs" | "consumer_cidrs" | "token_servers" | "office_cidrs" => &given.value,
            name if flow::find(name).is_some() => &given.value["cidrs"],
            _ => continue,
        };
        far.extend(ranges(list).map(|range| (range, file.origin(given.at))));
    }
    let exchange = || {
        let given = params.get("bulk_print")?;
        let (account, key) = far_end::exchanged(&given.value)?;
        Some(Exchange {
            account: account.to_owned(),
            key: key.to_owned(),
            at: file.origin(given.at),
        })
    };
    let zone = |value: &Value| Zone::of(value.as_str()?);
    let crossings = params
        .get("crossings")
        .and_then(|given| given.value.as_array());
    let crossings = crossings.into_iter().flatten();
    NetworkLinks {
        zone: params.get("zone").and_then(|given| zone(&given.value)),
        crossings: crossings.filter_map(|one| zone(&one["zone"])).collect(),
        connected: params.contains_key("connection"),
        translated: params.contains_key("address_translation"),
        hub: text("transit_gateway"),
        domain: params
            .get("hub_route_table")
            .and_then(|table| Some((table.value.as_str()?.to_owned(), file.origin(table.at)))),
        far,
        exchange: exchange(),
    }
}
