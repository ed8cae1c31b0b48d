//! Recorded exchanges with Google, replayed against the sandbox.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::deviations::DEVIATIONS;
use crate::replay::{Exchange, Replay};
use crate::support::Served;

/// Where the recordings are: beside the repository.
fn recordings() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?;
    let found = root.parent()?.join("shared/gcp-golden");
    found.is_dir().then_some(found)
}

/// What differs: file, number of the exchange, where.
type Difference = (String, usize, String);

async fn replay(file: &Path) -> Vec<(Difference, String)> {
    let name = file.file_stem().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    let served = Served::fresh().await;
    let mut replay = Replay::new(name);
    let mut found = Vec::new();
    for (number, exchange) in Exchange::read_all(&text).iter().enumerate() {
        for (place, what) in replay.play(&served, exchange).await {
            found.push(((name.to_owned(), number, place), what));
        }
    }
    served.stop().await;
    found
}

#[tokio::test]
async fn recorded_exchanges_replay() {
    let Some(dir) = recordings() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "the recordings are missing"
        );
        println!("NOT RUN: no recordings at ../shared/gcp-golden");
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "http")
    });
    files.sort();
    assert!(
        files.len() >= 36,
        "recordings are missing: {} are there",
        files.len()
    );
    let only = std::env::var("GOLDEN").unwrap_or_default();
    let mut differences = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.to_str().unwrap().contains(&only))
    {
        differences.extend(replay(file).await);
    }
    let listed: BTreeSet<Difference> = DEVIATIONS
        .iter()
        .flat_map(|deviation| deviation.places())
        .filter(|(file, ..)| file.contains(&only))
        .collect();
    let mut told = String::new();
    for (difference, what) in &differences {
        if !listed.contains(difference) {
            told += &format!("{difference:?}: {what}\n");
        }
    }
    let found: BTreeSet<Difference> = differences
        .into_iter()
        .map(|(difference, _)| difference)
        .collect();
    for difference in listed.difference(&found) {
        told += &format!("{difference:?}: listed, but does not deviate\n");
    }
    assert!(told.is_empty(), "{} files:\n{told}", files.len());
}

#[test]
fn the_manual_shows_every_deviation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(3)
        .unwrap();
    let manual = std::fs::read_to_string(root.join("docs/emulators.md")).unwrap();
    for deviation in DEVIATIONS {
        let row = format!("| `{}` | {} |", deviation.file, deviation.why);
        assert!(manual.contains(&row), "docs/emulators.md lacks:\n{row}");
    }
}
