//! A public body, and what kind it is of.

use serde::{Deserialize, Serialize};

use super::code::MunicipalityCode;

/// One row of the table: a public body, or one of its wards, under one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Municipality {
    /// The six-digit code.
    pub code: MunicipalityCode,
    /// The official name; a ward's starts with its city's: `札幌市中央区`.
    pub name: &'static str,
    /// The reading of the name, in hiragana.
    pub kana: &'static str,
    /// The name of the prefecture it lies in; a prefecture lies in itself.
    pub prefecture: &'static str,
    /// What kind of body it is.
    pub class: Class,
    /// The first day of the code (`YYYY-MM-DD`); `None` when it is before 2012 or not tabulated.
    pub valid_from: Option<&'static str>,
    /// The last day of the code (`YYYY-MM-DD`); `None` while it is in force.
    pub valid_to: Option<&'static str>,
}

impl Municipality {
    /// Whether the code has no last day, that is, whether it is still in force.
    pub fn is_current(&self) -> bool {
        self.valid_to.is_none()
    }

    /// Whether the code was in force on `date`, written `YYYY-MM-DD`.
    ///
    /// An unknown first day counts as "long before".
    pub fn is_valid_on(&self, date: &str) -> bool {
        // ISO dates of equal form sort as text.
        self.valid_from.is_none_or(|first| first <= date)
            && self.valid_to.is_none_or(|last| date <= last)
    }

    /// The name as an address starts: prefecture first, unless it is a prefecture itself.
    pub fn full_name(&self) -> String {
        match self.class {
            Class::Prefecture => self.name.to_owned(),
            _ => format!("{}{}", self.prefecture, self.name),
        }
    }
}

/// What kind of public body a code stands for. City classes are those of 2024-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 都道府県.
    Prefecture,
    /// 指定都市 (政令指定都市).
    DesignatedCity,
    /// 中核市.
    CoreCity,
    /// 施行時特例市.
    SpecialCity,
    /// Any other 市.
    City,
    /// 特別区 of Tokyo: a municipality, unlike the ward of a designated city.
    SpecialWard,
    /// 町.
    Town,
    /// 村.
    Village,
    /// 区 of a designated city: an office of the city, not a body of its own.
    Ward,
    /// One of the six villages of the northern territories, which have a code but no office.
    NorthernVillage,
}

impl Class {
    /// Every class, in the order of the enum.
    pub const ALL: [Self; 10] = [
        Self::Prefecture,
        Self::DesignatedCity,
        Self::CoreCity,
        Self::SpecialCity,
        Self::City,
        Self::SpecialWard,
        Self::Town,
        Self::Village,
        Self::Ward,
        Self::NorthernVillage,
    ];

    /// Whether a body of this class can hold a tenancy.
    pub fn can_hold_tenancy(self) -> bool {
        !matches!(self, Self::Ward | Self::NorthernVillage)
    }

    /// The name in files and in JSON, as serde writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prefecture => "prefecture",
            Self::DesignatedCity => "designated_city",
            Self::CoreCity => "core_city",
            Self::SpecialCity => "special_city",
            Self::City => "city",
            Self::SpecialWard => "special_ward",
            Self::Town => "town",
            Self::Village => "village",
            Self::Ward => "ward",
            Self::NorthernVillage => "northern_village",
        }
    }

    /// The Japanese name, for people.
    pub fn label_ja(self) -> &'static str {
        match self {
            Self::Prefecture => "都道府県",
            Self::DesignatedCity => "指定都市",
            Self::CoreCity => "中核市",
            Self::SpecialCity => "施行時特例市",
            Self::City => "市",
            Self::SpecialWard => "特別区",
            Self::Town => "町",
            Self::Village => "村",
            Self::Ward => "指定都市の区",
            Self::NorthernVillage => "北方領土の村",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::Error;

    use super::super::table::find;
    use super::*;

    fn row(code: &str) -> &'static Municipality {
        find(code.parse().unwrap()).unwrap()
    }

    #[test]
    fn class_names_are_those_of_serde() {
        for class in Class::ALL {
            let read = Class::deserialize::<serde::de::value::StrDeserializer<'_, Error>>(
                class.as_str().into_deserializer(),
            );
            assert_eq!(read, Ok(class));
        }
    }

    #[test]
    fn wards_and_northern_villages_hold_no_tenancy() {
        let refused: Vec<Class> = Class::ALL
            .into_iter()
            .filter(|class| !class.can_hold_tenancy())
            .collect();
        assert_eq!(refused, [Class::Ward, Class::NorthernVillage]);
    }

    #[test]
    fn full_name_starts_with_the_prefecture_once() {
        assert_eq!(row("131016").full_name(), "東京都千代田区");
        assert_eq!(row("011011").full_name(), "北海道札幌市中央区");
        assert_eq!(row("270008").full_name(), "大阪府");
    }

    #[test]
    fn both_days_of_a_code_are_inside() {
        let before = row("221317");
        assert!(before.is_valid_on("2023-12-31") && !before.is_valid_on("2024-01-01"));
        let after = row("221384");
        assert!(!after.is_valid_on("2023-12-31") && after.is_valid_on("2024-01-01"));
        assert!(!before.is_current() && after.is_current());
        assert!(row("221309").is_valid_on("2024-01-01"));
    }
}
