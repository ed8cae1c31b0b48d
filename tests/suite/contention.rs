//! Eight processes of the real binary at once, their record in one PostgreSQL database.

use std::sync::Arc;
use std::time::Duration;

use gabakura_model::tenancy::{Cloud, Place};

use crate::cluster::Cluster;
use crate::gabakura::Workspace;
use crate::served::Served;

/// What each process applies: some the same tenancy, some one of their own, some several.
const PROCESSES: [&str; 8] = [
    "131016/acme/prod",
    "131016/acme/prod",
    "131016/acme/prod",
    "131016/acme/*",
    "131016/acme/*",
    "131016/acme/verify",
    "*/hokuto/*",
    "*/hokuto/*",
];
const ACCOUNTS: [(&str, &str); 3] = [
    ("111122223333", "131016/acme/prod"),
    ("444455556666", "131016/acme/verify"),
    ("777788889999", "*/hokuto/*"),
];
/// Somebody else is at work on the same tenancy.
const LOCKED: i32 = 5;

/// Applies until nobody is in the way, as a person or a pipeline would.
fn insist(workspace: &Workspace, state: &str, selector: &str) -> usize {
    for refusals in 0..600 {
        let ended = workspace.run(&["apply", "--sandbox", "--yes", "--state", state, selector]);
        match ended.code {
            0 => return refusals,
            LOCKED => std::thread::sleep(Duration::from_millis(200)),
            // It came while the database was away, and began nothing.
            1 if ended.stderr.contains("nothing more was started") => {}
            code => panic!(
                "{selector} ended with {code}:\n{}\n{}",
                ended.stdout, ended.stderr
            ),
        }
    }
    panic!("{selector} never had its turn");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_at_once_on_one_database_never_meet_in_a_tenancy() {
    let workspace = Arc::new(Workspace::shipped());
    let served = Served::at(workspace.path()).await;
    let cluster = Cluster::start("");
    let state = cluster.url("postgres");
    // The tables stand before the database goes away for the first time.
    workspace
        .run(&["state", "list", "--sandbox", "--state", &state])
        .expect(0);
    let processes = PROCESSES.map(|selector| {
        let (workspace, state) = (Arc::clone(&workspace), state.clone());
        std::thread::spawn(move || insist(&workspace, &state, selector))
    });
    // The database goes away and comes back while they are at work.
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        cluster.control(&["restart", "-m", "immediate"]);
    }
    let refused: usize = processes
        .map(|process| process.join().unwrap())
        .iter()
        .sum();
    assert!(
        refused > 0,
        "eight processes never met: the test shows nothing"
    );

    let flags = ["--state", state.as_str()];
    for (account, tenancies) in ACCOUNTS {
        let place = Place {
            cloud: Cloud::Aws,
            account: account.to_owned(),
            region: "ap-northeast-1".to_owned(),
        };
        served
            .assert_whole(&workspace, (&place, &[]), &flags, tenancies)
            .await;
    }
    for command in ["plan", "drift"] {
        for selector in ["131016/*", "*/hokuto/*"] {
            let looked = [command, "--sandbox", "--detailed-exitcode", selector];
            workspace.run(&[&looked[..], &flags].concat()).expect(0);
        }
    }
    let verify = ["state", "verify", "--sandbox"];
    workspace.run(&[&verify[..], &flags].concat()).expect(0);
}
