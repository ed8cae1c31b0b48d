//! A move that looking cannot settle is decided by somebody, with the real binary.

use gabakura_model::Timestamp;
use gabakura_model::outcome::Outcome;
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Completion, Intent, RecordChange, Store};
use gabakura_model::recorded::RecordedResource;
use gabakura_store::{SqliteStore, StateStore};
use serde_json::Value;

use crate::gabakura::Workspace;

const TENANCY: &str = "131016/acme/verify";
const LEASE_MS: u64 = 60_000;

/// Makes the record forget an alias, and leaves a note that it is about to be made, as if a
/// process had died there long ago. An alias has no tags: nothing tells who made it.
fn in_doubt(workspace: &Workspace) -> RecordedResource {
    let path = workspace.path().join(".gabakura/sandbox-state.db");
    let at: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(&path).await.unwrap();
        let tenancy = TENANCY.parse().unwrap();
        let recorded = store.recorded(&tenancy).await.unwrap();
        let mut all = recorded.resources.into_values();
        let mut alias = all.find(|r| r.kind.as_str() == "aws.kms.alias").unwrap();
        // What refers to ours would be ours.
        alias.declared = alias.spec.clone();
        let intent = |action: StepAction, token: &str| Intent {
            token: token.to_owned(),
            run: "g0-by-hand".to_owned(),
            address: alias.address.clone(),
            kind: alias.kind.clone(),
            action,
            expected_id: Some(alias.id.clone()),
            request_digest: String::new(),
            record: (action == StepAction::Create).then(|| alias.clone()),
            before: None,
            noted_at: at,
        };
        let lease = store.lock(&tenancy, "test", at, LEASE_MS).await.unwrap();
        let forgotten = intent(StepAction::Forget, "g0-by-hand-0");
        store.begin(&lease, &[forgotten]).await.unwrap();
        let completion = Completion {
            token: "g0-by-hand-0".to_owned(),
            outcome: Outcome::Done { made: None },
            change: RecordChange::Remove(alias.address.clone()),
            at,
            by_hand: None,
        };
        store.end(&lease, &[completion]).await.unwrap();
        let open = intent(StepAction::Create, "g0-by-hand-1");
        store.begin(&lease, &[open]).await.unwrap();
        store.unlock(&lease).await.unwrap();
        store.close().await;
        alias
    })
}

#[test]
fn what_looking_cannot_settle_says_how_to_decide_and_is_decided() {
    let workspace = Workspace::shipped();
    let apply = ["apply", "--sandbox", "--yes", TENANCY];
    workspace.run(&apply).expect(0);
    let alias = in_doubt(&workspace);
    let (address, id) = (alias.address.to_string(), alias.id.as_str());

    let recover = ["state", "recover", "--sandbox", "--json", TENANCY];
    let told = workspace.run(&recover).expect(4).json();
    let open = &told["settled"][0];
    assert_eq!(open["address"], *address);
    assert!(open["verdict"]["evidence"].as_str().unwrap().contains(id));
    let commands: Vec<&str> = open["decide"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(Value::as_str)
        .collect();
    let settle = format!("gabakura state settle {address}");
    assert!(commands[0].starts_with(&format!("{settle} --done {id} --reason ")));
    assert!(commands[1].starts_with(&format!("{settle} --not-done --reason ")));
    for lang in ["ja", "en"] {
        let apply = [&apply[..], &["--lang", lang]].concat();
        let told = workspace.run(&apply).expect(4).stderr;
        assert!(told.contains(&format!("{settle} --done {id}")), "{told}");
        assert!(told.contains(&format!("{settle} --not-done")), "{told}");
    }

    let plan = ["plan", "--sandbox", "--detailed-exitcode", TENANCY];
    workspace.run(&plan).expect(4);

    let decide = |done: &str, reason: &str| {
        let settle = ["state", "settle", "--sandbox", "--json", &address];
        workspace.run(&[&settle[..], &["--done", done, "--reason", reason]].concat())
    };
    decide("alias/of-nobody", "a slip").expect(1);
    decide(id, "password=\"hunter2\"").expect(1);
    let told = decide(id, "made it myself").expect(0).json();
    assert_eq!(told["by_hand"]["reason"], "made it myself");
    assert_eq!(told["by_hand"]["confirmed"], true);
    decide(id, "made it myself").expect(1);

    let journal = workspace
        .run(&["state", "export", "--sandbox", "-"])
        .expect(0);
    assert!(journal.stdout.contains("made it myself"));
    assert!(!journal.stdout.contains("hunter2"));
    workspace.run(&["state", "verify", "--sandbox"]).expect(0);
    let plan = ["plan", "--sandbox", "--json", TENANCY];
    let plan = workspace.run(&plan).expect(0).json();
    assert_eq!(plan["withheld"], Value::Array(Vec::new()));
    assert_eq!(
        (&plan["summary"]["create"], &plan["summary"]["replace"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn a_lost_record_leaves_names_in_conflict_until_they_are_adopted() {
    let workspace = Workspace::shipped();
    let run = |args: &[&str]| workspace.run(&[args, &["--sandbox", TENANCY]].concat());
    run(&["apply", "--yes"]).expect(0);
    let state = std::fs::read_dir(workspace.path().join(".gabakura")).unwrap();
    for file in state.map(|entry| entry.unwrap().path()) {
        let name = file.file_name().unwrap().to_string_lossy();
        if name.starts_with("sandbox-state.db") {
            std::fs::remove_file(&file).unwrap();
        }
    }
    // What bears our tags is found by them; an alias bears none, and might be anybody's.
    run(&["plan", "--detailed-exitcode"]).expect(5);
    let told = run(&["apply", "--yes", "--json"]).expect(5).json();
    let held = told["withheld"].as_array().unwrap();
    assert!(
        held.iter().any(|it| it["kind"] == "aws.kms.alias"),
        "{held:#?}"
    );
    run(&["adopt", "--yes"]).expect(0);
    run(&["apply", "--yes"]).expect(0);
    run(&["plan", "--detailed-exitcode"]).expect(0);
}
