//! The rooms keep their doors shut: every `Cargo.toml` is read, every edge is allowed by name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::Table;

/// Which rooms a room may look into.
const EDGES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("planner", &["model"]),
    ("engine", &["model", "planner"]),
    ("store", &["model"]),
    ("adapter", &["model"]),
    ("aws", &["adapter", "model"]),
    ("gcp", &["adapter", "gcp-clients", "model"]),
    ("gcp/clients", &[]),
    ("sandbox", &["model", "sandbox-google"]),
    ("sandbox/google", &[]),
    ("cli", &["model", "planner", "engine", "store"]),
];

/// Crates (or prefixes of them, with `*`) that must stay outside a room.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "model",
        &[
            "tokio",
            "sqlx",
            "aws-*",
            "google-*",
            "winterbaume-*",
            "rand",
            "uuid",
            "futures",
        ],
    ),
    (
        "planner",
        &[
            "tokio",
            "async-trait",
            "futures",
            "sqlx",
            "aws-*",
            "google-*",
            "rand",
            "uuid",
        ],
    ),
    (
        "engine",
        &[
            "sqlx",
            "aws-*",
            "google-*",
            "indicatif",
            "rand",
            "uuid",
            "tracing-subscriber",
        ],
    ),
    ("store", &["aws-*", "google-*", "indicatif"]),
    (
        "adapter",
        &["tokio", "sqlx", "aws-*", "google-*", "indicatif", "rand"],
    ),
    ("aws", &["sqlx", "google-*", "indicatif", "clap"]),
    ("gcp", &["sqlx", "aws-*", "indicatif", "clap"]),
    ("gcp/clients", &["tokio", "sqlx", "aws-*", "indicatif"]),
    ("sandbox", &["sqlx", "indicatif", "clap"]),
    (
        "sandbox/google",
        &[
            "sqlx",
            "aws-*",
            "google-*",
            "winterbaume-*",
            "indicatif",
            "clap",
            "rand",
        ],
    ),
    ("cli", &["aws-*", "google-*", "winterbaume-*"]),
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// Direct dependencies of a room, those for tests left out.
fn dependencies(room: &str) -> BTreeSet<String> {
    let path = workspace()
        .join("provisioner")
        .join(room)
        .join("Cargo.toml");
    let manifest: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let mut found = BTreeSet::new();
    for section in ["dependencies", "build-dependencies"] {
        let table = manifest.get(section).and_then(|v| v.as_table());
        found.extend(table.into_iter().flat_map(|t| t.keys().cloned()));
    }
    let targets = manifest.get("target").and_then(|v| v.as_table());
    assert!(
        targets.is_none(),
        "{room}: dependencies by target are not looked at here"
    );
    found
}

/// Every folder with a manifest, also those inside another room.
fn rooms() -> BTreeSet<String> {
    let rooms = within("");
    let inner = rooms.iter().flat_map(|room| within(room));
    inner.chain(rooms.clone()).collect()
}

fn within(room: &str) -> Vec<String> {
    let entries = std::fs::read_dir(workspace().join("provisioner").join(room)).unwrap();
    let rooms = entries.map(|entry| entry.unwrap());
    rooms
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .map(|name| {
            if room.is_empty() {
                name
            } else {
                format!("{room}/{name}")
            }
        })
        .collect()
}

#[test]
fn every_room_has_a_rule() {
    let ruled: BTreeSet<String> = EDGES
        .iter()
        .map(|(room, _)| (*room).to_owned())
        .chain(["gabakura".to_owned()])
        .collect();
    assert_eq!(rooms(), ruled);
}

#[test]
fn rooms_look_only_where_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    for (room, may) in &allowed {
        for dependency in dependencies(room) {
            if let Some(other) = dependency.strip_prefix("gabakura-") {
                assert!(may.contains(&other), "{room} must not depend on {other}");
            }
        }
    }
}

#[test]
fn rooms_keep_foreign_crates_out() {
    for (room, never) in FORBIDDEN {
        for dependency in dependencies(room) {
            let hit = never
                .iter()
                .find(|pattern| match pattern.strip_suffix('*') {
                    Some(prefix) => dependency.starts_with(prefix),
                    None => dependency == **pattern,
                });
            assert!(hit.is_none(), "{room} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_engine_has_no_runtime_files_or_sockets() {
    let path = workspace().join("provisioner/engine/Cargo.toml");
    let manifest: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let features = manifest["dependencies"]["tokio"]["features"]
        .as_array()
        .unwrap();
    let features: Vec<&str> = features.iter().map(|f| f.as_str().unwrap()).collect();
    assert_eq!(features, ["macros", "sync", "time"]);
    for file in std::fs::read_dir(workspace().join("provisioner/engine/src")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("spawn"), "{}", path.display());
        assert!(!text.contains("tokio::runtime"), "{}", path.display());
    }
}

#[test]
fn main_stays_small() {
    let main = workspace().join("provisioner/gabakura/src/main.rs");
    let lines = std::fs::read_to_string(main).unwrap().lines().count();
    assert!(lines < 60, "main.rs has {lines} lines");
}
