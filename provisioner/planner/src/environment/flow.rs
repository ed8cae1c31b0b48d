//! Named flows: the only openings a network may have, and the zones each may be opened in.
//!
//! Flows, zones and their source: the three-layer rules (三層の対策) of the 総務省 guideline and
//! 共通機能標準仕様書. Ports of the J-LIS and eLTAX systems are not public, so those flows take
//! theirs from the environment and have no default.

use super::file::{At, File};

/// Network zone of a VPC: one per VPC, never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// マイナンバー利用事務系.
    MyNumber,
    /// LGWAN接続系.
    Lgwan,
    /// インターネット接続系.
    Internet,
}

impl Zone {
    const ALL: [Self; 3] = [Self::MyNumber, Self::Lgwan, Self::Internet];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MyNumber => "my-number",
            Self::Lgwan => "lgwan",
            Self::Internet => "internet",
        }
    }

    /// The zone of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.as_str() == word)
    }

    /// Reads a zone; another word is a fault.
    pub fn read(file: &File<'_>, key: &str, text: &At<&str>) -> Option<Self> {
        let zone = Self::of(text.value);
        if zone.is_none() {
            file.unknown_word(key, text.at, text.value, &Self::ALL.map(Self::as_str));
        }
        zone
    }
}

/// What a flow needs besides its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing.
    Nothing,
    /// A list parameter.
    List(&'static str),
    /// A text parameter.
    Text(&'static str),
    /// A table of its own name: the far end's `cidrs` and `ports`.
    Peer(Direction),
}

/// Who opens the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// The far end.
    In,
    /// The system in the VPC.
    Out,
}

impl Direction {
    /// The word templates see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// A named flow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    /// Its name in files.
    pub name: &'static str,
    /// What it carries, in ASCII, for rule descriptions.
    pub summary: &'static str,
    /// The zones it may be opened in.
    pub zones: &'static [Zone],
    /// What it needs.
    pub needs: Needs,
}

const ANY_ZONE: &[Zone] = &Zone::ALL;
/// 住基ネット, 宛名 and 中間サーバー are reached from the マイナンバー利用事務系 alone.
const MY_NUMBER: &[Zone] = &[Zone::MyNumber];
/// Flows that run over LGWAN; data born on the Internet enters only by these.
const OVER_LGWAN: &[Zone] = &[Zone::MyNumber, Zone::Lgwan];
const OUT: Needs = Needs::Peer(Direction::Out);

const fn flow(
    name: &'static str,
    summary: &'static str,
    zones: &'static [Zone],
    needs: Needs,
) -> Flow {
    Flow {
        name,
        summary,
        zones,
        needs,
    }
}

/// Every named flow.
pub(super) const FLOWS: &[Flow] = &[
    flow(
        "staff_web",
        "staff terminals to the business system",
        ANY_ZONE,
        Needs::List("staff_cidrs"),
    ),
    flow("juki_cs", "resident record to Juki-net CS", MY_NUMBER, OUT),
    flow(
        "atena_relay",
        "business system to the common addressee system",
        MY_NUMBER,
        OUT,
    ),
    flow(
        "midserver_fetch",
        "business system to the intermediate server",
        MY_NUMBER,
        OUT,
    ),
    flow(
        "shinsei_import",
        "applications fetched over LGWAN",
        OVER_LGWAN,
        OUT,
    ),
    flow(
        "rest_api",
        "API between business systems",
        ANY_ZONE,
        Needs::Nothing,
    ),
    flow(
        "file_link",
        "files through object storage",
        ANY_ZONE,
        Needs::Text("s3_prefix_list_id"),
    ),
    flow(
        "eltax",
        "tax system to the eLTAX review system",
        OVER_LGWAN,
        OUT,
    ),
    flow(
        "convenience_issue",
        "certificates at convenience stores",
        OVER_LGWAN,
        Needs::Peer(Direction::In),
    ),
    flow(
        "bulk_print",
        "print data to the exchange account",
        OVER_LGWAN,
        Needs::Nothing,
    ),
    flow(
        "local_print",
        "business system to printers on premises",
        OVER_LGWAN,
        OUT,
    ),
    flow(
        "maintenance",
        "operators through Systems Manager",
        ANY_ZONE,
        Needs::Nothing,
    ),
    flow("patch_relay", "servers to the patch relay", ANY_ZONE, OUT),
    flow(
        "dns",
        "name resolution by declared resolvers",
        ANY_ZONE,
        Needs::List("resolvers"),
    ),
    flow("ntp", "time from the platform", ANY_ZONE, Needs::Nothing),
    flow(
        "logs",
        "logs to the tenancy's own store",
        ANY_ZONE,
        Needs::Nothing,
    ),
];

/// A flow by its name.
pub(super) fn find(name: &str) -> Option<&'static Flow> {
    FLOWS.iter().find(|flow| flow.name == name)
}

/// The far end of a flow that has one.
pub(crate) struct Peer {
    /// The flow.
    pub name: &'static str,
    /// What it carries, in ASCII.
    pub summary: &'static str,
    /// `in` or `out`.
    pub direction: &'static str,
}

/// The flow of a name, if it has a far end of its own.
pub(crate) fn peer(name: &str) -> Option<Peer> {
    let flow = find(name)?;
    let Needs::Peer(direction) = flow.needs else {
        return None;
    };
    Some(Peer {
        name: flow.name,
        summary: flow.summary,
        direction: direction.as_str(),
    })
}
