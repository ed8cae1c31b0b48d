//! The real binary, killed again and again in the middle of its work.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use gabakura_model::tenancy::{Cloud, Place};

use crate::gabakura::Workspace;
use crate::served::Served;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_however_often_it_is_killed() {
    let place = Place {
        cloud: Cloud::Aws,
        account: "111122223333".to_owned(),
        region: "ap-northeast-1".to_owned(),
    };
    outlives(200, "131016/acme/prod", &place).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_on_google_cloud_either() {
    let place = Place {
        cloud: Cloud::Gcp,
        account: "nara-kasuga-prod".to_owned(),
        region: "asia-northeast1".to_owned(),
    };
    outlives(30, "292010/kasuga/prod", &place).await;
}

/// Kills at least so many processes alive, then looks at what they left.
async fn outlives(kills_min: usize, tenancy: &str, place: &Place) {
    let workspace = Workspace::shipped();
    let served = Served::at(workspace.path()).await;
    // What came with the place, and is nobody's.
    let born = served.things(place).await;
    let ground = (place, born.as_slice());
    let mut dice = Dice(0x6761_6261_6b75_7261);
    let apply: &[&str] = &["apply", "--sandbox", "--yes", "--quiet", tenancy];
    let destroy: &[&str] = &["destroy", "--sandbox", "--yes", "--quiet", tenancy];
    let unlock = [
        "state",
        "unlock",
        "--sandbox",
        tenancy,
        "--reason",
        "killed",
    ];
    let (mut kills, mut ways) = (0, [apply, destroy].into_iter().cycle());
    let mut way = apply;
    let start = Instant::now();
    workspace
        .run(&["plan", "--sandbox", "--quiet", tenancy])
        .expect(0);
    let usual = start.elapsed() * 4;
    while kills < kills_min {
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
    served.assert_whole(&workspace, ground, &[], tenancy).await;
    let again = workspace.run(&["plan", "--sandbox", "--detailed-exitcode", tenancy]);
    again.expect(0);
    let drift = workspace.run(&["drift", "--sandbox", "--detailed-exitcode", tenancy]);
    drift.expect(0);
    workspace.run(&["state", "verify", "--sandbox"]).expect(0);

    workspace.run(destroy).expect(0);
    served.assert_whole(&workspace, ground, &[], tenancy).await;
}
