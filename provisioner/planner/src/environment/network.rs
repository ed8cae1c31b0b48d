//! What the network module asks of an environment: a zone, a range that holds its subnets, flows.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::name::Name;
use gabakura_model::tenancy::Cloud;
use ipnet::Ipv4Net;

use super::connection;
use super::openings;
use super::scope::StageContext;
use super::stage::Fields;
use crate::cloud::facts;
use crate::network::guideline::Zone;
use crate::network::range::overlap;
use crate::source::At;

/// The module that makes a network.
pub(super) const MODULE: &str = "network";

/// Whether a network is among the modules.
pub(super) fn is_made(modules: &[Name]) -> bool {
    modules.iter().any(|module| module.as_str() == MODULE)
}

/// Checks what the network needs; returns its range.
pub(super) fn check(
    stage: &StageContext<'_, '_>,
    fields: &Fields<'_>,
    defaults: &BTreeMap<String, Value>,
) -> Option<At<Ipv4Net>> {
    let params = &fields.params;
    let zone = params
        .get("zone")
        .and_then(|zone| Zone::of(zone.value.as_str()?));
    openings::check(stage, zone, fields);
    let cidr = params.get("cidr")?;
    let range = At {
        value: cidr.value.as_str()?.parse::<Ipv4Net>().ok()?,
        at: cidr.at,
    };
    if let Some(cloud) = &fields.cloud {
        check_size(stage, cloud.value, fields, defaults, &range);
        connection::check(stage, cloud.value, fields, range.value);
    }
    check_offices(stage, fields, &range);
    Some(range)
}

fn check_size(
    stage: &StageContext<'_, '_>,
    cloud: Cloud,
    fields: &Fields<'_>,
    defaults: &BTreeMap<String, Value>,
    range: &At<Ipv4Net>,
) {
    let found = range.value.to_string();
    let facts = facts(cloud);
    let prefixes = &facts.range_prefix;
    if !prefixes.contains(&range.value.prefix_len()) {
        let allowed = format!("/{}–/{}", prefixes.start(), prefixes.end());
        let args = [
            ("found", found.as_str()),
            ("allowed", &allowed),
            ("cloud", cloud.as_str()),
        ];
        stage.file.error("cidr-size", range.at, &args);
        return;
    }
    let count = |name: &str| {
        let own = fields.params.get(name).map(|own| &own.value);
        own.or_else(|| defaults.get(name))
            .and_then(Value::as_u64)
            .unwrap_or_default()
    };
    let (zones, prefix) = (facts.subnets.map_or(1, count), count("subnet_prefix"));
    let spare_bits = prefix.checked_sub(u64::from(range.value.prefix_len()));
    if spare_bits.is_none_or(|bits| 1u64 << bits.min(32) < zones) {
        let (zones, prefix) = (zones.to_string(), prefix.to_string());
        let args = [
            ("found", found.as_str()),
            ("count", &zones),
            ("prefix", &prefix),
        ];
        stage.file.error("cidr-too-small", range.at, &args);
    }
}

/// The VPC and the 庁舎 are joined at layer 3, so their ranges must not overlap. Where addresses
/// are translated, the ranges to declare are those seen from the VPC.
fn check_offices(stage: &StageContext<'_, '_>, fields: &Fields<'_>, range: &At<Ipv4Net>) {
    let lists = ["staff_cidrs", "office_cidrs"].map(|name| fields.params.get(name));
    let texts = lists
        .into_iter()
        .flatten()
        .filter_map(|given| given.value.as_array());
    let mut reported = BTreeSet::new();
    for text in texts.flatten().filter_map(Value::as_str) {
        let meets = text
            .parse()
            .is_ok_and(|office| overlap(office, range.value));
        if meets && reported.insert(text) {
            let found = range.value.to_string();
            let args = [("found", found.as_str()), ("other", text)];
            stage.file.error("cidr-overlap-staff", range.at, &args);
        }
    }
}
