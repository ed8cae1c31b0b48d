//! The repository's language: words that kept coming back, and pages that name what exists.

use std::path::{Path, PathBuf};

use crate::gabakura::repository;

/// Words that readers stumbled over, and what to write. The glossary has the words to use.
const WORDS: &[(&str, &str)] = &[
    ("told", "returned, reported, listed"),
    ("anew", "again; replaced, recreated"),
    ("whoever's", "the owner's"),
    ("shelf", "state directory"),
    ("mends", "adjusts, overrides"),
    ("ずれ", "ドリフト"),
    ("記録簿", "ジャーナル"),
    ("事業者", "ベンダー"),
    ("作業場所", "ワークスペース"),
    ("資格情報", "認証情報"),
];

/// What is read: everything a person reads but decisions, which keep the words they were made in.
const ROOTS: &[&str] = &[
    "README.md",
    "README.ja.md",
    "docs",
    "environments",
    "policies",
    "provisioner",
    "templates",
];

/// What contains such a word and stays: keys of files that earlier releases wrote, and a Japanese
/// word that only looks like one of them.
const EXCUSED: &[&str] = &["made-anew", "&str = \"told\"", "いずれ"];

const ENDINGS: &[&str] = &["rs", "md", "ftl", "toml", "hbs", "rego"];

/// Every file below `path` that people read.
fn texts(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            let skipped = ["decisions", "fixtures", "target", "tests"];
            if !skipped.iter().any(|name| path.ends_with(name)) {
                texts(&path, found);
            }
        }
    } else if path
        .extension()
        .is_some_and(|ending| ENDINGS.iter().any(|one| ending == *one))
    {
        found.push(path.to_path_buf());
    }
}

/// Whether a line has a word. Words of letters stand alone, not within a name; Japanese ones
/// anywhere.
fn has(line: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return line.contains(word);
    }
    let words = line.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '_'));
    words.into_iter().any(|one| one.eq_ignore_ascii_case(word))
}

#[test]
fn words_that_readers_stumbled_over_stay_out() {
    let mut files = Vec::new();
    for root in ROOTS {
        texts(&repository().join(root), &mut files);
    }
    assert!(files.len() > 500, "only {} files were read", files.len());
    let mut found = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let line = EXCUSED
                .iter()
                .fold(line.to_owned(), |line, one| line.replace(one, ""));
            for (word, instead) in WORDS.iter().filter(|(word, _)| has(&line, word)) {
                let path = path.strip_prefix(repository()).unwrap().display();
                found.push(format!("{path}:{}: `{word}`: write {instead}", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The paths in backquotes that a page names: `engine/src/apply.rs`, `tests/suite/rooms.rs`.
fn paths(page: &str) -> Vec<&str> {
    let quoted = page.split('`').skip(1).step_by(2);
    quoted
        .filter(|text| {
            text.ends_with(".rs") && text.contains('/') && !text.contains(['<', '…', ' '])
        })
        .collect()
}

#[test]
fn pages_name_files_that_exist() {
    for page in [
        "docs/ARCHITECTURE.md",
        "docs/glossary.md",
        "docs/adding-a-kind.md",
    ] {
        let text = std::fs::read_to_string(repository().join(page)).unwrap();
        let named = paths(&text);
        assert!(!named.is_empty(), "{page} names no file");
        for path in named {
            let beside = path
                .split_once('/')
                .map(|(room, rest)| format!("{room}/src/{rest}"));
            let places = [Some(path.to_owned()), Some(format!("provisioner/{path}"))];
            let places = places
                .into_iter()
                .chain([beside.map(|it| format!("provisioner/{it}"))]);
            let exists = places.flatten().any(|it| repository().join(it).exists());
            assert!(exists, "{page} names `{path}`, which does not exist");
        }
    }
}
