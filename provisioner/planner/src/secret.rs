//! Secrets have no place in files: what looks like one is refused before anything is made of it.
//!
//! A value in an environment or a template would reach the record, plans, the journal and
//! reports. No kind takes a secret so far; one that does will take it by reference.

use gabakura_model::diagnostic::{Diagnostic, Origin};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::SourceFile;
use crate::source::number;

/// Every diagnostic of this module, and the arguments of its message. The words never repeat
/// the value.
pub const CODES: &[(&str, &[&str])] = &[("secret-key", &["key"]), ("secret-value", &["what"])];

/// What a key ends with that holds a secret, as words between `_`, `-` and `.`.
const NAMES: &[&[&str]] = &[
    &["access", "key"],
    &["api", "key"],
    &["credential"],
    &["credentials"],
    &["passphrase"],
    &["passwd"],
    &["password"],
    &["private", "key"],
    &["pwd"],
    &["secret"],
    &["secret", "key"],
    &["signing", "key"],
    &["token"],
];

/// Whether a key of this name holds a secret: `db_password`, not `password_length_min`.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(['_', '-', '.', ' ']).collect();
    NAMES.iter().any(|ending| words.ends_with(ending))
}

/// Values in a file's text that can only be secrets, comments included.
pub(crate) fn values(source: &SourceFile) -> Vec<Diagnostic> {
    let lines = source.text.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let (what, at) = in_line(line)?;
            let before = line.get(..at).unwrap_or_default();
            let origin = Origin {
                file: source.path.clone(),
                line: number(index + 1),
                column: number(before.chars().count() + 1),
            };
            Some(Diagnostic::error("secret-value", origin).with("what", what))
        })
        .collect()
}

/// Texts under secret-looking keys of a table, however deep: dotted path and offset of each.
pub(crate) fn keys_of(table: &DeTable<'_>, path: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (key, value) in table {
        let path = format!("{path}.{}", key.get_ref());
        found.extend(key_of(key.get_ref(), &path, value));
    }
    found
}

/// The same for one key and its value.
pub(crate) fn key_of(name: &str, path: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, usize)> {
    let at = value.span().start;
    match value.get_ref() {
        DeValue::String(text) if !text.is_empty() && is_secret_name(name) => {
            vec![(path.to_owned(), at)]
        }
        DeValue::Table(table) => keys_of(table, path),
        DeValue::Array(items) => {
            let each = items.iter().enumerate();
            each.flat_map(|(index, item)| key_of(name, &format!("{path}[{index}]"), item))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a line of a file may show a secret, so that it must not be quoted.
pub fn may_show(line: &str) -> bool {
    let assigned = line.match_indices('=').any(|(at, _)| {
        let before = line[..at].trim_end().trim_end_matches(['"', '\'']);
        let start = before
            .rfind(|c: char| !c.is_alphanumeric() && !"_-.".contains(c))
            .map_or(0, |at| at + 1);
        before.get(start..).is_some_and(is_secret_name)
    });
    assigned || in_line(line).is_some()
}

/// The first secret in a line: what it is, and at which byte.
fn in_line(line: &str) -> Option<(&'static str, usize)> {
    let private = line
        .find("-----BEGIN ")
        .filter(|at| line[*at..].contains("PRIVATE KEY-----"));
    private
        .map(|at| ("private-key", at))
        .or_else(|| access_key(line).map(|at| ("access-key", at)))
        .or_else(|| connection(line).map(|at| ("password", at)))
        .or_else(|| user_info(line).map(|at| ("password", at)))
}

/// The id of an AWS access key.
fn access_key(line: &str) -> Option<usize> {
    let legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let starts = ["AKIA", "ASIA"].into_iter();
    let found = starts.flat_map(|start| line.match_indices(start));
    found.map(|(at, _)| at).find(|&at| {
        let length = line[at..].chars().take_while(|c| legal(*c)).count();
        length == 20 && !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// A password in a connection string: `…;Password=…`, `…?password=…`.
fn connection(line: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    let names = ["password=", "pwd="].into_iter();
    let found = names.flat_map(|name| lower.match_indices(name));
    found
        .filter(|(at, _)| {
            lower[..*at]
                .trim_end()
                .ends_with([';', '?', '&', '"', '\''])
        })
        .map(|(at, name)| at + name.len())
        .find(|&at| {
            lower[at..].starts_with(|c: char| !c.is_whitespace() && !"\"'{;&$<".contains(c))
        })
}

/// A password in an address: `postgres://user:password@host`.
fn user_info(line: &str) -> Option<usize> {
    line.match_indices("://").find_map(|(at, mark)| {
        let start = at + mark.len();
        let end = line[start..]
            .find(|c: char| c.is_whitespace() || "/\"'<>".contains(c))
            .map_or(line.len(), |length| start + length);
        let (user_info, _) = line[start..end].rsplit_once('@')?;
        let (user, password) = user_info.split_once(':')?;
        let given = !password.is_empty() && !password.starts_with(['{', '$']);
        given.then_some(start + user.len() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_names_about_them() {
        for yes in [
            "password",
            "db_password",
            "api-key",
            "github.token",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            assert!(is_secret_name(yes), "{yes}");
        }
        for no in [
            "password_length_min",
            "http_tokens",
            "kms_key_id",
            "key_rotation_days",
            "keys",
        ] {
            assert!(!is_secret_name(no), "{no}");
        }
    }

    #[test]
    fn secrets_are_found_where_they_begin() {
        let found = |line: &str| in_line(line).map(|(what, at)| (what, line[at..].to_owned()));
        for (line, what, rest) in [
            (
                "# AKIAIOSFODNN7EXAMPLE",
                "access-key",
                "AKIAIOSFODNN7EXAMPLE",
            ),
            (
                "x = \"-----BEGIN RSA PRIVATE KEY-----",
                "private-key",
                "-----BEGIN RSA PRIVATE KEY-----",
            ),
            (
                "dsn = \"Server=db; Password=hunter2\"",
                "password",
                "hunter2\"",
            ),
            (
                "url = \"postgres://u:hunter2@db/x\"",
                "password",
                "hunter2@db/x\"",
            ),
        ] {
            assert_eq!(found(line), Some((what, rest.to_owned())), "{line}");
        }
        for line in [
            "-----BEGIN PUBLIC KEY-----",
            "XAKIAIOSFODNN7EXAMPLE",
            "AKIAIOSFODNN7EXAMPLE0",
            "password = \"\"",
            "dsn = \"Server=db;Password={{x}}\"",
            "url = \"https://u:${x}@db\"",
            "arn = \"arn:aws:iam::111122223333:role/x\"",
            "# 鍵://利用者@例",
        ] {
            assert_eq!(found(line), None, "{line}");
        }
    }

    #[test]
    fn lines_with_a_secret_are_not_to_be_quoted() {
        for yes in [
            "db_password = 12x",
            "x = { token = \"a\" }",
            "\"api_key\"=\"a\"",
            "# AKIAIOSFODNN7EXAMPLE",
        ] {
            assert!(may_show(yes), "{yes}");
        }
        for no in [
            "cidr = \"10.0.0.0/20\"",
            "password_length_min = 14",
            "# 鍵=値",
            "=",
        ] {
            assert!(!may_show(no), "{no}");
        }
    }
}
