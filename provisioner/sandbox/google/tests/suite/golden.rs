//! Recorded exchanges with Google, replayed against the sandbox.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::deviations::DEVIATIONS;
use crate::replay::{Exchange, Replay};
use crate::support::Served;

/// The recordings are beside the repository: folders, and what the names of those begin with whose
/// services the sandbox answers.
const RECORDINGS: [(&str, &str); 2] = [("gcp-golden", ""), ("gcp-golden-next", "pubsub-")];

/// The recordings of one folder; `None` where it is missing.
fn recordings(folder: &str, prefix: &str) -> Option<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?;
    let all = std::fs::read_dir(root.parent()?.join("shared").join(folder)).ok()?;
    let files = all.map(|entry| entry.unwrap().path()).filter(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(prefix) && name.ends_with(".http")
    });
    Some(files.collect())
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
    let found: Option<Vec<Vec<PathBuf>>> = RECORDINGS
        .map(|(folder, prefix)| recordings(folder, prefix))
        .into_iter()
        .collect();
    let Some(found) = found else {
        assert!(
            std::env::var_os("CI").is_none(),
            "the recordings are missing"
        );
        println!("NOT RUN: recordings are missing at ../shared");
        return;
    };
    let mut files: Vec<PathBuf> = found.into_iter().flatten().collect();
    files.sort();
    assert!(
        files.len() >= 38,
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
    let mut report = String::new();
    for (difference, what) in &differences {
        if !listed.contains(difference) {
            report += &format!("{difference:?}: {what}\n");
        }
    }
    let found: BTreeSet<Difference> = differences
        .into_iter()
        .map(|(difference, _)| difference)
        .collect();
    for difference in listed.difference(&found) {
        report += &format!("{difference:?}: listed, but does not deviate\n");
    }
    assert!(report.is_empty(), "{} files:\n{report}", files.len());
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
