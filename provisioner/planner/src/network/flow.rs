//! Named flows: the only openings a network may have, and the zones each may be opened in.
//!
//! Flows and their sources (F1 to F14): 共通機能標準仕様書, J-LIS and eLTAX publications; what no
//! primary text says is marked `[U]`. Ports of the J-LIS and eLTAX systems are not public, so those
//! flows take theirs from the environment and have no default.

use gabakura_model::tenancy::Cloud;

use super::guideline::{FarSide, Zone};

/// Who opens the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The far end.
    In,
    /// The system in the VPC.
    Out,
    /// Either: `ports` are the far end's, `ports_in` those it may open here.
    Both,
}

/// What is at the far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// The same zone: 庁舎, another system. Elsewhere only by a declared crossing.
    SameZone,
    /// A fixed far side.
    FarSide(FarSide),
    /// The cloud's own APIs and clocks, reached inside the VPC.
    Platform,
}

/// The ports of the far end (of this one, for flows that come in).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ports {
    /// These.
    Fixed(&'static [u16]),
    /// These, unless the environment names its own.
    Usual(&'static [u16]),
    /// Not public: the environment must name them.
    Declared,
}

/// What a flow needs from the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing.
    Nothing,
    /// A list parameter.
    List(&'static str),
    /// A way to object storage ([`STORE`]).
    Store,
    /// A table of its own name: the far end's `cidrs` and `ports`.
    FarEnd,
    /// A table of its own name: the exchange account, its bucket and the municipality's key;
    /// and a way to object storage ([`STORE`]).
    Exchange,
}

/// Clouds on which object storage is a far end that must be named, and how. Elsewhere the private
/// way to the cloud's APIs leads there too.
pub(crate) const STORE: &[(Cloud, &str)] = &[(Cloud::Aws, "s3_prefix_list_id")];

/// A named flow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow {
    /// Its name in files.
    pub name: &'static str,
    /// What it carries, in ASCII, for rule descriptions.
    pub summary: &'static str,
    /// The zones it may be opened in.
    pub zones: &'static [Zone],
    /// Who opens it.
    pub direction: Direction,
    /// What is at the far end.
    pub peer: Peer,
    /// Transport protocols.
    pub protocols: &'static [&'static str],
    /// Ports.
    pub ports: Ports,
    /// What it needs.
    pub needs: Needs,
}

const ANY_ZONE: &[Zone] = &Zone::ALL;
/// 住基ネット, 宛名 and 中間サーバー are reached from the マイナンバー利用事務系 alone.
const MY_NUMBER: &[Zone] = &[Zone::MyNumber];
/// Flows that run over LGWAN; data born on the Internet enters only by these.
const WITH_LGWAN: &[Zone] = &[Zone::MyNumber, Zone::Lgwan];
const OVER_LGWAN: Peer = Peer::FarSide(FarSide::OverLgwan);
const TCP: &[&str] = &["tcp"];
const HTTPS: Ports = Ports::Fixed(&[443]);

/// A flow to a far end in the same zone, tcp, ports not public; rows below set what differs.
const FLOW: Flow = Flow {
    name: "",
    summary: "",
    zones: ANY_ZONE,
    direction: Direction::Out,
    peer: Peer::SameZone,
    protocols: TCP,
    ports: Ports::Declared,
    needs: Needs::FarEnd,
};

/// Every named flow.
pub(crate) const FLOWS: &[Flow] = &[
    // F1; port [U].
    Flow {
        name: "staff_web",
        summary: "staff terminals to the business system",
        direction: Direction::In,
        ports: HTTPS,
        needs: Needs::List("staff_cidrs"),
        ..FLOW
    },
    // F2: the CS is on premises.
    Flow {
        name: "juki_cs",
        summary: "resident record to Juki-net CS",
        zones: MY_NUMBER,
        direction: Direction::Both,
        ..FLOW
    },
    // F3: 共通機能標準仕様書 2.7 §2.4.
    Flow {
        name: "atena_relay",
        summary: "business system to the common addressee system",
        zones: MY_NUMBER,
        ..FLOW
    },
    // F4: §2.4.2, directly and not through 宛名.
    Flow {
        name: "midserver_fetch",
        summary: "business system to the intermediate server",
        zones: MY_NUMBER,
        peer: OVER_LGWAN,
        ..FLOW
    },
    // F5: §2.1; the business system pulls.
    Flow {
        name: "shinsei_import",
        summary: "applications fetched over LGWAN",
        zones: WITH_LGWAN,
        peer: OVER_LGWAN,
        ..FLOW
    },
    // F6: §2.2.5.
    Flow {
        name: "rest_api",
        summary: "API between business systems",
        direction: Direction::In,
        ports: HTTPS,
        needs: Needs::Nothing,
        ..FLOW
    },
    // F7: §2.2.2; port [U].
    Flow {
        name: "file_link",
        summary: "files through object storage",
        ports: HTTPS,
        needs: Needs::Store,
        ..FLOW
    },
    // F8: 新風 2007-09; last leg [U].
    Flow {
        name: "eltax",
        summary: "tax system to the eLTAX review system",
        zones: WITH_LGWAN,
        direction: Direction::Both,
        peer: OVER_LGWAN,
        ..FLOW
    },
    // F9: J-LIS コンビニ交付資料.
    Flow {
        name: "convenience_issue",
        summary: "certificates at convenience stores",
        zones: WITH_LGWAN,
        direction: Direction::In,
        peer: OVER_LGWAN,
        ..FLOW
    },
    // F10 [S]: a bucket in an account of its own, a key per municipality.
    Flow {
        name: "bulk_print",
        summary: "print data to the exchange account",
        zones: WITH_LGWAN,
        peer: Peer::Platform,
        ports: HTTPS,
        needs: Needs::Exchange,
        ..FLOW
    },
    // F11 [U].
    Flow {
        name: "local_print",
        summary: "business system to printers on premises",
        zones: WITH_LGWAN,
        ports: Ports::Usual(&[515, 631, 9100]),
        ..FLOW
    },
    // F12: AWSブログ「運用保守経路について」; on Google Cloud by Identity-Aware Proxy.
    Flow {
        name: "maintenance",
        summary: "operators through the cloud's own broker",
        peer: Peer::Platform,
        ports: HTTPS,
        needs: Needs::Nothing,
        ..FLOW
    },
    // F13; ports [U].
    Flow {
        name: "patch_relay",
        summary: "servers to the patch relay",
        ports: Ports::Usual(&[443, 8530, 8531]),
        ..FLOW
    },
    // F14.
    Flow {
        name: "dns",
        summary: "name resolution by declared resolvers",
        protocols: &["tcp", "udp"],
        ports: Ports::Fixed(&[53]),
        needs: Needs::List("resolvers"),
        ..FLOW
    },
    // F14: 169.254.169.123 and the metadata server, which no rule of ours filters.
    Flow {
        name: "ntp",
        summary: "time from the platform",
        peer: Peer::Platform,
        protocols: &["udp"],
        ports: Ports::Fixed(&[123]),
        needs: Needs::Nothing,
        ..FLOW
    },
    // F14.
    Flow {
        name: "logs",
        summary: "logs to the tenancy's own store",
        peer: Peer::Platform,
        ports: HTTPS,
        needs: Needs::Nothing,
        ..FLOW
    },
    // α′ [S]: destinations and tenants are the proxy's to hold.
    Flow {
        name: "local_breakout",
        summary: "named cloud services behind a proxy",
        zones: &[Zone::Lgwan],
        peer: Peer::FarSide(FarSide::PublicCloud),
        ..FLOW
    },
];

/// A flow by its name.
pub(crate) fn find(name: &str) -> Option<&'static Flow> {
    FLOWS.iter().find(|flow| flow.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_of_systems_that_publish_no_ports_have_none_here() {
        let unpublished = |flow: &&Flow| flow.ports == Ports::Declared;
        let names: Vec<&str> = FLOWS
            .iter()
            .filter(unpublished)
            .map(|flow| flow.name)
            .collect();
        let expected = [
            "juki_cs",
            "atena_relay",
            "midserver_fetch",
            "shinsei_import",
            "eltax",
            "convenience_issue",
            "local_breakout",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_far_end_of_ports_to_choose_is_declared_in_a_table() {
        for flow in FLOWS {
            let chosen = !matches!(flow.ports, Ports::Fixed(_));
            assert_eq!(chosen, flow.needs == Needs::FarEnd, "{}", flow.name);
            assert!(!flow.zones.is_empty() && !flow.protocols.is_empty());
        }
    }
}
