//! The tables in `docs/` say what the code does: rules, flows, sizes.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::tenancy::Tenancy;
use gabakura_planner::environment::{self, CODES};
use gabakura_planner::policy::{PolicySet, run_tests};

use crate::fixture::{shown, source};
use crate::shipped::{files, parameters, policies};

/// Cells of the rows of every table of a document whose header has `columns` cells.
fn rows(document: &str, columns: usize) -> Vec<Vec<String>> {
    let path = format!("docs/{document}");
    let found = files("docs").into_iter().find(|file| *file.path == *path);
    let text = found.expect("a document").text;
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim_matches('|').split('|');
        inner.map(|cell| cell.trim().to_owned()).collect()
    };
    let lines = text.lines().filter(|line| line.starts_with("| "));
    lines
        .map(cells)
        .filter(|cells| cells.len() == columns)
        .collect()
}

/// The names in backticks of a cell.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Names of this package's tests, and of the policies' as `check.test_name`.
fn tests() -> BTreeSet<String> {
    let folders = [
        "provisioner/planner/tests",
        "provisioner/planner/src/network",
    ];
    let sources = folders.into_iter().flat_map(files);
    let mut found = BTreeSet::new();
    for file in sources {
        let tests = file.text.split("#[test]").skip(1);
        let name = |text: &str| {
            let text = text.trim_start().strip_prefix("fn ")?;
            Some(text.split('(').next()?.to_owned())
        };
        found.extend(tests.filter_map(name));
    }
    let outcomes = run_tests(&policies()).into_iter();
    found.extend(outcomes.map(|test| format!("{}.{}", test.check, test.name)));
    found
}

#[test]
fn every_rule_names_an_enforcement_and_a_test_that_exist() {
    let (set, _) = PolicySet::load(&policies());
    let checks = set.checks().iter().map(|check| check.id.as_str());
    let known: BTreeSet<&str> = checks.chain(CODES.iter().map(|(code, _)| *code)).collect();
    let tests = tests();
    for document in ["network-rules.md", "network-rules.ja.md"] {
        let rules: Vec<_> = rows(document, 5).into_iter().skip(1).collect();
        let numbers: Vec<String> = rules.iter().map(|row| row[0].clone()).collect();
        let expected: Vec<String> = (1..=18).map(|number| number.to_string()).collect();
        assert_eq!(numbers, expected, "{document}");
        for row in &rules {
            let (by, broken) = (names(&row[2]), names(&row[3]));
            assert!(
                !by.is_empty() && !broken.is_empty() && !row[4].is_empty(),
                "{row:?}"
            );
            for id in by {
                assert!(known.contains(id), "rule {}: no `{id}`", row[0]);
            }
            for test in broken {
                assert!(tests.contains(test), "rule {}: no test `{test}`", row[0]);
            }
        }
    }
    let facts = |document| -> Vec<_> {
        let rows = rows(document, 5).into_iter().skip(1);
        rows.map(|row| (row[2].clone(), row[3].clone())).collect()
    };
    assert_eq!(facts("network-rules.md"), facts("network-rules.ja.md"));
}

const ENVIRONMENT: &str = "municipality = \"131016\"\nvendor = \"acme\"\nsystems = [\"resident_record\"]\n\
    profile = \"PROFILE\"\n[stage.prod]\ncloud = \"aws\"\naccount = \"111122223333\"\n\
    region = \"ap-northeast-1\"\nmodules = [\"encryption\"]\n[stage.prod.params]\nflows = []\n";

#[test]
fn every_flow_is_documented() {
    let text = ENVIRONMENT
        .replace("PROFILE", "city")
        .replace("[]", "[\"?\"]");
    let (_, faults) = environment::read(&[source("e.toml", &text)], parameters());
    let allowed: Vec<&str> = faults[0].args["allowed"].split(", ").collect();
    assert!(allowed.len() > 16, "{}", shown(&faults));
    for document in ["network-rules.md", "network-rules.ja.md"] {
        let rows = rows(document, 7);
        let flows: Vec<&str> = rows.iter().skip(1).flat_map(|row| names(&row[0])).collect();
        assert_eq!(flows, allowed, "{document}");
    }
}

#[test]
fn the_sizes_are_those_documented() {
    let tenancy = |cloud: &str, profile: &str| -> Tenancy {
        let text = ENVIRONMENT.replace("PROFILE", profile);
        let text = match cloud {
            "gcp" => text
                .replace("\"aws\"", "\"gcp\"")
                .replace("account = \"111122223333\"", "project = \"chiyoda-acme\"")
                .replace("ap-northeast-1", "asia-northeast1"),
            _ => text,
        };
        let (tenancies, faults) = environment::read(&[source("e.toml", &text)], parameters());
        assert_eq!(shown(&faults), "");
        tenancies.into_iter().next().expect("one tenancy")
    };
    for document in ["profiles.md", "profiles.ja.md"] {
        let rows = rows(document, 5);
        // A table per cloud, each with the same header.
        let second = rows.iter().rposition(|row| *row == rows[0]);
        let (aws, gcp) = rows.split_at(second.expect("a table per cloud"));
        let profiles = ["town", "city", "core_city", "designated_city"];
        let columns = profiles.iter().enumerate();
        for ((cloud, rows), (column, profile)) in [("aws", aws), ("gcp", gcp)]
            .into_iter()
            .flat_map(|table| columns.clone().map(move |column| (table, column)))
        {
            assert!(rows[0][column + 1].contains(&format!("`{profile}`")));
            let documented: BTreeMap<&str, String> = rows[1..]
                .iter()
                .map(|row| (names(&row[0])[0], row[column + 1].clone()))
                .collect();
            let params = tenancy(cloud, profile).params;
            let sized = params.iter().filter(|(_, value)| value.is_u64());
            let sized: BTreeMap<&str, String> = sized
                .map(|(name, value)| (name.as_str(), value.to_string()))
                .collect();
            assert_eq!(documented, sized, "{document} {cloud} {profile}");
        }
    }
}
