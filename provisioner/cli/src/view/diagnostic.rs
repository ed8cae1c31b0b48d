//! Faults in what people wrote: where, what, and how to mend it; all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::diagnostic::{Diagnostic, Level, Origin};
use gabakura_planner::secret;
use serde_json::json;

use crate::view::FORMAT_VERSION;
use crate::view::style::{Style, Tone};
use crate::view::value::{columns, cut, plain};
use crate::words::Words;

/// Widest source line shown, in columns.
const SOURCE_COLUMNS_MAX: usize = 120;

/// Faults for people; `texts` are paths and texts of the files, as far as they could be read.
pub fn human(
    faults: &[Diagnostic],
    texts: &[(&str, &str)],
    words: &Words,
    style: &Style,
) -> String {
    let mut out = String::new();
    let place = |fault: &Diagnostic| (fault.origin.file.clone(), fault.origin.line);
    let tells_secret = |fault: &&Diagnostic| secret::CODES.iter().any(|(id, _)| *id == fault.code);
    let hidden: BTreeSet<_> = faults.iter().filter(tells_secret).map(place).collect();
    for (fault, more) in gathered(faults) {
        let texts = match hidden.contains(&place(fault)) {
            true => &[],
            false => texts,
        };
        out += &of_fault(fault, texts, words, style);
        if more > 0 {
            let same = words.count("diagnostic-same", more);
            out += &format!("  {}\n", style.dim(&same));
        }
        out.push('\n');
    }
    let count = |level| {
        faults
            .iter()
            .filter(|fault| fault.level == level)
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

fn of_fault(fault: &Diagnostic, texts: &[(&str, &str)], words: &Words, style: &Style) -> String {
    let tone = match fault.level {
        Level::Error => Tone::Red,
        Level::Warning => Tone::Yellow,
    };
    let level = style.paint(
        tone,
        &words.say("level", &[("level", level_key(fault.level))]),
    );
    let (origin, message) = (style.bold(&fault.origin.to_string()), message(fault, words));
    let code = style.dim(&format!("[{}]", fault.code));
    let mut out = format!("{origin}: {level}: {message} {code}\n");
    out += &source(&fault.origin, texts, style, tone);
    if let Some(hint) = hint(fault, words) {
        let label = style.bold(&words.say("label-hint", &[]));
        let lines = hint.lines().collect::<Vec<_>>().join("\n  ");
        out += &format!("  {label}: {lines}\n");
    }
    out
}

/// Each fault once, in order, and how many more tenancies have it: a template's mistake shows
/// in every tenancy of a fleet.
fn gathered(faults: &[Diagnostic]) -> Vec<(&Diagnostic, usize)> {
    let mut told: Vec<(&Diagnostic, usize)> = Vec::new();
    let mut places = BTreeMap::new();
    for fault in faults {
        let others: Vec<_> = fault
            .args
            .iter()
            .filter(|(name, _)| **name != "tenancy")
            .collect();
        let place = *places
            .entry((fault.code, &fault.origin, others))
            .or_insert(told.len());
        match told.get_mut(place) {
            Some((_, more)) => *more += 1,
            None => told.push((fault, 0)),
        }
    }
    told
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

fn args(fault: &Diagnostic) -> Vec<(&str, String)> {
    fault
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

/// The message of a fault; where the catalogue has none, its code and arguments.
fn message(fault: &Diagnostic, words: &Words) -> String {
    let args = args(fault);
    if words.has(fault.code) {
        return words.say(fault.code, &borrowed(&args));
    }
    let told = args.iter().map(|(name, value)| format!("{name}: {value}"));
    format!("{}: {}", fault.code, words.list(told))
}

fn hint(fault: &Diagnostic, words: &Words) -> Option<String> {
    words.hint(fault.code, &borrowed(&args(fault)))
}

/// The line of a fault with a caret below its column, if the text is at hand.
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

/// Faults for programs.
pub fn json(faults: &[Diagnostic], words: &Words) -> Value {
    let of_fault = |fault: &Diagnostic| {
        json!({
            "code": fault.code,
            "level": fault.level,
            "file": fault.origin.file,
            "line": fault.origin.line,
            "column": fault.origin.column,
            "message": message(fault, words),
            "hint": hint(fault, words),
            "args": fault.args,
        })
    };
    let diagnostics: Vec<Value> = faults.iter().map(of_fault).collect();
    let errors = faults
        .iter()
        .filter(|fault| fault.level == Level::Error)
        .count();
    json!({
        "format_version": FORMAT_VERSION,
        "diagnostics": diagnostics,
        "summary": { "errors": errors, "warnings": faults.len() - errors },
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_fault_points_at_its_place_in_the_line() {
        let file: Arc<str> = Arc::from("environments/a.toml");
        let origin = Origin {
            file,
            line: 2,
            column: 16,
        };
        let fault = Diagnostic::error("municipality-check-digit", origin)
            .with("found", "131017")
            .with("expected", "131016")
            .with("name", "東京都千代田区");
        let texts = [(
            "environments/a.toml",
            "# 千代田\n municipality= \"131017\"\n",
        )];
        let words = Words::new(Lang::Ja);
        assert_eq!(
            human(&[fault], &texts, &words, &Style::default()),
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
        let faults = [
            at("secret-key", 1).with("key", "prod.params.db_password"),
            at("fleet-row", 1).with("found", 2).with("expected", 3),
            at("toml-syntax", 2).with("message", "no value"),
        ];
        let (words, style) = (Words::new(Lang::En), Style::default());
        let told = human(&faults, &[("environments/a.toml", text)], &words, &style);
        assert!(told.contains("prod.params.db_password"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }

    #[test]
    fn a_templates_mistake_is_told_once_for_a_fleet() {
        let file: Arc<str> = Arc::from("templates/aws/network.toml.hbs");
        let fault = |tenancy: &str| {
            Diagnostic::error("reference-mark", Origin::at_line(&file, 3)).with("tenancy", tenancy)
        };
        let faults = ["131016/acme/prod", "011002/acme/prod", "271004/acme/prod"].map(fault);
        let text = human(&faults, &[], &Words::new(Lang::En), &Style::default());
        assert_eq!(text.matches("reference-mark").count(), 1, "{text}");
        assert!(text.contains("the same in 2 more tenancies"), "{text}");
        assert!(text.contains("3 errors"), "{text}");
    }

    #[test]
    fn a_fault_without_words_is_told_all_the_same() {
        let file: Arc<str> = Arc::from("a.toml");
        let fault = Diagnostic::warning("not-in-the-catalogue", Origin::at_line(&file, 7));
        let fault = fault.with("found", "x\u{1b}[31m");
        let text = human(&[fault], &[], &Words::new(Lang::En), &Style::default());
        assert!(
            text.starts_with("a.toml:7: warning: not-in-the-catalogue: found: x [31m"),
            "{text}"
        );
    }
}
