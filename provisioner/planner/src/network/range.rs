//! Address ranges: syntax, network address, private use.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::source::{At, File};

/// RFC 1918, and RFC 6598 for translated ranges between overlapping networks.
const PRIVATE: [(Ipv4Addr, u8); 4] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
];

/// Reads a private IPv4 range; anything else is an error.
pub(crate) fn private_range(file: &File<'_>, key: &str, text: &At<&str>) -> Option<At<Ipv4Net>> {
    let args = [("key", key), ("found", text.value)];
    let Ok(range) = text.value.parse::<Ipv4Net>() else {
        file.error("cidr-syntax", text.at, &args);
        return None;
    };
    if range.trunc() != range {
        let expected = range.trunc().to_string();
        let args = [("key", key), ("found", text.value), ("expected", &expected)];
        file.error("cidr-host-bits", text.at, &args);
        return None;
    }
    if !is_private(range) {
        file.error("cidr-not-private", text.at, &args);
        return None;
    }
    Some(At {
        value: range,
        at: text.at,
    })
}

/// Reads a private IPv4 address: no resolver of ours is on the Internet.
pub(crate) fn private_address(file: &File<'_>, key: &str, text: &At<&str>) -> Option<Ipv4Addr> {
    let args = [("key", key), ("found", text.value)];
    let Ok(address) = text.value.parse::<Ipv4Addr>() else {
        file.error("address-syntax", text.at, &args);
        return None;
    };
    if !is_private(address.into()) {
        file.error("cidr-not-private", text.at, &args);
        return None;
    }
    Some(address)
}

/// The range of a text that was checked before, or the one address it names.
pub(crate) fn of(text: &str) -> Option<Ipv4Net> {
    let address = || text.parse::<Ipv4Addr>().ok().map(Ipv4Net::from);
    text.parse().ok().or_else(address)
}

fn is_private(range: Ipv4Net) -> bool {
    PRIVATE.iter().any(|(network, length)| {
        Ipv4Net::new(*network, *length).is_ok_and(|private| private.contains(&range))
    })
}

/// Whether two ranges share an address.
pub(crate) fn overlap(a: Ipv4Net, b: Ipv4Net) -> bool {
    a.contains(&b) || b.contains(&a)
}
