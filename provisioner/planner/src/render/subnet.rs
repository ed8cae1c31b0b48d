//! Helpers that cut a range into subnets and spread them over zones.

use gabakura_model::Value;
use handlebars::RenderError;
use ipnet::Ipv4Net;
use serde_json::json;

use super::call::{Call, HelperError};
use crate::cloud;

/// `(subnets CIDR PREFIX COUNT)`: the first COUNT subnets of that prefix length.
pub(super) fn several(call: &Call<'_, '_>) -> Result<Value, RenderError> {
    let (range, prefix, count) = (range(call)?, call.count(1)?, call.count(2)?);
    let subnets = cut(range, prefix).map(|subnets| subnets.take(count as usize));
    let subnets: Vec<String> = subnets
        .into_iter()
        .flatten()
        .map(|net| net.to_string())
        .collect();
    if subnets.len() < count as usize {
        return Err(too_small(range, prefix, count));
    }
    Ok(json!(subnets))
}

/// `(subnet CIDR PREFIX INDEX)`: one subnet of that prefix length.
pub(super) fn one(call: &Call<'_, '_>) -> Result<Ipv4Net, RenderError> {
    let (range, prefix, index) = (range(call)?, call.count(1)?, call.count(2)?);
    let found = cut(range, prefix).and_then(|mut subnets| subnets.nth(index as usize));
    found.ok_or_else(|| too_small(range, prefix, index.saturating_add(1)))
}

/// The region's zone at an index: what joins them, and its letter.
pub(super) fn zone(call: &Call<'_, '_>) -> Result<(&'static str, &'static str), RenderError> {
    let (name, index) = (call.of_context("/region"), call.count(0)?);
    let zone = cloud::region(name)
        .and_then(|region| Some((region.joint, *region.zones.get(index as usize)?)));
    zone.ok_or_else(|| {
        let args = vec![("region", name.to_owned()), ("index", index.to_string())];
        HelperError {
            code: "zone-unknown",
            args,
        }
        .into()
    })
}

fn range(call: &Call<'_, '_>) -> Result<Ipv4Net, RenderError> {
    let text = call.text(0)?;
    let error = || HelperError {
        code: "helper-cidr",
        args: vec![("found", text.to_owned())],
    };
    text.parse().map_err(|_| error().into())
}

fn cut(range: Ipv4Net, prefix: u32) -> Option<ipnet::Ipv4Subnets> {
    range.subnets(u8::try_from(prefix).ok()?).ok()
}

fn too_small(range: Ipv4Net, prefix: u32, count: u32) -> RenderError {
    let args = vec![
        ("found", range.to_string()),
        ("prefix", prefix.to_string()),
        ("count", count.to_string()),
    ];
    HelperError {
        code: "subnets-too-small",
        args,
    }
    .into()
}
