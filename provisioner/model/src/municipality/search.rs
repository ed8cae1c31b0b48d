//! Finding a body by what people type: part of a code, a name, a reading, or a mistyped code.
//!
//! Both sides of a comparison are folded first: hiragana, full-width and half-width katakana,
//! small and full-size kana, and the variants of a few characters that names are written with.

use std::sync::LazyLock;

use super::body::{Class, Municipality};
use super::code::MunicipalityCode;
use super::table::{all, find};

/// The shortest and longest text still taken for a code: 5 is a code without its check digit, or
/// one whose leading zero a spreadsheet ate; 7 has one digit too many.
const CODE_LENGTHS: std::ops::RangeInclusive<usize> = 5..=7;

/// Endings that people leave out: `千代田` for `千代田区`. Folded, so `ょ` is `よ`.
const NAME_ENDINGS: [&str; 7] = ["市", "区", "町", "村", "都", "府", "県"];
const KANA_ENDINGS: [&str; 9] = [
    "し",
    "く",
    "まち",
    "ちよう",
    "むら",
    "そん",
    "と",
    "ふ",
    "けん",
];

/// The hiragana of U+FF66 to U+FF9D, the half-width katakana, in their order.
const HALF_WIDTH: [char; 56] = [
    'を', 'あ', 'い', 'う', 'え', 'お', 'や', 'ゆ', 'よ', 'つ', 'ー', 'あ', 'い', 'う', 'え', 'お',
    'か', 'き', 'く', 'け', 'こ', 'さ', 'し', 'す', 'せ', 'そ', 'た', 'ち', 'つ', 'て', 'と', 'な',
    'に', 'ぬ', 'ね', 'の', 'は', 'ひ', 'ふ', 'へ', 'ほ', 'ま', 'み', 'む', 'め', 'も', 'や', 'ゆ',
    'よ', 'ら', 'り', 'る', 'れ', 'ろ', 'わ', 'ん',
];

/// Finds rows by the start of their code, by name, by prefecture and name, or by reading.
///
/// Best matches first: the whole name, then the name without its ending (`府中` for `府中市`), then
/// names that start with the text, then those that contain it. Among equals, codes in force and
/// bodies that can hold a tenancy come first. An empty text finds nothing.
pub fn search(text: &str) -> Vec<&'static Municipality> {
    let query = fold(text);
    if query.is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<(Rank, &'static Municipality)> = INDEX
        .iter()
        .filter_map(|entry| Some((entry.rank(&query)?, entry.row)))
        .collect();
    hits.sort_by_key(|(rank, row)| (*rank, standing(row)));
    hits.into_iter().map(|(_, row)| row).collect()
}

/// Guesses which code was meant, for the hint of an error.
///
/// Takes a row with the same first five digits, else one that a single slip turns into the text: a
/// wrong, missing, extra or swapped digit. Among equals codes in force and bodies that can hold a
/// tenancy come first. `None` when nothing is near.
pub fn nearest(code_text: &str) -> Option<&'static Municipality> {
    let typed = fold(code_text);
    if !CODE_LENGTHS.contains(&typed.len()) {
        return None;
    }
    let typed = typed.as_bytes();
    let same_body =
        |row: &Municipality| typed.len() <= 6 && row.code.as_str().as_bytes()[..5] == typed[..5];
    all()
        .iter()
        .filter(|row| same_body(row) || is_one_slip(typed, row.code.as_str().as_bytes()))
        .min_by_key(|row| (!same_body(row), standing(row)))
}

/// How well a row fits a query; better ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Whole,
    WithoutEnding,
    StartOfCode,
    StartOfName,
    StartOfPrefecture,
    Inside,
}

/// A row with its names folded.
struct Entry {
    row: &'static Municipality,
    name: String,
    kana: String,
    full_name: String,
    full_kana: String,
}

static INDEX: LazyLock<Vec<Entry>> = LazyLock::new(|| all().iter().map(Entry::new).collect());

impl Entry {
    fn new(row: &'static Municipality) -> Self {
        let prefecture = find(row.code.prefecture()).expect("every row lies in a prefecture");
        let full_kana = match row.class {
            Class::Prefecture => row.kana.to_owned(),
            _ => format!("{}{}", prefecture.kana, row.kana),
        };
        Self {
            row,
            name: fold(row.name),
            kana: fold(row.kana),
            full_name: fold(&row.full_name()),
            full_kana: fold(&full_kana),
        }
    }

    fn rank(&self, query: &str) -> Option<Rank> {
        let names = [
            (&self.name, &NAME_ENDINGS[..]),
            (&self.kana, &KANA_ENDINGS[..]),
        ];
        let full_names = [
            (&self.full_name, &NAME_ENDINGS[..]),
            (&self.full_kana, &KANA_ENDINGS),
        ];
        let mut either = names.iter().chain(&full_names);
        let code = self.row.code.as_str();
        if code == query || either.clone().any(|(text, _)| *text == query) {
            Some(Rank::Whole)
        } else if either.any(|(text, endings)| is_without_ending(text, query, endings)) {
            Some(Rank::WithoutEnding)
        } else if code.starts_with(query) {
            Some(Rank::StartOfCode)
        } else if names.iter().any(|(text, _)| text.starts_with(query)) {
            Some(Rank::StartOfName)
        } else if full_names.iter().any(|(text, _)| text.starts_with(query)) {
            Some(Rank::StartOfPrefecture)
        } else if names.iter().any(|(text, _)| text.contains(query)) {
            Some(Rank::Inside)
        } else {
            None
        }
    }
}

/// The order among equal matches: in force, able to hold a tenancy, lower code.
fn standing(row: &Municipality) -> (bool, bool, MunicipalityCode) {
    (!row.is_current(), !row.class.can_hold_tenancy(), row.code)
}

fn is_without_ending(text: &str, query: &str, endings: &[&str]) -> bool {
    text.strip_prefix(query)
        .is_some_and(|rest| endings.contains(&rest))
}

/// Tells whether one wrong, missing, extra or swapped digit separates the two.
fn is_one_slip(left: &[u8], right: &[u8]) -> bool {
    let common = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[common..], &right[common..]);
    let common = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    match (&left[..left.len() - common], &right[..right.len() - common]) {
        ([a, b], [c, d]) => a == d && b == c,
        (left, right) => left.len() <= 1 && right.len() <= 1,
    }
}

/// Brings a text to the one form in which names are compared; blanks are dropped.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        let voiced = match character {
            'ﾞ' | '\u{3099}' | '゛' => folded.pop().map(|base| voice(base, 1)),
            'ﾟ' | '\u{309A}' | '゜' => folded.pop().map(|base| voice(base, 2)),
            _ => None,
        };
        folded.push(voiced.unwrap_or_else(|| fold_char(character)));
    }
    folded
}

fn fold_char(character: char) -> char {
    let kana = match character {
        'ｦ'..='ﾝ' => HALF_WIDTH[character as usize - 'ｦ' as usize],
        'ァ'..='ヶ' => shift(character, -0x60),
        '！'..='～' => shift(character, -0xFEE0),
        other => other,
    };
    match kana {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            shift(kana, 1)
        }
        'ゕ' => 'か',
        'ゖ' => 'け',
        '鯵' => '鰺',
        '竃' | '釜' => '竈',
        '桧' => '檜',
        '梼' => '檮',
        '竜' => '龍',
        '条' => '條',
        '驒' => '騨',
        other => other,
    }
}

/// Adds a sound mark to a kana: 1 for か to が, 2 for は to ぱ. Others stay as they are.
fn voice(base: char, mark: i32) -> char {
    match (base, mark) {
        ('は' | 'ひ' | 'ふ' | 'へ' | 'ほ', _) => shift(base, mark),
        ('か' | 'き' | 'く' | 'け' | 'こ' | 'さ' | 'し' | 'す' | 'せ' | 'そ', 1) => {
            shift(base, 1)
        }
        ('た' | 'ち' | 'つ' | 'て' | 'と', 1) => shift(base, 1),
        _ => base,
    }
}

fn shift(character: char, by: i32) -> char {
    u32::try_from(character as i32 + by)
        .ok()
        .and_then(char::from_u32)
        .expect("folding stays within the kana and ASCII blocks")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        search(text)
            .into_iter()
            .map(|row| row.code.as_str())
            .collect()
    }

    /// Every seventh row: all of them pass too, but take seconds.
    fn sample() -> impl Iterator<Item = &'static Municipality> {
        all().iter().step_by(7)
    }

    fn hint(text: &str) -> Option<&'static str> {
        nearest(text).map(|row| row.code.as_str())
    }

    #[test]
    fn a_name_without_its_ending_finds_all_bodies_of_that_name() {
        assert_eq!(codes("千代田"), ["105236", "131016"]);
        assert_eq!(codes("ちよだ"), ["105236", "131016"]);
    }

    #[test]
    fn one_name_in_two_prefectures_gives_both() {
        assert_eq!(codes("府中市"), ["132063", "342084"]);
        assert_eq!(codes("東京都府中市"), ["132063"]);
        assert_eq!(codes("広島県 府中市"), ["342084"]);
        assert_eq!(codes("とうきょうとふちゅうし"), ["132063"]);
    }

    #[test]
    fn kana_of_every_width_and_size_is_the_same() {
        for text in [
            "ちよだく",
            "チヨダク",
            "ﾁﾖﾀﾞｸ",
            "ちょだく",
            "ちよた\u{3099}く",
        ] {
            assert_eq!(codes(text), ["131016"], "{text}");
        }
        assert_eq!(codes("ﾎｯｶｲﾄﾞｳ")[0], "010006");
        assert_eq!(codes("ﾍﾞｯﾌﾟ"), codes("べっぷ"));
        assert_eq!(codes("ﾋﾟｯﾌﾟﾁｮｳ"), ["014559"]);
        assert_eq!(codes("ナゴヤシ")[0], "231002");
    }

    #[test]
    fn rows_are_found_first_by_their_full_name_and_by_their_code() {
        for row in sample() {
            assert_eq!(search(row.code.as_str()), [row]);
            let best = search(&row.full_name())[0];
            assert_eq!(best.full_name(), row.full_name());
        }
    }

    #[test]
    fn half_width_readings_find_their_row() {
        for row in sample() {
            assert!(search(&half_width(row.kana)).contains(&row), "{}", row.kana);
        }
    }

    #[test]
    fn variants_of_a_character_are_the_same() {
        assert_eq!(codes("龍ヶ崎市"), codes("竜ケ崎市"));
        assert_eq!(codes("塩釜市"), ["042030"]);
        assert_eq!(codes("檮原町"), codes("梼原町"));
        assert_eq!(codes("にせこ町"), ["013951"]);
    }

    #[test]
    fn the_start_of_a_code_lists_its_prefecture() {
        let tokyo = search("１３");
        assert_eq!(tokyo.len(), 1 + 23 + 39);
        assert!(tokyo.iter().all(|row| row.prefecture == "東京都"));
    }

    #[test]
    fn whole_names_come_before_parts_and_cities_before_their_wards() {
        assert_eq!(codes("京都")[..2], ["260002", "261009"]);
        assert_eq!(codes("福岡市")[0], "401307");
        let chuo = search("中央区");
        assert_eq!(chuo[0].code.as_str(), "131024");
        assert!(chuo[1..].iter().all(|row| row.class == Class::Ward) && chuo.len() > 5);
    }

    #[test]
    fn codes_in_force_come_before_ended_ones() {
        assert_eq!(codes("熊本市")[..2], ["431001", "432016"]);
        assert_eq!(codes("富谷"), ["042161", "044237"]);
        assert_eq!(codes("浜松市天竜区"), ["221406", "221376"]);
    }

    #[test]
    fn nothing_is_found_for_nothing_or_nonsense() {
        for text in ["", " 　", "存在しない町", "999999", "ﾞ"] {
            assert_eq!(search(text), Vec::<&Municipality>::new(), "{text}");
        }
    }

    #[test]
    fn the_first_five_digits_decide_the_nearest_code() {
        assert_eq!(hint("131017"), Some("131016"));
        assert_eq!(hint("13101"), Some("131016"));
        assert_eq!(hint("１３１０１６"), Some("131016"));
        assert_eq!(hint("13101O"), Some("131016"));
    }

    #[test]
    fn one_slip_away_is_near() {
        assert_eq!(hint("11002"), Some("011002")); // the leading zero is lost
        assert_eq!(hint("1311016"), Some("131016")); // a digit typed twice
        assert_eq!(hint("720008"), Some("270008")); // two digits swapped
        assert_eq!(hint("221308"), Some("221309"));
    }

    #[test]
    fn far_or_short_texts_have_no_nearest() {
        for text in [
            "",
            "1310",
            "99999",
            "999999",
            "111122223333",
            "千代田区",
            "千代",
        ] {
            assert_eq!(hint(text), None, "{text}");
        }
    }

    #[test]
    fn a_slip_is_one_edit_or_one_swap() {
        for (left, right, near) in [
            ("131016", "131016", true),
            ("131016", "131026", true),
            ("131016", "13106", true),
            ("131016", "1310126", true),
            ("131016", "130116", true),
            ("131016", "130106", false),
            ("131016", "13126", false),
            ("131016", "231017", false),
        ] {
            assert_eq!(
                is_one_slip(left.as_bytes(), right.as_bytes()),
                near,
                "{left} {right}"
            );
        }
    }

    /// Writes a hiragana reading in half-width katakana, sound marks apart.
    fn half_width(kana: &str) -> String {
        let plain = |c: char| ('ｦ'..='ﾝ').find(|half| fold_char(*half) == fold_char(c));
        kana.chars()
            .map(|c| match plain(c) {
                Some(half) => half.to_string(),
                None => [(1, 'ﾞ'), (2, 'ﾟ')]
                    .into_iter()
                    .find_map(|(mark, sign)| {
                        let base = ('ｦ'..='ﾝ').find(|half| voice(fold_char(*half), mark) == c)?;
                        Some(format!("{base}{sign}"))
                    })
                    .unwrap(),
            })
            .collect()
    }
}
