//! The message catalogue: every text for people, in Japanese and English.
//!
//! One file per language (`messages/*.ftl`), the same ids in both. A message may have a
//! `.hint`: what to do, with the command to copy on a line of its own. An argument that a
//! message names and the caller leaves out is `absent`, so that the message can have a variant
//! for it.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use gabakura_model::Timestamp;
use gabakura_model::finding::Bilingual;
use unic_langid::LanguageIdentifier;

const JA: &str = include_str!("../messages/ja.ftl");
const EN: &str = include_str!("../messages/en.ftl");

/// The value of an argument that the caller leaves out; a variant key in the catalogue.
const ABSENT: &str = "absent";
/// Maximum number of optional arguments of one message.
const ABSENT_MAX: usize = 8;
/// Japan is nine hours ahead of UTC and has no daylight saving time.
const JAPAN: jiff::tz::Offset = jiff::tz::Offset::constant(9);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Ja,
    En,
}

impl Lang {
    /// The language asked for: the flag, else the first of `values` that is not empty.
    ///
    /// `values` are `GABAKURA_LANG`, `LC_ALL`, `LC_MESSAGES` and `LANG`, in that order.
    pub fn resolve(flag: Option<&str>, values: impl IntoIterator<Item = String>) -> Self {
        let named = flag
            .map(str::to_owned)
            .into_iter()
            .chain(values)
            .find(|v| !v.is_empty());
        match named {
            Some(value) if value.to_ascii_lowercase().starts_with("ja") => Self::Ja,
            _ => Self::En,
        }
    }

    /// The language's tag: `ja`, `en`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }
}

/// Arguments that are counts: grouped (`215,000`) and pluralised where they are whole numbers.
const COUNTS: &[&str] = &[
    "adopt",
    "changed",
    "checks",
    "count",
    "create",
    "critical",
    "delete",
    "done",
    "entries",
    "errors",
    "fail",
    "failed",
    "forget",
    "high",
    "kinds",
    "low",
    "medium",
    "missing",
    "open",
    "pass",
    "refused",
    "replace",
    "resources",
    "skipped",
    "tenancies",
    "total",
    "unchanged",
    "unfinished",
    "unknown",
    "unmanaged",
    "update",
    "waived",
    "warnings",
    "withheld",
];

/// The arguments of a message: `&[("tenancy", "131016/acme/prod")]`.
pub type Args<'a> = [(&'a str, &'a str)];

/// The messages of one language.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    pub fn new(lang: Lang) -> Self {
        let text = match lang {
            Lang::Ja => JA,
            Lang::En => EN,
        };
        // A message that does not parse is left out; a test fails then.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(read, _)| read);
        // Without a tag, only plural forms would be lost.
        let tag: LanguageIdentifier = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(grouped(number.value)),
            _ => None,
        }));
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a message; its id when there is none.
    pub fn say(&self, id: &str, args: &Args<'_>) -> String {
        self.format(id, None, args).unwrap_or_else(|| id.to_owned())
    }

    /// The text of a message with the argument `count`.
    pub fn count(&self, id: &str, count: usize) -> String {
        self.say(id, &[("count", &count.to_string())])
    }

    /// What to do about a message, where the catalogue has a hint.
    pub fn hint(&self, id: &str, args: &Args<'_>) -> Option<String> {
        self.format(id, Some("hint"), args)
            .filter(|text| !text.trim().is_empty())
    }

    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The half of a text that is in this language.
    pub fn of<'t>(&self, text: &'t Bilingual) -> &'t str {
        match self.lang {
            Lang::Ja => &text.ja,
            Lang::En => &text.en,
        }
    }

    /// A time as people in Japan read it: `2026-04-01 09:00 JST`.
    pub fn time(&self, at: Timestamp) -> String {
        format!("{} JST", JAPAN.to_datetime(at).strftime("%Y-%m-%d %H:%M"))
    }

    /// Items one after the other: `a、b` or `a, b`.
    pub fn list<S: AsRef<str>>(&self, items: impl IntoIterator<Item = S>) -> String {
        let separator = match self.lang {
            Lang::Ja => "、",
            Lang::En => ", ",
        };
        let items: Vec<S> = items.into_iter().collect();
        items
            .iter()
            .map(AsRef::as_ref)
            .collect::<Vec<_>>()
            .join(separator)
    }

    fn format(&self, id: &str, attribute: Option<&str>, args: &Args<'_>) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            let number = value.parse::<u64>().ok().filter(|_| COUNTS.contains(name));
            given.set(
                *name,
                number.map_or_else(|| FluentValue::from(*value), FluentValue::from),
            );
        }
        let mut text = String::new();
        for _ in 0..=ABSENT_MAX {
            let mut errors = Vec::new();
            text = self
                .bundle
                .format_pattern(pattern, Some(&given), &mut errors)
                .into_owned();
            let missing: Vec<String> = errors.iter().filter_map(missing).collect();
            if missing.is_empty() {
                break;
            }
            for name in missing {
                given.set(name, ABSENT);
            }
        }
        Some(text)
    }
}

fn missing(error: &FluentError) -> Option<String> {
    match error {
        FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { id })) => {
            Some(id.clone())
        }
        _ => None,
    }
}

/// A number with its digits grouped: `215,000`.
fn grouped(value: f64) -> String {
    let text = value.to_string();
    let (whole, rest) = text
        .find('.')
        .map_or((text.as_str(), ""), |at| text.split_at(at));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let mut out = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests;
