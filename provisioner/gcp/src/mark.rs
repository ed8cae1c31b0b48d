//! The owner of a resource without labels: a mark at the end of its description.
//!
//! `web servers [gabakura 131016/acme/prod/network/web g19f-ab12-3]` names the address of a
//! resource and the intent that created it. Many descriptions cannot be changed later, so a mark is
//! written once, and the planner does not compare it. It resolves operations in doubt and tells our
//! resources from unmanaged ones; it is not part of the spec.

use gabakura_model::resource::{Address, TAG_ADDRESS, TAG_INTENT, TAG_TENANCY, Tags};

const OPEN: &str = "[gabakura ";
const CLOSE: char = ']';

/// A description with a mark.
pub(crate) fn write(description: &str, address: &Address, token: &str) -> String {
    join(description, &format!("{OPEN}{address} {token}{CLOSE}"))
}

/// A description without its mark, and the tags that the mark stands for.
pub(crate) fn read(text: &str) -> (&str, Tags) {
    let (description, mark) = split(text);
    let pairs = mark.and_then(parse).map(|(address, token)| {
        [
            (TAG_TENANCY.to_owned(), address.tenancy.to_string()),
            (TAG_ADDRESS.to_owned(), address.to_string()),
            (TAG_INTENT.to_owned(), token.to_owned()),
        ]
    });
    (description, pairs.into_iter().flatten().collect())
}

/// A new description with the mark of the old text, if it has one.
pub(crate) fn keep(old: &str, description: &str) -> String {
    split(old)
        .1
        .map_or_else(|| description.to_owned(), |mark| join(description, mark))
}

fn join(description: &str, mark: &str) -> String {
    match description {
        "" => mark.to_owned(),
        description => format!("{description} {mark}"),
    }
}

/// Splits a text into description and mark; what cannot be read as a mark is description.
fn split(text: &str) -> (&str, Option<&str>) {
    match text.rfind(OPEN) {
        Some(at) if parse(&text[at..]).is_some() => {
            (text[..at].trim_end_matches(' '), Some(&text[at..]))
        }
        _ => (text, None),
    }
}

fn parse(mark: &str) -> Option<(Address, &str)> {
    let inner = mark.strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
    let (address, token) = inner.split_once(' ')?;
    Some((address.parse().ok()?, token))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "131016/acme/prod/network/web";

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        for description in ["", "web servers", "odd [gabakura not a mark]"] {
            let text = write(description, &ADDRESS.parse().unwrap(), "g1-2");
            let (read_back, tags) = read(&text);
            assert_eq!(read_back, description);
            assert_eq!(tags[TAG_TENANCY], "131016/acme/prod");
            assert_eq!(tags[TAG_ADDRESS], ADDRESS);
            assert_eq!(tags[TAG_INTENT], "g1-2");
            assert_eq!(read(&keep(&text, "other")), ("other", tags));
        }
    }

    #[test]
    fn other_descriptions_have_no_mark() {
        for text in ["", "plain", "[gabakura nowhere g1]", "[gabakura ]"] {
            assert_eq!(read(text), (text, Tags::new()));
            assert_eq!(keep(text, "other"), "other");
        }
    }
}
