//! The six-digit code: its form and its check digit, whether or not the table knows it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A 全国地方公共団体コード: two digits of prefecture, three of body, one check digit.
///
/// Text, not a number: `010006` starts with a zero. The check digit is verified; whether such a body
/// exists is looked up in the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MunicipalityCode([u8; 6]);

/// Why a text is not a municipality code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The text is not six digits from `0` to `9`.
    #[error("`{found}` is not a municipality code of six digits")]
    NotSixDigits {
        /// The text as it was written.
        found: String,
    },
    /// The last digit does not follow from the first five.
    #[error("municipality code `{found}` has a wrong check digit")]
    CheckDigit {
        /// The code as it was written.
        found: String,
        /// The same five digits with the check digit they call for.
        expected: MunicipalityCode,
    },
}

/// Computes the check digit of the first five digits, given as values from 0 to 9.
///
/// With the digits a to e: s = 6a + 5b + 4c + 3d + 2e, and the digit is (11 − s mod 11) mod 10.
/// Source: 総務省, check digit of 全国地方公共団体コード, soumu.go.jp/main_content/000137948.pdf.
pub const fn check_digit(digits: [u8; 5]) -> u8 {
    let [a, b, c, d, e] = digits;
    let sum = 6 * a as u16 + 5 * b as u16 + 4 * c as u16 + 3 * d as u16 + 2 * e as u16;
    ((11 - sum % 11) % 10) as u8
}

impl MunicipalityCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a municipality code is six ASCII digits")
    }

    /// The code of the prefecture the body lies in; a prefecture's own for a prefecture.
    pub fn prefecture(self) -> Self {
        let [first, second, ..] = self.0;
        Self::with_check_digit([first, second, b'0', b'0', b'0'])
    }

    /// Completes five ASCII digits, which the caller has verified to be such.
    fn with_check_digit(body: [u8; 5]) -> Self {
        let [a, b, c, d, e] = body;
        Self([
            a,
            b,
            c,
            d,
            e,
            b'0' + check_digit(body.map(|digit| digit - b'0')),
        ])
    }
}

impl FromStr for MunicipalityCode {
    type Err = CodeError;

    /// Reads six digits.
    ///
    /// # Errors
    /// [`CodeError::NotSixDigits`] for any other text, full-width digits and blanks included;
    /// [`CodeError::CheckDigit`] when the last digit does not follow from the others.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let digits = <[u8; 6]>::try_from(text.as_bytes())
            .ok()
            .filter(|bytes| bytes.iter().all(u8::is_ascii_digit))
            .ok_or_else(|| CodeError::NotSixDigits {
                found: text.to_owned(),
            })?;
        let [a, b, c, d, e, _] = digits;
        let expected = Self::with_check_digit([a, b, c, d, e]);
        if expected.0 == digits {
            Ok(expected)
        } else {
            Err(CodeError::CheckDigit {
                found: text.to_owned(),
                expected,
            })
        }
    }
}

impl TryFrom<String> for MunicipalityCode {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<MunicipalityCode> for String {
    fn from(code: MunicipalityCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Debug for MunicipalityCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("MunicipalityCode")
            .field(&self.as_str())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    fn code(text: &str) -> MunicipalityCode {
        text.parse().unwrap()
    }

    #[test]
    fn samples_from_the_published_list_read_back() {
        for text in [
            "010006", "011002", "130001", "131016", "131130", "221309", "270008",
        ] {
            assert_eq!(code(text).to_string(), text);
        }
    }

    #[test]
    fn check_digit_covers_the_edges_of_its_rule() {
        assert_eq!(check_digit([0, 1, 0, 0, 0]), 6); // s = 5, below 11: 11 - 5
        assert_eq!(check_digit([0, 1, 2, 1, 6]), 5); // s = 28: 11 - 6
        assert_eq!(check_digit([0, 9, 0, 0, 0]), 0); // s = 45: 11 - 1 = 10, its last digit
        assert_eq!(check_digit([4, 1, 2, 0, 2]), 3); // s = 41: 11 - 8
        assert_eq!(check_digit([0, 1, 0, 0, 3]), 1); // s = 11: 11 - 0 = 11, its last digit
        assert_eq!(check_digit([9, 9, 9, 9, 9]), 7); // s = 180, the largest: 11 - 4
    }

    #[test]
    fn a_wrong_check_digit_names_the_right_code() {
        let error = "131017".parse::<MunicipalityCode>().unwrap_err();
        let expected = code("131016");
        assert_eq!(
            error,
            CodeError::CheckDigit {
                found: "131017".to_owned(),
                expected
            }
        );
        assert_eq!(
            error.to_string(),
            "municipality code `131017` has a wrong check digit"
        );
    }

    #[test]
    fn only_six_ascii_digits_are_a_code() {
        for text in [
            "",
            "13101",
            "1310166",
            "13101x",
            "１３１０１６",
            " 131016",
            "-13101",
        ] {
            let found = text.to_owned();
            assert_eq!(
                text.parse::<MunicipalityCode>(),
                Err(CodeError::NotSixDigits { found }),
                "{text}"
            );
        }
    }

    #[test]
    fn the_prefecture_has_its_own_check_digit() {
        assert_eq!(code("131016").prefecture(), code("130001"));
        assert_eq!(code("011002").prefecture(), code("010006"));
        assert_eq!(code("270008").prefecture(), code("270008"));
    }

    #[test]
    fn serde_reads_text_and_refuses_a_wrong_digit() {
        let read = |text| {
            let source: StrDeserializer<'_, Error> = IntoDeserializer::into_deserializer(text);
            MunicipalityCode::deserialize(source)
        };
        assert_eq!(read("131016").unwrap(), code("131016"));
        assert!(
            read("131017")
                .unwrap_err()
                .to_string()
                .contains("wrong check digit")
        );
        assert_eq!(String::from(code("131016")), "131016");
    }

    #[test]
    fn order_and_debug_follow_the_digits() {
        assert!(code("010006") < code("131016") && code("131016") < code("270008"));
        assert_eq!(
            format!("{:?}", code("131016")),
            "MunicipalityCode(\"131016\")"
        );
        assert_eq!(format!("{:>8}|", code("131016")), "  131016|");
    }
}
