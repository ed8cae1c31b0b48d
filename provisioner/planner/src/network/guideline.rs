//! Zones, models of the three-layer separation (三層の対策) and the crossings each model allows,
//! as data by edition of the 総務省 guideline.
//!
//! Every row names the edition it holds from and its source: `[P]` the primary text was read,
//! `[S]` a secondary source, `[U]` neither, so a human must check it. The separation is expected
//! to end some day (about 2030): a new edition is new rows here.

use crate::source::{At, File};

/// Network zone of a VPC: one per VPC, never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// マイナンバー利用事務系.
    MyNumber,
    /// LGWAN接続系.
    Lgwan,
    /// インターネット接続系.
    Internet,
}

impl Zone {
    pub const ALL: [Self; 3] = [Self::MyNumber, Self::Lgwan, Self::Internet];

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

    /// Reads a zone; another word is an error.
    pub fn read(file: &File<'_>, key: &str, text: &At<&str>) -> Option<Self> {
        let zone = Self::of(text.value);
        if zone.is_none() {
            file.unknown_word(key, text.at, text.value, &Self::ALL.map(Self::as_str));
        }
        zone
    }
}

/// The far side of an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FarSide {
    /// A zone of the municipality.
    Zone(Zone),
    /// Over LGWAN: systems of the state and of J-LIS, LGWAN-ASP (特定通信).
    OverLgwan,
    /// A cloud service on the Internet.
    PublicCloud,
}

impl FarSide {
    /// The word in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zone(zone) => zone.as_str(),
            Self::OverLgwan => "over-lgwan",
            Self::PublicCloud => "public-cloud",
        }
    }
}

/// A model of the separation.
#[derive(Debug)]
pub(crate) struct Model {
    /// The word in files.
    pub word: &'static str,
    /// First edition that has it, among those in [`EDITIONS`].
    pub since: &'static str,
    /// What sets it apart, and the source.
    pub source: &'static str,
}

/// The models.
pub(crate) const MODELS: [Model; 4] = [
    Model {
        word: "alpha",
        since: "2023-03",
        source: "[U] terminals and office systems in LGWAN接続系",
    },
    Model {
        word: "alpha-prime",
        since: "2024-10",
        source: "[S] NTT東日本 column-47: LGWAN接続系 may break out to named cloud services",
    },
    Model {
        word: "beta",
        since: "2023-03",
        source: "[P] 総務省 2020-05-22: terminals in インターネット接続系",
    },
    Model {
        word: "beta-prime",
        since: "2023-03",
        source: "[U] office systems in インターネット接続系 as well",
    },
];

/// The editions whose network rules are in this table, oldest first; the last is the default.
/// Sources: 2023-03 `[U]`, 2024-10 `[S]`. The body of the guideline itself was not at hand.
pub(crate) const EDITIONS: [&str; 2] = ["2023-03", "2024-10"];

/// Editions known to exist whose network text has not been read: nothing is claimed of them.
pub(crate) const EDITIONS_UNREAD: [&str; 2] = ["2025-03", "2026-03"];

/// What a crossing takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terms {
    /// Nothing makes it lawful.
    Forbidden,
    /// A named flow suffices: its far end and ports are its own (特定通信).
    NamedFlow,
    /// A proven need, approved by name.
    ProvenNeed,
    /// All of it through a declared 無害化 point.
    Sanitized,
    /// Named destinations and tenants behind a proxy (ローカルブレイクアウト).
    LocalBreakout,
}

/// One row: what an opening from a zone to a far side takes, in either direction.
#[derive(Debug)]
pub(crate) struct Crossing {
    /// The zone on this side.
    pub near: Zone,
    /// The far side.
    pub far: FarSide,
    /// Models it holds under; empty for all.
    pub models: &'static [&'static str],
    /// First edition it holds in.
    pub since: &'static str,
    /// What it takes.
    pub terms: Terms,
    /// The source.
    pub source: &'static str,
}

const fn row(near: Zone, far: FarSide, terms: Terms, source: &'static str) -> Crossing {
    Crossing {
        near,
        far,
        models: &[],
        since: "2023-03",
        terms,
        source,
    }
}

/// Every crossing there is. A pair that no row names is forbidden.
pub(crate) const CROSSINGS: [Crossing; 7] = [
    row(
        Zone::MyNumber,
        FarSide::Zone(Zone::Internet),
        Terms::Forbidden,
        "[P] 徳島県「ネットワーク」, 鳥取県予算資料 H28",
    ),
    row(
        Zone::MyNumber,
        FarSide::Zone(Zone::Lgwan),
        Terms::ProvenNeed,
        "[P] 徳島県「ネットワーク」",
    ),
    row(
        Zone::MyNumber,
        FarSide::OverLgwan,
        Terms::NamedFlow,
        "[P] 総務省報道資料 2020-05-22, デジタル庁 2022-03-10",
    ),
    row(
        Zone::Lgwan,
        FarSide::OverLgwan,
        Terms::NamedFlow,
        "[P] デジタル庁 2022-03-10",
    ),
    row(
        Zone::Lgwan,
        FarSide::Zone(Zone::Internet),
        Terms::Sanitized,
        "[P] 鳥取県予算資料 H28, 導入ガイドブック2024",
    ),
    Crossing {
        near: Zone::Lgwan,
        far: FarSide::PublicCloud,
        models: &["alpha-prime"],
        since: "2024-10",
        terms: Terms::LocalBreakout,
        source: "[S] NTT東日本 column-47, G-gen",
    },
    row(
        Zone::Internet,
        FarSide::PublicCloud,
        Terms::Forbidden,
        "[S] 奈良県内役場事例: 自治体情報セキュリティクラウド is the one exit",
    ),
];

/// The row that speaks of an opening, whichever side it was made from.
pub(crate) fn crossing(near: Zone, far: FarSide) -> Option<&'static Crossing> {
    let turned = match far {
        FarSide::Zone(zone) => Some((zone, FarSide::Zone(near))),
        _ => None,
    };
    CROSSINGS
        .iter()
        .find(|row| (row.near, row.far) == (near, far) || Some((row.near, row.far)) == turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_source_and_an_edition_of_the_table() {
        let rows = CROSSINGS.iter().map(|row| (row.since, row.source));
        for (since, source) in rows.chain(MODELS.iter().map(|row| (row.since, row.source))) {
            assert!(EDITIONS.contains(&since), "{since}");
            assert!(
                ["[P] ", "[S] ", "[U] "]
                    .iter()
                    .any(|mark| source.starts_with(mark)),
                "{source}"
            );
        }
        assert!(EDITIONS.is_sorted());
        assert!(
            EDITIONS_UNREAD
                .iter()
                .all(|edition| !EDITIONS.contains(edition))
        );
    }

    #[test]
    fn models_named_by_a_row_exist_and_no_row_of_the_my_number_zone_names_one() {
        for row in &CROSSINGS {
            let known = |word: &&str| MODELS.iter().any(|model| model.word == *word);
            assert!(row.models.iter().all(known), "{row:?}");
            assert!(
                row.near != Zone::MyNumber || row.models.is_empty(),
                "{row:?}"
            );
        }
    }

    #[test]
    fn a_crossing_is_the_same_from_either_side() {
        for near in Zone::ALL {
            for far in Zone::ALL {
                let found = crossing(near, FarSide::Zone(far)).map(|row| row.source);
                let turned = crossing(far, FarSide::Zone(near)).map(|row| row.source);
                assert_eq!(found, turned);
            }
        }
    }
}
