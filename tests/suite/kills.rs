//! The real binary, killed again and again in the middle of its work.
//!
//! The cloud is served by this process, so it stays when `gabakura` dies, and what is in it is
//! listed here without asking gabakura's record.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use gabakura_aws::{Access, Aws, Settings};
use gabakura_model::observed::Found;
use gabakura_model::port::{Call, Provider, Throttle};
use gabakura_model::tenancy::{Cloud, Scope};
use gabakura_sandbox::{Faults, Sandbox};
use tokio::sync::oneshot;

use crate::gabakura::Workspace;

const TENANCY: &str = "131016/acme/prod";
const ACCOUNT: &str = "111122223333";
/// Processes killed alive, at least.
const KILLS: usize = 200;
/// Each call takes this long, so that a kill often meets one under way.
const LATENCY: Duration = Duration::from_millis(5);

struct NoThrottle;

#[async_trait]
impl Throttle for NoThrottle {
    async fn turn(&self, _call: &Call) {}
}

/// A cloud that this process serves.
struct Served {
    sandbox: Arc<Sandbox>,
    /// Calls that were answered so far.
    answered: Arc<AtomicUsize>,
    stop: Option<oneshot::Sender<()>>,
}

impl Served {
    async fn at(workspace: &Path) -> Self {
        let sandbox = Sandbox::open(&workspace.join(".gabakura/sandbox")).unwrap();
        let answered = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&answered);
        let count = move |_: &_| {
            counted.fetch_add(1, Ordering::SeqCst);
        };
        sandbox.inject(Faults::default().with_latency(LATENCY).with_call_log(count));
        let (listener, (stop, stopped)) = (Sandbox::bind(0).await.unwrap(), oneshot::channel());
        let serving = Arc::clone(&sandbox).serve(listener, async {
            let _ = stopped.await;
        });
        tokio::spawn(serving);
        while Sandbox::running(&workspace.join(".gabakura/sandbox")).is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let stop = Some(stop);
        Self {
            sandbox,
            answered,
            stop,
        }
    }

    /// Everything in the account that did not come with it, and whether it is a setting, which
    /// is there in any case.
    async fn things(&self) -> Vec<(Found, bool)> {
        let aws = Aws::new(Settings {
            access: Access::InProcess(self.sandbox.http_client()),
            oidc_token: None,
            throttle: Arc::new(NoThrottle),
        });
        let scope = Scope {
            cloud: Cloud::Aws,
            account: ACCOUNT.to_owned(),
            region: "ap-northeast-1".to_owned(),
            role: None,
            plan_role: None,
            external_id: None,
            session: None,
        };
        let mut things = Vec::new();
        for schema in aws.catalogue().iter() {
            let found = aws.list(&scope, &schema.kind).await.unwrap();
            let made = found.into_iter().filter(|found| !found.platform);
            things.extend(made.map(|found| (found, schema.is_setting())));
        }
        things
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
    }
}

/// Spread evenly, the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }
}

/// Runs a command and kills it at a random moment: half of the time by the clock, half of the
/// time when a certain number of its calls were answered. `Some` if it was faster.
fn killed(
    workspace: &Workspace,
    served: &Served,
    dice: &mut Dice,
    args: &[&str],
    usual: Duration,
) -> Option<i32> {
    let (start, before) = (Instant::now(), served.answered.load(Ordering::SeqCst));
    let mut process = workspace.start(args);
    let by_clock = dice.up_to(2) == 0;
    let at = Duration::from_millis(dice.up_to(usual.as_millis() as u64));
    let calls = dice.up_to(160) as usize;
    loop {
        if let Some(status) = process.0.try_wait().unwrap() {
            return Some(status.code().unwrap());
        }
        let answered = served.answered.load(Ordering::SeqCst) - before;
        if (by_clock && start.elapsed() >= at) || (!by_clock && answered >= calls) {
            process.0.kill().unwrap();
            return process.0.wait().unwrap().code();
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// What must hold whenever nobody is at work: one of each, all of it known, nothing invented.
async fn assert_whole(workspace: &Workspace, served: &Served) {
    let listed = workspace.run(&["state", "list", "--sandbox", "--json", TENANCY]);
    let listed = listed.expect(0).json();
    let recorded = listed["resources"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let recorded: BTreeMap<(String, String), String> = recorded
        .map(|r| ((text(&r["kind"]), text(&r["id"])), text(&r["address"])))
        .collect();
    let things = served.things().await;
    let mut addresses = BTreeSet::new();
    for (found, is_setting) in &things {
        let key = (found.kind.to_string(), found.id.clone());
        let is_known = recorded.contains_key(&key) || *is_setting;
        assert!(is_known, "an orphan: {found:#?}");
        if let Some(address) = found.address_tag() {
            assert!(addresses.insert(address.to_owned()), "doubled: {found:#?}");
            assert_eq!(recorded[&key], address);
        }
    }
    let there = |key: &(String, String)| {
        let mut things = things.iter();
        things.any(|(found, _)| (found.kind.as_str(), &found.id) == (&key.0, &key.1))
    };
    for (key, address) in &recorded {
        assert!(there(key), "a phantom: {address} {key:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_however_often_it_is_killed() {
    let workspace = Workspace::shipped();
    let served = Served::at(workspace.path()).await;
    let mut dice = Dice(0x6761_6261_6b75_7261);
    let apply: &[&str] = &["apply", "--sandbox", "--yes", "--quiet", TENANCY];
    let destroy: &[&str] = &["destroy", "--sandbox", "--yes", "--quiet", TENANCY];
    let unlock = [
        "state",
        "unlock",
        "--sandbox",
        TENANCY,
        "--reason",
        "killed",
    ];
    let (mut kills, mut ways) = (0, [apply, destroy].into_iter().cycle());
    let mut way = apply;
    let start = Instant::now();
    workspace
        .run(&["plan", "--sandbox", "--quiet", TENANCY])
        .expect(0);
    let usual = start.elapsed() * 4;
    while kills < KILLS {
        match killed(&workspace, &served, &mut dice, way, usual) {
            None => kills += 1,
            Some(0) => way = ways.next().unwrap(),
            Some(code) => {
                let told = workspace.run(way);
                panic!("ended with {code}; again: {}\n{}", told.code, told.stderr);
            }
        }
        workspace.run(&unlock);
    }
    workspace.run(apply).expect(0);
    assert_whole(&workspace, &served).await;
    let again = workspace.run(&["plan", "--sandbox", "--detailed-exitcode", TENANCY]);
    again.expect(0);
    let drift = workspace.run(&["drift", "--sandbox", "--detailed-exitcode", TENANCY]);
    drift.expect(0);
    workspace.run(&["state", "verify", "--sandbox"]).expect(0);

    workspace.run(destroy).expect(0);
    assert_whole(&workspace, &served).await;
}
