//! Both catalogues have the same messages, and every code has one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;

/// A message or an attribute of one (`id.hint`): the variables it names and the cases it tells
/// apart, plural forms left out, as they differ between languages.
type Catalogue = BTreeMap<String, BTreeSet<String>>;

fn catalogue(text: &str) -> Catalogue {
    let mut all = Catalogue::new();
    let (mut id, mut key) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let head = line.split_once(" =").map(|(head, _)| head.trim());
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        match head {
            Some(head) if !line.starts_with(' ') && head.chars().all(word) => {
                id = head.to_owned();
                key.clone_from(&id);
            }
            Some(head) if head.starts_with('.') && head[1..].chars().all(word) => {
                key = format!("{id}{head}");
            }
            _ => {}
        }
        let marks = all.entry(key.clone()).or_default();
        for piece in line.split('$').skip(1) {
            let end = piece
                .find(|c: char| c != '_' && !word(c))
                .unwrap_or(piece.len());
            // `${ref:` is text.
            if end > 0 {
                marks.insert(format!("${}", &piece[..end]));
            }
        }
        let case = line.trim_start().trim_start_matches('*');
        if let Some((case, _)) = case.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            && !["one", "other"].contains(&case)
        {
            marks.insert(format!("[{case}]"));
        }
    }
    all
}

#[test]
fn both_catalogues_have_the_same_messages_variables_and_cases() {
    for text in [JA, EN] {
        let errors = FluentResource::try_new(text.to_owned())
            .err()
            .map(|(_, errors)| errors);
        assert!(errors.is_none(), "{errors:?}");
        let heads = text
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let ids: Vec<&str> = heads.filter_map(|line| line.split(" =").next()).collect();
        let once: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), once.len(), "a message is defined twice");
    }
    let (ja, en) = (catalogue(JA), catalogue(EN));
    for (key, marks) in &ja {
        assert_eq!(Some(marks), en.get(key), "{key}");
    }
    assert_eq!(ja.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
}

fn sources(dir: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no sources below {}", dir.display());
    found
}

/// The string literals that follow `call`, whatever white space lies between.
fn literals<'t>(text: &'t str, call: &str) -> Vec<&'t str> {
    let after = text.split(call).skip(1);
    let quoted = after.filter_map(|rest| rest.trim_start().strip_prefix('"'));
    quoted.filter_map(|rest| rest.split('"').next()).collect()
}

/// Looks like a message id.
fn is_id(text: &&str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(word)
}

/// Stable words of views that look like message ids.
const KEYS: &[&str] = &["no-op", "not-done", "not-started", "made-anew"];

#[test]
fn every_code_of_the_command_line_has_a_message() {
    let words = Words::new(Lang::En);
    let calls = [
        "say(",
        "hint(",
        "count(",
        "talk(",
        "remark(",
        "title(context, ",
        "agrees(",
        "message(",
        "Message::new(",
        "with_path(",
        "key(path, ",
        "key(file, ",
        "note(",
        "Diagnostic::error(",
    ];
    for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for id in calls
            .iter()
            .flat_map(|call| literals(&text, call))
            .filter(is_id)
        {
            assert!(words.has(id), "{}: no message `{id}`", path.display());
        }
        // In the views an id may also be in a variable; the report adds a prefix to its labels.
        let floor = |name: &str| path.components().any(|part| part.as_os_str() == name);
        let view = floor("view") && !floor("report");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let hyphened = |id: &&str| is_id(id) && id.contains('-') && !KEYS.contains(id);
        for id in code
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|_| view)
            .filter(hyphened)
        {
            assert!(words.has(id), "{}: no message `{id}`", path.display());
        }
        if floor("args") {
            let docs = text
                .lines()
                .filter_map(|line| line.trim().strip_prefix("/// "));
            let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
            for id in docs.filter(|id| id.chars().all(kebab)) {
                assert!(words.has(&format!("help-{id}")), "no message `help-{id}`");
            }
        }
    }
}

#[test]
fn every_diagnostic_of_the_planner_has_a_message_that_fits_its_arguments() {
    let (ja, words) = (catalogue(JA), Words::new(Lang::Ja));
    let planner = Path::new(env!("CARGO_MANIFEST_DIR")).join("../planner/src");
    let calls = ["error(", "warning(", "complaint(", "diagnostic("];
    for (path, text) in sources(&planner) {
        let text = text.split("#[cfg(test)]").next().unwrap();
        for id in calls
            .iter()
            .flat_map(|call| literals(text, call))
            .filter(is_id)
        {
            assert!(words.has(id), "{}: no message `{id}`", path.display());
        }
    }
    let tables = [
        gabakura_planner::environment::CODES,
        gabakura_planner::parameter::CODES,
        gabakura_planner::render::CODES,
        gabakura_planner::secret::CODES,
    ];
    for (id, args) in tables.iter().copied().flatten() {
        assert!(words.has(id), "no message `{id}`");
        let given: BTreeSet<&str> = args.iter().map(|arg| arg.trim_end_matches('?')).collect();
        let named = [(*id).to_owned(), format!("{id}.hint")];
        for mark in named.iter().filter_map(|key| ja.get(key)).flatten() {
            let Some(name) = mark.strip_prefix('$') else {
                continue;
            };
            assert!(
                given.contains(name),
                "`{id}` names ${name}, which is not given"
            );
        }
    }
}

#[test]
fn the_language_is_the_first_that_is_named() {
    let values = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(Lang::resolve(Some("ja"), values(&["en"])), Lang::Ja);
    assert_eq!(
        Lang::resolve(None, values(&["", "ja_JP.UTF-8", "C"])),
        Lang::Ja
    );
    assert_eq!(Lang::resolve(None, values(&["C", "ja_JP.UTF-8"])), Lang::En);
    assert_eq!(Lang::resolve(None, values(&[])), Lang::En);
}

#[test]
fn numbers_are_grouped_and_codes_are_not() {
    let words = Words::new(Lang::En);
    assert_eq!(words.count("state-total", 1), "1 resource");
    assert_eq!(words.count("state-total", 215_000), "215,000 resources");
    let ended = words.say(
        "municipality-ended",
        &[("found", "131016"), ("until", "2005-03-31")],
    );
    assert!(ended.contains("`131016`"), "{ended}");
    let ja = Words::new(Lang::Ja);
    assert_eq!(ja.count("state-total", 1_234_567), "1,234,567 件");
}

#[test]
fn what_is_absent_is_left_out() {
    let words = Words::new(Lang::En);
    let hint = words.hint("unknown-key", &[("key", "vpc")]);
    assert_eq!(
        hint.as_deref(),
        Some("check its spelling and the table it is in")
    );
    let hint = words.hint("unknown-key", &[("key", "vpc"), ("suggestion", "vendor")]);
    assert_eq!(hint.as_deref(), Some("did you mean `vendor`?"));
    let locked = words
        .hint("store-locked", &[("tenancy", "131016/acme/prod")])
        .unwrap();
    let command = locked.lines().nth(1).unwrap();
    assert!(
        command.starts_with("    gabakura state unlock 131016/acme/prod"),
        "{locked}"
    );
    assert_eq!(words.hint("not-agreed", &[]), None);
}

#[test]
fn times_are_those_of_japan() {
    let at = "2026-03-31T15:30:00Z".parse().unwrap();
    assert_eq!(Words::new(Lang::Ja).time(at), "2026-04-01 00:30 JST");
}
