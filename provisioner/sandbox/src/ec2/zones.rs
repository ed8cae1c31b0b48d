//! Availability zones.

use super::{Ec2, Outcome, filters, passes};
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::xml::Xml;

/// Zone outgoing and numbers where they are not simply a, b and c: Tokyo and Osaka, as an account
/// sees them.
const TOKYO: [(&str, u8); 3] = [("a", 4), ("c", 1), ("d", 2)];
const ELSEWHERE: [(&str, u8); 3] = [("a", 1), ("b", 2), ("c", 3)];

/// Zone names of a region with their ids.
pub(super) fn of(region: &str) -> Vec<(String, String)> {
    let zones = if region == "ap-northeast-1" {
        TOKYO
    } else {
        ELSEWHERE
    };
    let short = short(region);
    zones
        .iter()
        .map(|(change, number)| (format!("{region}{change}"), format!("{short}-az{number}")))
        .collect()
}

/// The zone a subnet asks for, by name or id; the first when it does not ask.
pub(super) fn wanted(ec2: &Ec2, params: &Params) -> Result<(String, String), AwsError> {
    let zones = of(&ec2.region);
    let wanted = params
        .get("AvailabilityZone")
        .or_else(|| params.get("AvailabilityZoneId"));
    let Some(wanted) = wanted else {
        return Ok(zones[0].clone());
    };
    let found = zones
        .iter()
        .find(|(name, id)| name == wanted || id == wanted)
        .cloned();
    found.ok_or_else(|| {
        let names: Vec<&str> = zones.iter().map(|(name, _)| name.as_str()).collect();
        let why = format!(
            "Subnets can currently only be created in the following availability zones: {}.",
            names.join(", ")
        );
        AwsError::invalid_value(wanted, "availabilityZone", &why)
    })
}

pub(super) fn describe(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (names, ids) = (params.list("ZoneName"), params.list("ZoneId"));
    let filters = filters(params);
    let admitted = |name: &str, id: &str| {
        passes(&filters, |filter| {
            let value = match filter {
                "zone-name" => name,
                "zone-id" => id,
                "region-name" => &ec2.region,
                "state" => "available",
                "zone-type" => "availability-zone",
                "opt-in-status" => "opt-in-not-required",
                _ => return None,
            };
            Some(value.to_owned())
        })
    };
    let zones = of(&ec2.region).into_iter().filter(|(name, id)| {
        (names.is_empty() || names.contains(name))
            && (ids.is_empty() || ids.contains(id))
            && admitted(name, id)
    });
    let mut xml = Xml::new();
    xml.list("availabilityZoneInfo", "item", zones, |xml, (name, id)| {
        xml.text("zoneName", name)
            .text("zoneId", id)
            .text("zoneState", "available");
        xml.text("regionName", &ec2.region)
            .text("groupName", &ec2.region);
        xml.text("networkBorderGroup", &ec2.region)
            .text("zoneType", "availability-zone");
        xml.text("optInStatus", "opt-in-not-required")
            .node("messageSet", |_| {});
    });
    Ok(xml)
}

/// `ap-northeast-1` is `apne1` in zone ids.
fn short(region: &str) -> String {
    let mut parts = region.split('-');
    let area = parts.next().unwrap_or_default();
    let direction = parts.next().unwrap_or_default();
    let direction = match direction {
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        other => other.get(..1).unwrap_or_default(),
    };
    format!("{area}{direction}{}", parts.next().unwrap_or_default())
}
