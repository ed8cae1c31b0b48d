//! Values, addresses and texts on one line.

use std::borrow::Cow;

use gabakura_model::Value;
use gabakura_model::reference::{Reference, references, resolve};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::view::style::{Style, Tone};
use crate::words::Words;

/// Widest value shown, in columns; the JSON view has the rest.
const VALUE_COLUMNS_MAX: usize = 100;
/// Widest pair of values that still reads well side by side, in columns.
const PAIR_COLUMNS_MAX: usize = 72;

/// Replaces control characters: text from a cloud or a file must not drive the terminal.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A word as a shell takes it.
pub fn shell(word: &str) -> String {
    let word = plain(word);
    let bare = |c: char| c.is_ascii_alphanumeric() || "-_./:@+=,".contains(c);
    if !word.is_empty() && word.chars().all(bare) {
        return word;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// An address without its tenancy: `network/vpc`. What is not in a tenancy stays whole.
pub fn local(address: &str) -> &str {
    let mut slashes = address.match_indices('/').map(|(at, _)| at);
    slashes.nth(2).map_or(address, |at| &address[at + 1..])
}

/// The tenancy of an address, or the text itself when it is one.
pub fn home_of(address: &str) -> &str {
    let mut slashes = address.match_indices('/').map(|(at, _)| at);
    slashes.nth(2).map_or(address, |at| &address[..at])
}

/// A text in so many columns, cut with an ellipsis if it is wider.
pub fn cut(text: &str, columns_max: usize) -> Cow<'_, str> {
    if text.width() <= columns_max {
        return Cow::Borrowed(text);
    }
    let mut columns = 1;
    let kept = text.chars().take_while(|c| {
        columns += c.width().unwrap_or(0);
        columns <= columns_max
    });
    Cow::Owned(kept.chain(['…']).collect())
}

/// A text filled up to so many columns; East Asian characters take two.
pub fn pad(text: &str, columns: usize) -> String {
    text.to_owned() + &" ".repeat(columns.saturating_sub(text.width()))
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// A value on one line. References are shown as what they are: known only after the apply.
pub fn shown(value: &Value, words: &Words) -> String {
    let open: Vec<Reference> = references(value).into_iter().collect();
    let name = |reference: &Reference| {
        format!(
            "{}#{}",
            local(&reference.address.to_string()),
            reference.field
        )
    };
    let text = match (&open[..], value) {
        ([], _) => value.to_string(),
        ([one], Value::String(text)) if *text == one.to_string() => {
            return words.say("known-after", &[("reference", &name(one))]);
        }
        _ => {
            let marked = resolve(value, &|reference| Some(format!("‹{}›", name(reference))));
            format!("{marked} {}", words.say("known-after-within", &[]))
        }
    };
    cut(&plain(&text), VALUE_COLUMNS_MAX).into_owned()
}

/// The same for a value that may be absent.
pub fn shown_or_absent(value: Option<&Value>, words: &Words) -> String {
    value.map_or_else(
        || words.say("absent-value", &[]),
        |value| shown(value, words),
    )
}

/// The top-level fields of a resource, a line each.
pub fn fields(spec: &Value, words: &Words) -> String {
    let Some(map) = spec.as_object() else {
        return format!("    {}\n", shown(spec, words));
    };
    map.iter()
        .map(|(name, value)| format!("    {name}: {}\n", shown(value, words)))
        .collect()
}

/// One field that differs, as indented lines. `pair` joins two values that fit on one line.
pub fn difference(
    path: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    (words, style): (&Words, &Style),
    pair: impl Fn(&str, &str) -> String,
) -> String {
    let line = |text: String| format!("      {text}\n");
    let item = |sign: &str, tone: Tone, value: &Value| {
        format!(
            "        {} {}\n",
            style.paint(tone, sign),
            shown(value, words)
        )
    };
    if let (Some(Value::Array(old)), Some(Value::Array(new))) = (before, after) {
        let removed = old.iter().filter(|value| !new.contains(value));
        let added = new.iter().filter(|value| !old.contains(value));
        let lines: String = removed
            .map(|value| item("-", Tone::Red, value))
            .chain(added.map(|value| item("+", Tone::Green, value)))
            .collect();
        if !lines.is_empty() {
            return line(format!("{path}:")) + &lines;
        }
    }
    let (old, new) = (
        shown_or_absent(before, words),
        shown_or_absent(after, words),
    );
    if columns(&old) + columns(&new) <= PAIR_COLUMNS_MAX {
        return line(format!("{path}: {}", pair(&old, &new)));
    }
    let (minus, plus) = (style.paint(Tone::Red, "-"), style.paint(Tone::Green, "+"));
    line(format!("{path}:")) + &format!("        {minus} {old}\n        {plus} {new}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;
    use serde_json::json;

    #[test]
    fn texts_are_measured_as_terminals_show_them() {
        assert_eq!(columns("千代田区"), 8);
        assert_eq!(pad("作成", 6), "作成  ");
        assert_eq!(cut("千代田区", 8), "千代田区");
        assert_eq!(cut("千代田区", 6), "千代…");
        assert_eq!(cut("千代田区", 7), "千代田…");
        assert_eq!(plain("a\u{1b}[31mb\n"), "a [31mb ");
    }

    #[test]
    fn addresses_are_split_from_their_tenancy() {
        assert_eq!(local("131016/acme/prod/network/vpc"), "network/vpc");
        assert_eq!(local("131016/acme/prod/?/sg-1"), "?/sg-1");
        assert_eq!(home_of("131016/acme/prod/network/vpc"), "131016/acme/prod");
        assert_eq!(home_of("131016/acme/prod"), "131016/acme/prod");
    }

    #[test]
    fn references_are_shown_in_words() {
        let words = Words::new(Lang::En);
        let alone = json!("${ref:131016/acme/prod/network/vpc#id}");
        assert_eq!(shown(&alone, &words), "(known after apply: network/vpc#id)");
        let within = json!(["${ref:131016/acme/prod/network/vpc#arn}/*"]);
        assert_eq!(
            shown(&within, &words),
            r#"["‹network/vpc#arn›/*"] (‹ › known after apply)"#
        );
    }

    #[test]
    fn of_lists_only_what_differs_is_shown() {
        let (words, style) = (Words::new(Lang::En), Style::default());
        let (old, new) = (json!([1, 2, 3]), json!([2, 3, 4]));
        let arrow = |old: &str, new: &str| format!("{old} → {new}");
        let text = difference("ports", Some(&old), Some(&new), (&words, &style), arrow);
        assert_eq!(text, "      ports:\n        - 1\n        + 4\n");
        let text = difference("a.b", None, Some(&json!(true)), (&words, &style), arrow);
        assert_eq!(text, "      a.b: (absent) → true\n");
    }
}
