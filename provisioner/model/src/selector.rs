//! Selectors: globs over tenancies, `13*/acme/*`.

use crate::tenancy::TenancyId;

/// A glob over `MUNICIPALITY/VENDOR/STAGE`; missing parts at the end match everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector(String);

impl Selector {
    /// Selects every tenancy.
    pub fn all() -> Self {
        Self("*/*/*".to_owned())
    }

    /// Reads a selector. `*` matches any run within one part, `?` one character.
    pub fn new(text: &str) -> Self {
        let missing = 3usize.saturating_sub(text.split('/').count());
        Self(text.to_owned() + &"/*".repeat(missing))
    }

    /// The selector as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a tenancy is selected.
    pub fn matches(&self, id: &TenancyId) -> bool {
        let text = id.to_string();
        let (mut want, mut have) = (self.0.split('/'), text.split('/'));
        loop {
            match (want.next(), have.next()) {
                (None, None) => return true,
                (Some(pattern), Some(part)) if glob(pattern, part) => {}
                _ => return false,
            }
        }
    }
}

/// Matches `text` against a pattern of literals, `*` and `?`, in linear space and no recursion.
pub fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            p = star_p + 1;
            t = star_t + 1;
            star = Some((star_p, t));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_match_by_part() {
        let id: TenancyId = "131016/acme/prod".parse().expect("a tenancy");
        for yes in [
            "131016/acme/prod",
            "13*/acme/*",
            "*/*/prod",
            "131016",
            "13*/ac?e",
            "*",
        ] {
            assert!(Selector::new(yes).matches(&id), "{yes}");
        }
        for no in [
            "131016/acme/verify",
            "14*",
            "*/acm/*",
            "131016/acme/prod/network",
            "",
        ] {
            assert!(!Selector::new(no).matches(&id), "{no}");
        }
    }
}
