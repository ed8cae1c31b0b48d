//! The types and units parameters can have.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::source::{At, File};

/// A type: an item, or a list of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueType {
    pub(super) item: ItemType,
    pub(super) list: bool,
}

/// Declares the types of items: variant, word in declarations, meaning.
macro_rules! item_types {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// What a value or an item of a list is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum ItemType { $($(#[$doc])* $variant,)+ }

        const WORDS: &[(&str, ItemType)] = &[$(($word, ItemType::$variant),)+];
    };
}

item_types! {
    /// Anything.
    Any = "any",
    /// `true` or `false`.
    Boolean = "boolean",
    /// A private IPv4 range.
    Cidr = "cidr",
    /// A crossing into another zone.
    Crossing = "crossing",
    /// A mailbox.
    Email = "email",
    /// Where the flow of the same name exchanges data.
    Exchange = "exchange",
    /// The far end of the flow of the same name.
    FarEnd = "far_end",
    /// The name of a flow.
    Flow = "flow",
    /// A part of the whole, above 0 and at most 1.
    Fraction = "fraction",
    /// An edition of the guideline.
    Guideline = "guideline",
    /// An integer within bounds.
    Integer = "integer",
    /// A private IPv4 address.
    IpAddress = "ip_address",
    /// A model of the three-layer separation.
    Model = "model",
    /// Who may be let in, as the cloud writes it.
    Principal = "principal",
    /// An id such as `tgw-0123456789abcdef0`.
    ResourceId = "resource_id",
    /// The name of a service of the cloud.
    Service = "service",
    /// A text, or a word of a list.
    String = "string",
    /// A table.
    Table = "table",
    /// A network zone.
    Zone = "zone",
}

impl ValueType {
    pub(super) const fn of(item: ItemType) -> Self {
        Self { item, list: false }
    }

    /// Whether a value is one range of the tenancy's own: no two tenancies share it.
    pub(crate) fn is_own_range(self) -> bool {
        self == Self::of(ItemType::Cidr)
    }

    pub(super) fn read(file: &File<'_>, key: &str, text: &At<&str>) -> Option<Self> {
        let inner = text.value.strip_prefix("list(");
        let inner = inner.and_then(|inner| inner.strip_suffix(')'));
        let word = inner.unwrap_or(text.value);
        let item = WORDS.iter().find(|(known, _)| *known == word);
        if item.is_none() {
            let words: Vec<&str> = WORDS.iter().map(|(known, _)| *known).collect();
            file.unknown_word(key, text.at, word, &words);
        }
        item.map(|(_, item)| Self {
            item: *item,
            list: inner.is_some(),
        })
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = WORDS.iter().find(|(_, item)| *item == self.item);
        let word = word.map_or("", |(word, _)| word);
        match self.list {
            true => write!(f, "list({word})"),
            false => f.write_str(word),
        }
    }
}

impl Serialize for ValueType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A unit of numbers.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// The word in declarations, which is English.
    pub word: &'static str,
    /// The word in Japanese.
    pub ja: &'static str,
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word)
    }
}

/// The units there are.
pub(super) const UNITS: [Unit; 7] = [
    unit("bits", "ビット"),
    unit("characters", "文字"),
    unit("days", "日"),
    unit("hours", "時間"),
    unit("percent", "%"),
    unit("seconds", "秒"),
    unit("yen", "円"),
];

const fn unit(word: &'static str, ja: &'static str) -> Unit {
    Unit { word, ja }
}
