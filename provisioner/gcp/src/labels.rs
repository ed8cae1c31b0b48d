//! Tags as Google's labels, and back.
//!
//! A label holds `[a-z0-9_-]`, at most 63 characters, its key beginning with a letter. Bills are
//! split by labels, so the tags that every resource carries have plain keys (`CostCenter` is
//! `cost_center`), and `/`, of which our names are full, is `_`. Whatever else a label cannot hold
//! is `__` and two hexadecimal digits a byte; a value that is too long continues in `key_2`,
//! `key_3`. Reading restores exactly what we wrote; the labels of unmanaged resources are returned
//! as they are.

use std::collections::BTreeMap;

use gabakura_model::resource::{TAG_ADDRESS, TAG_INTENT, TAG_TENANCY, Tags};

/// Labels, key to value.
pub(crate) type Labels = BTreeMap<String, String>;

/// Length limit of a key or value, in characters.
const CHARS_MAX: usize = 63;
/// Limit of labels on one resource.
const LABELS_MAX: usize = 64;
/// Begins the key of a tag whose own key a label cannot hold.
const ESCAPED: &str = "t__";
/// Keys of labels that Google writes itself.
const GOOGLE_PREFIX: &str = "goog-";

/// Tags that every resource carries, and the labels they are.
const SHARED: &[(&str, &str)] = &[
    (TAG_TENANCY, "gabakura_tenancy"),
    (TAG_ADDRESS, "gabakura_address"),
    (TAG_INTENT, "gabakura_intent"),
    ("CostCenter", "cost_center"),
    ("Municipality", "municipality"),
    ("Name", "name"),
    ("Stage", "stage"),
    ("Vendor", "vendor"),
];

/// Writes tags as labels.
///
/// # Errors
/// What a label cannot hold: a key that is too long, or too many tags.
pub(crate) fn write(tags: &Tags) -> Result<Labels, String> {
    let mut labels = Labels::new();
    for (tag, value) in tags {
        let key = key_of(tag);
        if key.len() + 3 > CHARS_MAX {
            return Err(format!("the key of tag `{tag}` is too long for a label"));
        }
        let value = escape(value, true);
        let mut rest = value.as_str();
        let mut part = 1;
        while part == 1 || !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(CHARS_MAX));
            let key = match part {
                1 => key.clone(),
                part => format!("{key}_{part}"),
            };
            labels.insert(key, now.to_owned());
            (rest, part) = (later, part + 1);
        }
    }
    match labels.len() > LABELS_MAX {
        true => Err(format!("they need more than {LABELS_MAX} labels")),
        false => Ok(labels),
    }
}

/// Reads labels as tags.
pub(crate) fn read(labels: &Labels) -> Tags {
    let own = labels
        .iter()
        .filter(|(key, _)| !key.starts_with(GOOGLE_PREFIX));
    if !labels.contains_key("gabakura_tenancy") {
        return own.map(|(k, v)| (k.clone(), v.clone())).collect();
    }
    let mut tags = Tags::new();
    for (key, value) in own.filter(|(key, _)| first_of(key, labels).is_none()) {
        let mut whole = value.clone();
        let more = (2..).map_while(|part| labels.get(&format!("{key}_{part}")));
        more.for_each(|part| whole.push_str(part));
        tags.insert(tag_of(key), unescape(&whole).unwrap_or(whole));
    }
    tags
}

/// The labels of a resource after a change of tags; labels in neither set of tags stay.
///
/// # Errors
/// As [`write()`].
pub(crate) fn merge(now: &Labels, before: &Tags, after: &Tags) -> Result<Labels, String> {
    // The intent's token names the request that created it, which does not change.
    let removed = before
        .iter()
        .filter(|(tag, _)| *tag != TAG_INTENT)
        .map(|(tag, value)| (tag.clone(), value.clone()))
        .collect();
    let removed = write(&removed)?;
    let mut labels = now.clone();
    labels.retain(|key, _| !removed.contains_key(key));
    labels.extend(write(after)?);
    Ok(labels)
}

/// The label that this one continues, if it does.
fn first_of<'k>(key: &'k str, labels: &Labels) -> Option<&'k str> {
    let (first, part) = key.rsplit_once('_')?;
    let is_part = part.parse::<usize>().is_ok_and(|part| part > 1);
    (is_part && !first.ends_with('_') && labels.contains_key(first)).then_some(first)
}

fn key_of(tag: &str) -> String {
    if let Some((_, label)) = SHARED.iter().find(|(own, _)| *own == tag) {
        return (*label).to_owned();
    }
    let begins = tag.starts_with(|letter: char| letter.is_ascii_lowercase());
    let taken = SHARED.iter().any(|(_, label)| *label == tag) || tag.starts_with(GOOGLE_PREFIX);
    match begins && !taken && tag.chars().all(is_plain) {
        true => tag.to_owned(),
        false => format!("{ESCAPED}{}", escape(tag, false)),
    }
}

fn tag_of(key: &str) -> String {
    let shared = SHARED.iter().find(|(_, label)| *label == key);
    let escaped = || unescape(key.strip_prefix(ESCAPED)?);
    match shared {
        Some((tag, _)) => (*tag).to_owned(),
        None => escaped().unwrap_or_else(|| key.to_owned()),
    }
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
}

/// A slash becomes `_` only before a plain letter, so that `__` always begins an escape.
fn escape(text: &str, slashes: bool) -> String {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let before_plain = letters.peek().is_some_and(|next| is_plain(*next));
        if is_plain(letter) {
            out.push(letter);
        } else if letter == '/' && slashes && before_plain {
            out.push('_');
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("__{byte:02x}"));
            }
        }
    }
    out
}

/// `None` for what [`escape`] never writes.
fn unescape(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(escaped) = rest.strip_prefix("__") {
            out.push(u8::from_str_radix(escaped.get(..2)?, 16).ok()?);
            rest = &escaped[2..];
        } else {
            out.push(if letter == '_' {
                b'/'
            } else {
                u8::try_from(letter).ok()?
            });
            rest = &rest[letter.len_utf8()..];
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        let own = |(k, v): &(&str, &str)| ((*k).to_owned(), (*v).to_owned());
        pairs.iter().map(own).collect()
    }

    #[test]
    fn tags_of_bills_are_plain_labels() {
        let ours = tags(&[
            (TAG_TENANCY, "131016/acme/prod"),
            ("CostCenter", "131016/acme"),
            ("Municipality", "131016"),
        ]);
        let labels = write(&ours).unwrap();
        let plain = tags(&[
            ("gabakura_tenancy", "131016_acme_prod"),
            ("cost_center", "131016_acme"),
            ("municipality", "131016"),
        ]);
        assert_eq!(labels, plain);
        assert_eq!(read(&labels), ours);
    }

    #[test]
    fn unmanaged_labels_stay_as_they_are() {
        let theirs = tags(&[("env_x", "my_team"), ("t__44", "a__2f")]);
        assert_eq!(read(&theirs), theirs);
        assert!(read(&tags(&[("goog-managed-by", "x")])).is_empty());
    }

    #[test]
    fn only_our_labels_are_removed() {
        let now = tags(&[("theirs", "1"), ("dept", "a"), ("gabakura_intent", "g1-1")]);
        let before = tags(&[("dept", "a"), (TAG_INTENT, "g1-1")]);
        let merged = merge(&now, &before, &tags(&[("Dept", "b")])).unwrap();
        let left = tags(&[
            ("theirs", "1"),
            ("gabakura_intent", "g1-1"),
            ("t____44ept", "b"),
        ]);
        assert_eq!(merged, left);
    }

    #[test]
    fn what_a_label_cannot_hold_is_refused() {
        assert!(write(&tags(&[(&"k".repeat(64), "v")])).is_err());
        let many = (0..65).map(|n| (format!("k{n}"), String::new())).collect();
        assert!(write(&many).is_err());
    }

    proptest! {
        #[test]
        fn every_tag_comes_back(
            own in proptest::collection::btree_map("[a-zA-Z0-9_/:. -]{1,12}", "\\PC{0,60}", 0..5)
        ) {
            let mut own: Tags = own;
            own.insert(TAG_TENANCY.to_owned(), "131016/acme/prod".to_owned());
            let labels = write(&own).unwrap();
            for (key, value) in &labels {
                prop_assert!(key.starts_with(|c: char| c.is_ascii_lowercase()), "{}", key);
                for text in [key, value] {
                    prop_assert!(text.len() <= CHARS_MAX, "{}", text);
                    prop_assert!(text.chars().all(|c| is_plain(c) || c == '_'), "{}", text);
                }
            }
            prop_assert_eq!(read(&labels), own);
        }
    }
}
