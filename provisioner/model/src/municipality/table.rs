//! The embedded table: read once, on first use, and kept in the order of the codes.

use std::sync::LazyLock;

use super::body::{Class, Municipality};
use super::code::MunicipalityCode;

/// Tab-separated rows; lines that start with `#` are its header.
const SOURCE: &str = include_str!("../../data/municipalities.tsv");

static TABLE: LazyLock<Vec<Municipality>> = LazyLock::new(|| {
    let mut rows: Vec<Municipality> = SOURCE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| read_row(line).expect("every row of the embedded table is well formed"))
        .collect();
    rows.sort_unstable_by_key(|row| row.code);
    rows
});

/// Every row of the table, codes that have ended included, in the order of the codes.
pub fn all() -> &'static [Municipality] {
    &TABLE
}

/// Finds the row of a code, also when the code has ended.
pub fn find(code: MunicipalityCode) -> Option<&'static Municipality> {
    let rows = all();
    rows.binary_search_by_key(&code, |row| row.code)
        .ok()
        .map(|index| &rows[index])
}

fn read_row(line: &'static str) -> Option<Municipality> {
    let mut fields = line.split('\t');
    let row = Municipality {
        code: fields.next()?.parse().ok()?,
        name: fields.next()?,
        kana: fields.next()?,
        prefecture: fields.next()?,
        class: read_class(fields.next()?)?,
        valid_from: read_date(fields.next()?),
        valid_to: read_date(fields.next()?),
    };
    fields.next().is_none().then_some(row)
}

fn read_class(text: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|class| class.as_str() == text)
}

fn read_date(text: &'static str) -> Option<&'static str> {
    (text != "-").then_some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn row(code: &str) -> &'static Municipality {
        find(code.parse().unwrap()).unwrap()
    }

    fn current_by_class() -> BTreeMap<Class, usize> {
        let mut counts = BTreeMap::new();
        for row in all().iter().filter(|row| row.is_current()) {
            *counts.entry(row.class).or_default() += 1;
        }
        counts
    }

    #[test]
    fn every_row_reads_and_its_check_digit_holds() {
        let lines = SOURCE.lines().filter(|line| !line.starts_with('#'));
        let read = lines.filter(|line| read_row(line).is_some()).count();
        // 47 prefectures, 1,741 municipalities, 171 wards, 6 northern villages, 15 ended codes.
        assert_eq!((read, all().len()), (1980, 1980));
    }

    #[test]
    fn counts_are_the_published_ones() {
        let counts = current_by_class();
        assert_eq!(counts[&Class::Prefecture], 47);
        assert_eq!(counts[&Class::DesignatedCity], 20);
        assert_eq!(counts[&Class::CoreCity], 62);
        assert_eq!(counts[&Class::SpecialCity], 23);
        assert_eq!(counts[&Class::City], 792 - 20 - 62 - 23);
        assert_eq!(counts[&Class::Town], 743);
        assert_eq!(counts[&Class::Village], 183);
        assert_eq!(counts[&Class::SpecialWard], 23);
        assert_eq!(counts[&Class::Ward], 171);
        assert_eq!(counts[&Class::NorthernVillage], 6);
        let tenants: usize = counts
            .iter()
            .filter(|(class, _)| class.can_hold_tenancy())
            .map(|(_, n)| n)
            .sum();
        assert_eq!(tenants, 47 + 1741);
    }

    #[test]
    fn codes_are_unique_and_sorted() {
        assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn every_code_finds_its_own_row() {
        assert!(all().iter().all(|row| find(row.code) == Some(row)));
        assert_eq!(find("990001".parse().unwrap()), None);
    }

    #[test]
    fn every_row_lies_in_a_prefecture_of_the_table() {
        for row in all() {
            let prefecture = find(row.code.prefecture()).unwrap();
            assert_eq!(
                (prefecture.class, prefecture.name),
                (Class::Prefecture, row.prefecture)
            );
        }
    }

    #[test]
    fn every_ward_names_a_designated_city_of_its_prefecture() {
        for ward in all().iter().filter(|row| row.class == Class::Ward) {
            let owner = all().iter().find(|row| {
                row.class == Class::DesignatedCity
                    && row.prefecture == ward.prefecture
                    && ward.name.starts_with(row.name)
                    && ward.kana.starts_with(row.kana)
            });
            assert!(owner.is_some(), "{}", ward.name);
        }
    }

    #[test]
    fn names_end_as_their_class_says() {
        for row in all() {
            let last = row.name.chars().last().unwrap();
            let fits = match row.class {
                Class::Prefecture => "都道府県".contains(last),
                Class::SpecialWard | Class::Ward => last == '区',
                Class::Town => last == '町',
                Class::Village | Class::NorthernVillage => last == '村',
                _ => last == '市',
            };
            assert!(fits, "{} is no {}", row.name, row.class.as_str());
        }
    }

    #[test]
    fn readings_are_hiragana_and_dates_are_iso() {
        for row in all() {
            assert!(
                row.kana.chars().all(|c| ('ぁ'..='ん').contains(&c)),
                "{}",
                row.kana
            );
            for date in row.valid_from.iter().chain(&row.valid_to) {
                let digits = date.bytes().enumerate().all(|(at, byte)| match at {
                    4 | 7 => byte == b'-',
                    _ => byte.is_ascii_digit(),
                });
                assert!(date.len() == 10 && digits, "{date}");
            }
        }
    }

    #[test]
    fn samples_have_their_names_and_classes() {
        for (code, name, class) in [
            ("010006", "北海道", Class::Prefecture),
            ("011002", "札幌市", Class::DesignatedCity),
            ("130001", "東京都", Class::Prefecture),
            ("131016", "千代田区", Class::SpecialWard),
            ("131130", "渋谷区", Class::SpecialWard),
            ("221309", "浜松市", Class::DesignatedCity),
            ("270008", "大阪府", Class::Prefecture),
            ("282219", "丹波篠山市", Class::City),
            ("016969", "泊村", Class::NorthernVillage),
            ("014036", "泊村", Class::Village),
        ] {
            assert_eq!((row(code).name, row(code).class), (name, class));
        }
    }

    #[test]
    fn hamamatsu_changed_its_wards_in_2024() {
        for code in [
            "221317", "221325", "221333", "221341", "221350", "221368", "221376",
        ] {
            assert_eq!(row(code).valid_to, Some("2023-12-31"));
        }
        for code in ["221384", "221392", "221406"] {
            assert_eq!(
                (row(code).valid_from, row(code).valid_to),
                (Some("2024-01-01"), None)
            );
        }
    }
}
