//! Plans that are saved, reviewed, signed, carried out in waves and undone, with the real binary.

use std::collections::BTreeSet;

use gabakura_model::Timestamp;
use gabakura_model::port::Store;
use gabakura_store::{SqliteStore, StateStore};
use serde_json::Value;

use crate::gabakura::Workspace;

const TENANCY: &str = "131016/acme/verify";

#[test]
fn a_reviewed_plan_is_refused_once_anything_moved() {
    let workspace = Workspace::shipped();
    workspace
        .run(&["plan", "--sandbox", TENANCY, "-o", "p.json"])
        .expect(0);
    let text = workspace.read("p.json");
    let forged = text.replacen("\"create\"", "\"delete\"", 1);
    assert_ne!(text, forged);
    workspace.write("forged.json", &forged);
    workspace
        .run(&["apply", "--sandbox", "forged.json"])
        .expect(5);
    workspace.write("cut.json", &text[..text.len() / 2]);
    workspace.run(&["apply", "--sandbox", "cut.json"]).expect(1);

    let path = "environments/131016-chiyoda/acme.toml";
    let environment = workspace.read(path);
    workspace.write(path, &environment.replace("10.16.16.0/20", "10.16.32.0/20"));
    for lang in ["ja", "en"] {
        let refused = workspace
            .run(&["apply", "--sandbox", "--lang", lang, "p.json"])
            .expect(5);
        assert!(refused.stderr.contains(path), "{}", refused.stderr);
    }
    workspace.write(path, &environment);
    workspace.run(&["apply", "--sandbox", "p.json"]).expect(0);
    workspace.run(&["apply", "--sandbox", "p.json"]).expect(5);
}

#[test]
fn a_take_down_is_reviewed_with_its_overrides() {
    let workspace = Workspace::shipped();
    workspace
        .run(&["apply", "--sandbox", "--yes", TENANCY])
        .expect(0);
    let plan = ["plan", "--sandbox", "--destroy", "--json", TENANCY];
    let held = workspace.run(&plan).expect(0).json();
    let held = held["withheld"].as_array().unwrap().clone();
    let key = format!("{TENANCY}/encryption/key-data");
    assert!(held.iter().any(|w| w["address"] == *key));
    let mut reviewed = plan.to_vec();
    // Nothing is encrypted with it any more once the vault is gone.
    let vault = format!("{TENANCY}/continuity/backups");
    reviewed.extend([
        "--override-protection",
        &key,
        "--override-protection",
        &vault,
    ]);
    reviewed.extend(["-o", "down.json"]);
    let planned = workspace.run(&reviewed).expect(0).json();
    let still_held = planned["withheld"].as_array().unwrap();
    assert!(still_held.iter().all(|w| w["address"] != *key));
    workspace
        .run(&["apply", "--sandbox", "down.json"])
        .expect(0);
    let left = workspace
        .run(&["state", "list", "--sandbox", "--json", TENANCY])
        .expect(0)
        .json();
    assert_eq!(
        left["resources"].as_array().unwrap().len(),
        still_held.len()
    );
}

#[test]
fn a_run_is_undone_by_a_reviewed_plan() {
    let workspace = Workspace::shipped();
    let path = "environments/131016-chiyoda/acme.toml";
    let environment = workspace.read(path);
    let apply = ["apply", "--sandbox", "--yes", TENANCY];
    workspace.run(&apply).expect(0);
    let list = ["state", "list", "--sandbox", "--json", TENANCY];
    let addresses = || -> BTreeSet<String> {
        let listed = workspace.run(&list).expect(0).json();
        let resources = listed["resources"].as_array().unwrap();
        resources.iter().map(|r| r["address"].to_string()).collect()
    };
    let before = addresses();

    // A flow goes, and its security groups with it.
    let fewer = environment.replace("[\"staff_web\", \"maintenance\"]", "[\"maintenance\"]");
    assert_ne!(environment, fewer);
    workspace.write(path, &fewer);
    workspace.run(&apply).expect(0);
    assert_ne!(addresses(), before);
    let runs = workspace
        .run(&["state", "runs", "--sandbox", "--json", TENANCY])
        .expect(0)
        .json();
    let runs = runs["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 2);
    let last = runs[0]["run"].as_str().unwrap();
    assert_eq!(runs[0]["tenancy"], TENANCY);

    let undo = ["plan", "--sandbox", "--json", TENANCY, "-o", "undo.json"];
    let planned = workspace
        .run(&[&undo[..], &["--undo", last]].concat())
        .expect(0)
        .json();
    assert_eq!(
        (&planned["intent"], &planned["undo"]),
        (&"undo".into(), &last.into())
    );
    workspace
        .run(&["apply", "--sandbox", "undo.json"])
        .expect(0);
    assert_eq!(addresses(), before);
    let again = workspace
        .run(&["apply", "--sandbox", "undo.json"])
        .expect(5);
    assert!(again.stderr.contains(TENANCY), "{}", again.stderr);
    // The declaration did not change, and is still to be reached.
    workspace
        .run(&["plan", "--sandbox", "--detailed-exitcode", TENANCY])
        .expect(2);
    let unknown = ["plan", "--sandbox", "--undo", "g0-nowhere-1", TENANCY];
    let told = workspace.run(&unknown).expect(1);
    assert!(told.stderr.contains("state runs"), "{}", told.stderr);
}

const CENTURY_MS: u64 = 100 * 365 * 24 * 3_600_000;

/// Holds the lock of a tenancy, as somebody else at work would.
fn lock(workspace: &Workspace, tenancy: &str) {
    let path = workspace.path().join(".gabakura/sandbox-state.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(&path).await.unwrap();
        let since: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
        let tenancy = tenancy.parse().unwrap();
        store
            .lock(&tenancy, "somebody", since, CENTURY_MS)
            .await
            .unwrap();
        store.close().await;
    });
}

#[test]
fn a_fleet_goes_in_waves_and_stops_by_itself_where_one_fails() {
    let workspace = Workspace::shipped();
    let apply = |more: &[&str]| {
        let command = ["apply", "--sandbox", "--yes", "--lang", "en"];
        workspace.run(&[&command[..], more].concat())
    };
    let refused = apply(&["--wave", "1,2"]).expect(1);
    assert!(refused.stderr.contains("in no wave"), "{}", refused.stderr);
    let refused = apply(&["--wave", "47*/*,rest"]).expect(1);
    assert!(refused.stderr.contains("47*"), "{}", refused.stderr);

    // Somebody works on the canary: it cannot be locked, and nothing else is begun.
    let canary = "131016/acme/prod";
    lock(&workspace, canary);
    let waves = format!("{canary},2,rest");
    let stopped = apply(&["--wave", &waves, "--json"]).expect(1).json();
    let of = stopped["waves"].as_array().unwrap();
    assert_eq!(of[0]["errors"][0]["tenancy"], canary);
    assert_eq!(of[0]["errors"][0]["error"]["code"], "store-locked");
    assert!(of[1..].iter().all(|wave| wave["outcome"] == "not-started"));
    assert_eq!(stopped["tenancies"], Value::Array(Vec::new()));
    assert_eq!(stopped["complete"], false);

    // One failure put up with: the others are done, and it ends as what it was, a conflict.
    let told = apply(&["--wave", &waves, "--failure-budget", "1"]).expect(5);
    assert!(
        told.stdout.contains("wave 1 of 3 (1 tenancy): failed"),
        "{}",
        told.stdout
    );
    assert!(told.stdout.contains("wave 3 of 3"), "{}", told.stdout);
    assert!(
        told.stderr.contains("applying wave 2 of 3"),
        "{}",
        told.stderr
    );

    workspace
        .run(&["state", "unlock", "--sandbox", canary, "--reason", "test"])
        .expect(0);
    let told = apply(&["--wave", &waves]).expect(0);
    assert!(
        told.stdout.contains("wave 1 of 1 (1 tenancy): passed"),
        "{}",
        told.stdout
    );
    workspace
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .expect(0);
}

// Made with `openssl genpkey -algorithm ed25519` for this test; they open nothing.
const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHxWQ3/wGsMuAPtDUhYpE1Yd4DgBI6mcW26pEY9f20Lc\n-----END PRIVATE KEY-----";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAD867QkiZwAX8uX314kMwm4yHDwadLx0BAcDFDrRNW/w=\n-----END PUBLIC KEY-----";
const OTHER: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAREdFiFoht6cNK1quAkaBtDhKimkRr9U999fsDmr4U6I=\n-----END PUBLIC KEY-----";

#[test]
fn where_signatures_are_demanded_only_a_signed_plan_is_applied() {
    let workspace = Workspace::shipped();
    for (name, text) in [
        ("key.pem", PRIVATE),
        ("key.pub", PUBLIC),
        ("other.pub", OTHER),
    ] {
        workspace.write(name, text);
    }
    let plan = ["plan", "--sandbox", TENANCY, "-o"];
    workspace
        .run(&[&plan[..], &["bare.json"]].concat())
        .expect(0);
    workspace
        .run(&[&plan[..], &["signed.json", "--sign", "key.pem"]].concat())
        .expect(0);
    let apply = |file: &str, key: &str| {
        workspace.run(&["apply", "--sandbox", file, "--require-signature", key])
    };
    for (file, key, code, told) in [
        ("bare.json", "key.pub", 5, "is not signed"),
        ("signed.json", "other.pub", 5, "another key"),
        ("signed.json", "nowhere.pub", 1, "cannot read public key"),
        ("signed.json", "key.pem", 1, "cannot read public key"),
        (TENANCY, "key.pub", 5, "only a signed plan file"),
    ] {
        let refused = apply(file, key).expect(code);
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
        assert!(refused.stderr.contains("hint"), "{}", refused.stderr);
    }
    let unsigned = workspace
        .run(&[&plan[..], &["x.json", "--sign", "key.pub"]].concat())
        .expect(1);
    assert!(unsigned.stderr.contains("genpkey"), "{}", unsigned.stderr);

    // A pipeline demands it for every command that changes something.
    let pipeline = workspace.env("GABAKURA_REQUIRE_SIGNATURE", "key.pub");
    for command in [
        &["apply", "--sandbox", "--yes", TENANCY][..],
        &["destroy", "--sandbox", "--yes", TENANCY],
        &["apply", "--sandbox", "bare.json"],
    ] {
        pipeline.run(command).expect(5);
    }
    let left = pipeline
        .run(&["state", "list", "--sandbox", "--json"])
        .expect(0);
    assert_eq!(left.json()["resources"], Value::Array(Vec::new()));
    pipeline
        .run(&["apply", "--sandbox", "signed.json"])
        .expect(0);
}
