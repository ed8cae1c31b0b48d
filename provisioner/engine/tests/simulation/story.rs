//! One seed's world, from first apply to rest.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use gabakura_engine::{ApplyError, LEASE_MS, Limits, RateLimiter};
use gabakura_model::plan::{PlanIntent, TenancyPlan};
use gabakura_model::port::StoreError;
use gabakura_model::resource::Resource;
use gabakura_planner::history::{self, PastError};
use tokio::time::{Instant, sleep};

use super::process::{Ended, Process, Task};
use super::{desired, meddle};
use crate::world::PausedClock;
use crate::world::cloud::Cloud;
use crate::world::dice::Dice;
use crate::world::disk::Disk;
use crate::world::door::Door;
use crate::world::kinds::schema;
use crate::world::log::Log;
use crate::world::store::DiskStore;
use crate::world::thing::{Maker, Thing};
use crate::world::trip::Trip;

/// Runs in good weather until nothing is left to do.
const CALM_RUNS_MAX: usize = 10;

pub struct Story {
    dice: Dice,
    cloud: Arc<Cloud>,
    disk: Arc<Disk>,
    clock: Arc<PausedClock>,
    log: Log,
    desired: Vec<Resource>,
    runs: u32,
    /// A plan that was made and not carried out; somebody may still try.
    old: Option<(PlanIntent, TenancyPlan)>,
    /// Whether the last run found nothing to do.
    idle: bool,
    /// Whether the record was lost and not yet all of it was found again.
    lost: bool,
}

impl Story {
    pub fn new(seed: u64, log: Log) -> Self {
        let mut dice = Dice::new(seed);
        let disk = Disk::new(log.clone());
        let cloud = Cloud::new(Arc::clone(&disk), log.clone());
        {
            let weather = &mut cloud.now().weather;
            weather.storm = Some(dice.split());
            weather.throttled = if dice.chance(15) { 70 } else { 9 };
        }
        meddle::settle_in(&cloud);
        let desired = desired::draw(&mut dice);
        Self {
            dice,
            cloud,
            disk,
            clock: Arc::new(PausedClock(Instant::now())),
            log,
            desired,
            runs: 0,
            old: None,
            idle: false,
            lost: false,
        }
    }

    /// Lives through storms and changes of mind, comes to rest, and checks what is left.
    pub async fn live(mut self) {
        for _ in 0..1 + self.dice.below(2) {
            self.run(PlanIntent::Apply, true).await;
        }
        for _ in 0..1 + self.dice.below(2) {
            self.desired = desired::change(std::mem::take(&mut self.desired), &mut self.dice);
            self.log.tell(|| "what is desired changes".to_owned());
            if self.dice.chance(10) {
                // What was on its way by name has arrived.
                sleep(Duration::from_secs(15)).await;
                meddle::take_name(&self.cloud, &self.disk, &mut self.dice);
                self.old = None;
            }
            self.run(PlanIntent::Apply, true).await;
            if self.dice.chance(20) {
                self.run(PlanIntent::Fix, true).await;
            }
        }
        if self.dice.chance(20) {
            self.begin_anew().await;
        }
        let last = if self.dice.chance(35) {
            self.run(PlanIntent::Destroy, true).await;
            PlanIntent::Destroy
        } else {
            PlanIntent::Apply
        };
        self.log.count("stories");
        self.come_to_rest(last).await;
    }

    /// The record is lost and rebuilt from what stands there; then people go on, and back.
    async fn begin_anew(&mut self) {
        // What nobody declares any more would never be found again.
        self.come_to_rest(PlanIntent::Apply).await;
        self.log.tell(|| "the record is lost".to_owned());
        self.log.count("record: lost");
        self.disk.lose();
        (self.old, self.lost) = (None, true);
        let adopting = self.runs + 1;
        self.storm_again();
        for _ in 0..1 + self.dice.below(2) {
            self.run(PlanIntent::Adopt, true).await;
        }
        self.calm_down(PlanIntent::Adopt).await;
        self.lost = false;
        self.check("all is on record again");
        self.log.count("record: rebuilt");
        let going_on = self.runs + 1;
        self.storm_again();
        self.desired = desired::change(std::mem::take(&mut self.desired), &mut self.dice);
        self.run(PlanIntent::Apply, true).await;
        self.come_to_rest(PlanIntent::Apply).await;
        let first = if self.dice.chance(30) {
            adopting
        } else {
            going_on
        };
        self.go_back(first).await;
    }

    /// Goes back to what was on record before a run.
    async fn go_back(&mut self, run: u32) {
        let run = format!("r{run}");
        let (notes, recorded) = (self.disk.notes(), self.disk.recorded());
        let past = match history::recorded_before(&run, &notes, &recorded) {
            Ok(past) => past,
            // It found nothing to do; or what was unset before cannot be declared.
            Err(PastError::NoSuchRun(_) | PastError::Unset { .. }) => return,
            Err(fault) => return self.log.wrong(format!("no way back: {fault}")),
        };
        self.log.tell(|| format!("back to before {run}"));
        self.log.count("record: gone back");
        let desired = history::as_desired(&past).expect("what was on record is a graph");
        self.desired = desired.iter().cloned().collect();
        self.storm_again();
        self.run(PlanIntent::Undo, true).await;
        self.come_to_rest(PlanIntent::Undo).await;
        let there = self.disk.recorded();
        if !there.resources.keys().eq(past.resources.keys()) {
            self.log.wrong(format!("not as before {run}"));
        }
        self.storm_again();
    }

    fn storm_again(&mut self) {
        self.cloud.now().weather.storm = Some(self.dice.split());
    }

    /// One run in a storm: it may die, freeze, be stopped, or come through.
    async fn run(&mut self, intent: PlanIntent, storm: bool) {
        self.idle = false;
        let left = (storm && self.dice.chance(55)).then(|| self.dice.below(45));
        let process = self.process(left, intent);
        let task = self.task(intent, storm);
        let trip = Arc::clone(&process.trip);
        let mut life: Pin<Box<dyn Future<Output = Ended>>> = Box::pin(process.live(task));
        let (dies_after, freezes) = (self.dice.ms(20_000), self.dice.chance(20));
        let by_time = storm && self.dice.chance(10);
        let mut dice = self.dice.split();
        let (cloud, disk) = (Arc::clone(&self.cloud), Arc::clone(&self.disk));
        let others = async {
            loop {
                sleep(dice.ms(15_000)).await;
                if storm && dice.chance(40) {
                    meddle::meddle(&cloud, &disk, &mut dice);
                }
            }
        };
        let stopped_at = tokio::select! {
            biased;
            ended = &mut life => return self.ended(ended, intent),
            at = trip.tripped() => at,
            () = sleep(dies_after), if by_time => "between two calls",
            () = others => unreachable!("others never rest"),
        };
        if freezes {
            self.log
                .count("crash: frozen, and woken when another has the lock");
            self.log.tell(|| format!("FREEZES at {stopped_at}"));
            sleep(Duration::from_millis(LEASE_MS + 1_000)).await;
            Box::pin(self.run(intent, false)).await;
            self.log.tell(|| "WAKES".to_owned());
            trip.release();
            let ended = life.await;
            self.ended(ended, intent);
        } else {
            self.log.count(format!("crash: {stopped_at}"));
            if matches!(intent, PlanIntent::Adopt | PlanIntent::Undo) {
                self.log
                    .count(format!("crash: in the middle of {intent:?}"));
            }
            self.log.tell(|| format!("CRASHES at {stopped_at}"));
            drop(life);
            if self.dice.chance(70) {
                self.disk.unlock_by_hand();
            }
        }
        self.check("after a crash");
    }

    fn ended(&mut self, ended: Ended, intent: PlanIntent) {
        match ended {
            Ok((plan, complete)) => {
                self.idle = plan.is_empty();
                self.old = (!complete).then_some((intent, plan));
            }
            Err(ApplyError::Stale { .. }) => self.log.count("run: stale plan"),
            Err(ApplyError::Store(StoreError::LockLost { .. })) => self.log.count("run: lock lost"),
            Err(ApplyError::Store(StoreError::Locked { .. })) => self.log.count("run: locked out"),
            Err(ApplyError::Store(error)) => self.log.wrong(format!("the store failed: {error}")),
        }
        self.check("after a run");
    }

    fn process(&self, left: Option<u64>, intent: PlanIntent) -> Process {
        let trip = Arc::new(Trip::after(left));
        let throttle = Arc::new(RateLimiter::new(Limits::Off));
        let door = Arc::new(Door {
            cloud: Arc::clone(&self.cloud),
            trip: Arc::clone(&trip),
            throttle: Arc::clone(&throttle) as _,
            fence: AtomicI64::new(0),
            repairs: intent == PlanIntent::Fix,
        });
        let store = DiskStore::new(Arc::clone(&self.disk), Arc::clone(&trip), true);
        let engine = gabakura_engine::Context {
            provider: Arc::clone(&door) as _,
            store: Arc::new(store),
            clock: Arc::clone(&self.clock) as _,
            throttle,
        };
        let log = self.log.clone();
        Process {
            door,
            engine,
            trip,
            log,
        }
    }

    fn task(&mut self, intent: PlanIntent, storm: bool) -> Task {
        self.runs += 1;
        let recorded = self.disk.recorded();
        let addresses = recorded.resources.keys().cloned();
        let old = self
            .old
            .take()
            .filter(|old| old.0 == intent)
            .map(|old| old.1);
        let willing = !storm || self.dice.chance(70);
        Task {
            name: format!("r{}", self.runs),
            intent,
            desired: self.desired.clone(),
            overrides: addresses.filter(|_| willing).collect(),
            parallel: usize::try_from(1 + self.dice.below(6)).unwrap(),
            old: old.filter(|_| storm && self.dice.chance(30)),
            stop_after: (storm && self.dice.chance(10)).then(|| self.dice.ms(3_000)),
        }
    }

    /// The storm is over, others tidy up, and runs follow each other until nothing is to do.
    async fn come_to_rest(&mut self, intent: PlanIntent) {
        if self.calm_down(intent).await {
            self.at_rest();
        }
    }

    /// Whether runs in good weather come to where there is nothing to do.
    async fn calm_down(&mut self, intent: PlanIntent) -> bool {
        self.log.tell(|| "the storm is over".to_owned());
        self.cloud.now().weather.storm = None;
        sleep(Duration::from_secs(180)).await;
        for _ in 0..CALM_RUNS_MAX {
            meddle::tidy(&self.cloud, &self.disk);
            sleep(Duration::from_secs(70)).await;
            self.run(intent, false).await;
            meddle::a_person_decides(&self.cloud, &self.disk);
            // The last run had to have nothing to do, not only nothing left.
            if self.idle && self.disk.open().is_empty() {
                return true;
            }
        }
        self.log
            .wrong(format!("it never comes to rest: {:?}", self.disk.open()));
        false
    }

    /// What must hold at every moment.
    fn check(&self, when: &str) {
        let (recorded, open) = (self.disk.recorded(), self.disk.open());
        let state = self.cloud.now();
        for thing in state.things.values() {
            let (kind, id) = (&thing.found.kind, &thing.found.id);
            let known = recorded
                .resources
                .values()
                .any(|r| (&r.kind, &r.id) == (kind, id));
            let intended = open.iter().any(|i| Some(&i.token) == thing.token.as_ref());
            match thing.maker {
                Maker::Us if !(known || intended || self.lost || schema(kind).is_setting()) => {
                    self.log.wrong(format!("{when}: an orphan: {kind} {id}"));
                }
                // Under a name on record may stand what another tenancy put there since.
                Maker::Stranger if thing.found.tenancy_tag().is_some() => {}
                // One is as good as another, so whoever made it, it is what was declared.
                Maker::Stranger if schema(kind).interchangeable => {}
                Maker::Stranger | Maker::Intruder if known => {
                    self.log
                        .wrong(format!("{when}: {kind} {id} is not ours, but on record"));
                }
                _ => {}
            }
        }
    }

    fn at_rest(&self) {
        self.check("at rest");
        self.disk.audit();
        let state = self.cloud.now();
        for resource in self.disk.recorded().resources.values() {
            let key = (resource.kind.clone(), resource.id.clone());
            if !state.things.contains_key(&key) {
                self.log
                    .wrong(format!("a phantom: {} {}", resource.kind, resource.id));
            }
        }
        let ours =
            |thing: &&Thing| thing.maker == Maker::Us && !schema(&thing.found.kind).is_setting();
        let mut addresses = BTreeSet::new();
        for thing in state.things.values().filter(ours) {
            if !addresses.insert(thing.found.address_tag().map(str::to_owned))
                && thing.found.address_tag().is_some()
            {
                self.log.wrong(format!("a duplicate: {}", thing.found.id));
            }
        }
    }
}
