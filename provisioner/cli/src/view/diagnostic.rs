//! Diagnostics of the workspace's files: where, what, and how to fix it; all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::diagnostic::{Diagnostic, Level, Origin};
use gabakura_planner::secret;
use serde_json::json;

use crate::view::format::FORMAT_VERSION;
use crate::view::style::{Style, Tone};
use crate::view::value::{columns, cut, plain};
use crate::words::Words;

/// Widest source line shown, in columns.
const SOURCE_COLUMNS_MAX: usize = 120;

/// Diagnostics for people; `texts` are paths and texts of the files, as far as they could be read.
pub fn human(
    diagnostics: &[Diagnostic],
    texts: &[(&str, &str)],
    words: &Words,
    style: &Style,
) -> String {
    let mut out = String::new();
    let place = |diagnostic: &Diagnostic| (diagnostic.origin.file.clone(), diagnostic.origin.line);
    let names_secret =
        |diagnostic: &&Diagnostic| secret::CODES.iter().any(|(id, _)| *id == diagnostic.code);
    let hidden: BTreeSet<_> = diagnostics.iter().filter(names_secret).map(place).collect();
    for (diagnostic, more) in deduplicated(diagnostics) {
        let texts = match hidden.contains(&place(diagnostic)) {
            true => &[],
            false => texts,
        };
        out += &of_diagnostic(diagnostic, texts, words, style);
        if more > 0 {
            let same = words.count("diagnostic-same", more);
            out += &format!("  {}\n", style.dim(&same));
        }
        out.push('\n');
    }
    let count = |level| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.level == level)
            .count()
            .to_string()
    };
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let total = words.say(
        "diagnostic-count",
        &[("errors", &errors), ("warnings", &warnings)],
    );
    out += &format!("{}\n", style.bold(&total));
    out
}

fn of_diagnostic(
    diagnostic: &Diagnostic,
    texts: &[(&str, &str)],
    words: &Words,
    style: &Style,
) -> String {
    let tone = match diagnostic.level {
        Level::Error => Tone::Red,
        Level::Warning => Tone::Yellow,
    };
    let level = style.paint(
        tone,
        &words.say("level", &[("level", level_key(diagnostic.level))]),
    );
    let (origin, message) = (
        style.bold(&diagnostic.origin.to_string()),
        message(diagnostic, words),
    );
    let code = style.dim(&format!("[{}]", diagnostic.code));
    let mut out = format!("{origin}: {level}: {message} {code}\n");
    out += &source(&diagnostic.origin, texts, style, tone);
    if let Some(hint) = hint(diagnostic, words) {
        let label = style.bold(&words.say("label-hint", &[]));
        let lines = hint.lines().collect::<Vec<_>>().join("\n  ");
        out += &format!("  {label}: {lines}\n");
    }
    out
}

/// Each diagnostic once, in order, and how many more tenancies have it: a template's error occurs
/// in every tenancy of a fleet.
fn deduplicated(diagnostics: &[Diagnostic]) -> Vec<(&Diagnostic, usize)> {
    let mut once: Vec<(&Diagnostic, usize)> = Vec::new();
    let mut places = BTreeMap::new();
    for diagnostic in diagnostics {
        let others: Vec<_> = diagnostic
            .args
            .iter()
            .filter(|(name, _)| **name != "tenancy")
            .collect();
        let place = *places
            .entry((diagnostic.code, &diagnostic.origin, others))
            .or_insert(once.len());
        match once.get_mut(place) {
            Some((_, more)) => *more += 1,
            None => once.push((diagnostic, 0)),
        }
    }
    once
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

fn args(diagnostic: &Diagnostic) -> Vec<(&str, String)> {
    diagnostic
        .args
        .iter()
        .map(|(name, value)| (*name, plain(value)))
        .collect()
}

fn borrowed<'a>(args: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    args.iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// The message of a diagnostic; where the catalogue has none, its code and arguments.
fn message(diagnostic: &Diagnostic, words: &Words) -> String {
    let args = args(diagnostic);
    if words.has(diagnostic.code) {
        return words.say(diagnostic.code, &borrowed(&args));
    }
    let args = args.iter().map(|(name, value)| format!("{name}: {value}"));
    format!("{}: {}", diagnostic.code, words.list(args))
}

fn hint(diagnostic: &Diagnostic, words: &Words) -> Option<String> {
    words.hint(diagnostic.code, &borrowed(&args(diagnostic)))
}

/// The line of a diagnostic with a caret below its column, if the text is at hand.
fn source(origin: &Origin, texts: &[(&str, &str)], style: &Style, tone: Tone) -> String {
    let text = texts.iter().find(|(path, _)| *path == origin.file.as_ref());
    let index = usize::try_from(origin.line).unwrap_or(0);
    let line = text.and_then(|(_, text)| text.lines().nth(index.checked_sub(1)?));
    // A line that may show a secret is not quoted, whatever is wrong with it.
    let Some(line) = line.filter(|line| !secret::may_show(line)) else {
        return String::new();
    };
    let line = plain(&line.replace('\t', "    "));
    let number = origin.line.to_string();
    let margin = " ".repeat(number.len());
    let mut out = format!("  {number} | {}\n", cut(&line, SOURCE_COLUMNS_MAX));
    let raw = text
        .and_then(|(_, text)| text.lines().nth(index - 1))
        .unwrap_or_default();
    let column = usize::try_from(origin.column).unwrap_or(0);
    if let Some(before) = column.checked_sub(1) {
        let before: String = raw.chars().take(before).collect();
        let at = columns(&plain(&before.replace('\t', "    ")));
        if at < SOURCE_COLUMNS_MAX {
            let caret = style.paint(tone, "^");
            out += &format!("  {margin} | {}{caret}\n", " ".repeat(at));
        }
    }
    out
}

/// Diagnostics for programs.
pub fn json(diagnostics: &[Diagnostic], words: &Words) -> Value {
    let of_diagnostic = |diagnostic: &Diagnostic| {
        json!({
            "code": diagnostic.code,
            "level": diagnostic.level,
            "file": diagnostic.origin.file,
            "line": diagnostic.origin.line,
            "column": diagnostic.origin.column,
            "message": message(diagnostic, words),
            "hint": hint(diagnostic, words),
            "args": diagnostic.args,
        })
    };
    let rows: Vec<Value> = diagnostics.iter().map(of_diagnostic).collect();
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.level == Level::Error)
        .count();
    json!({
        "format_version": FORMAT_VERSION,
        "diagnostics": rows,
        "summary": { "errors": errors, "warnings": diagnostics.len() - errors },
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_diagnostic_points_at_its_place_in_the_line() {
        let file: Arc<str> = Arc::from("environments/a.toml");
        let origin = Origin {
            file,
            line: 2,
            column: 16,
        };
        let diagnostic = Diagnostic::error("municipality-check-digit", origin)
            .with("found", "131017")
            .with("expected", "131016")
            .with("name", "東京都千代田区");
        let texts = [(
            "environments/a.toml",
            "# 千代田\n municipality= \"131017\"\n",
        )];
        let words = Words::new(Lang::Ja);
        assert_eq!(
            human(&[diagnostic], &texts, &words, &Style::default()),
            "environments/a.toml:2:16: エラー: 団体コード `131017` の検査数字が合いません \
             [municipality-check-digit]\n  2 |  municipality= \"131017\"\n    |                ^\n  \
             ヒント: 131016（東京都千代田区） の誤りではありませんか\n\n\
             エラー 1 件、警告 0 件\n"
                .replace("） の", "）の")
        );
    }

    #[test]
    fn a_line_with_a_secret_is_never_quoted() {
        let file: Arc<str> = Arc::from("environments/a.toml");
        let text = "rows = [[\"131016\", \"hunter2\"]]\ndb_password = hunter2\n";
        let at = |code, line| {
            let origin = Origin {
                file: Arc::clone(&file),
                line,
                column: 1,
            };
            Diagnostic::error(code, origin)
        };
        let diagnostics = [
            at("secret-key", 1).with("key", "prod.params.db_password"),
            at("fleet-row", 1).with("found", 2).with("expected", 3),
            at("toml-syntax", 2).with("message", "no value"),
        ];
        let (words, style) = (Words::new(Lang::En), Style::default());
        let text = human(
            &diagnostics,
            &[("environments/a.toml", text)],
            &words,
            &style,
        );
        assert!(text.contains("prod.params.db_password"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn an_error_of_a_template_is_shown_once_for_a_fleet() {
        let file: Arc<str> = Arc::from("templates/aws/network.toml.hbs");
        let diagnostic = |tenancy: &str| {
            Diagnostic::error("reference-mark", Origin::at_line(&file, 3)).with("tenancy", tenancy)
        };
        let diagnostics =
            ["131016/acme/prod", "011002/acme/prod", "271004/acme/prod"].map(diagnostic);
        let text = human(&diagnostics, &[], &Words::new(Lang::En), &Style::default());
        assert_eq!(text.matches("reference-mark").count(), 1, "{text}");
        assert!(text.contains("the same in 2 more tenancies"), "{text}");
        assert!(text.contains("3 errors"), "{text}");
    }

    #[test]
    fn a_diagnostic_without_a_message_is_shown_all_the_same() {
        let file: Arc<str> = Arc::from("a.toml");
        let diagnostic = Diagnostic::warning("not-in-the-catalogue", Origin::at_line(&file, 7));
        let diagnostic = diagnostic.with("found", "x\u{1b}[31m");
        let text = human(&[diagnostic], &[], &Words::new(Lang::En), &Style::default());
        assert!(
            text.starts_with("a.toml:7: warning: not-in-the-catalogue: found: x [31m"),
            "{text}"
        );
    }
}
