//! Rules for names that several services share.

use gabakura_model::catalogue::SpecError;
use gabakura_model::reference;

/// Longest name in Compute Engine and most other services, in characters.
const NAME_CHARS_MAX: usize = 63;

/// Refuses a name that Compute Engine would (RFC 1035): `[a-z]([-a-z0-9]*[a-z0-9])?`, at most 63.
pub(crate) fn check_name(field: &str, name: &str) -> Result<(), SpecError> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_valid = name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.len() <= NAME_CHARS_MAX
        && name.chars().all(is_allowed);
    match is_valid || name.contains(reference::OPEN) {
        true => Ok(()),
        false => Err(SpecError::new(
            field,
            "expected 1 to 63 of a-z, 0-9 and inner hyphens, beginning with a letter",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_before_google_sees_them() {
        for good in ["a", "web-1", "${ref:131016/acme/prod/m/n#id}"] {
            assert!(check_name("name", good).is_ok(), "{good}");
        }
        for bad in ["", "1a", "a-", "A", "a_b", &"a".repeat(64)] {
            assert!(check_name("name", bad).is_err(), "{bad}");
        }
    }
}
