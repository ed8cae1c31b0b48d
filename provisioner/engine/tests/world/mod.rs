//! The simulated world: a cloud, a disk, a clock, and processes that act on them.

pub mod cloud;
pub mod dice;
pub mod disk;
pub mod door;
mod effect;
pub mod kinds;
pub mod log;
pub mod request;
pub mod store;
pub mod thing;
pub mod trip;
pub mod weather;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gabakura_engine::{
    ApplyError, ApplyOptions, ApplyReport, LEASE_MS, Limits, ObserveRequest, RateLimiter, Resolved,
    Silent, recover,
};
use gabakura_model::diagnostic::Origin;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::plan::{PlanIntent, TenancyPlan};
use gabakura_model::port::{Call, Clock, Lease, LockExpired, Permit, Store, Throttle};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::reference::references;
use gabakura_model::resource::{Address, Kind, Resource, TAG_ADDRESS, TAG_TENANCY, Tags};
use gabakura_model::tenancy::{Cloud as CloudName, Scope, TenancyId};
use gabakura_model::{Timestamp, Value};
use gabakura_planner::PlanRequest;
use serde_json::json;
use tokio::time::{Duration, Instant};

use self::cloud::Cloud;
use self::disk::Disk;
use self::door::Door;
use self::log::Log;
use self::store::DiskStore;
use self::thing::Maker;
use self::trip::Trip;
pub use self::weather::{CALL, Mood};

pub fn tenancy() -> TenancyId {
    "131016/acme/prod".parse().unwrap()
}

pub fn scope() -> Scope {
    Scope {
        cloud: CloudName::Aws,
        account: "111122223333".to_owned(),
        region: "ap-northeast-1".to_owned(),
        role: None,
        plan_role: None,
        external_id: None,
        session: None,
    }
}

/// A declared resource.
pub fn resource(name: &str, kind: &str, spec: Value) -> Resource {
    let address: Address = format!("131016/acme/prod/net/{name}").parse().unwrap();
    let kind = Kind::new(kind);
    let tags = Tags::from([
        (TAG_TENANCY.to_owned(), address.tenancy.to_string()),
        (TAG_ADDRESS.to_owned(), address.to_string()),
    ]);
    Resource {
        depends_on: references(&spec).into_iter().map(|r| r.address).collect(),
        tags: if kinds::schema(&kind).taggable {
            tags
        } else {
            Tags::new()
        },
        address,
        kind,
        spec,
        exclusive: false,
        origin: Origin::at_line(&Arc::from("t"), 1),
    }
}

pub fn reference(name: &str) -> String {
    format!("${{ref:131016/acme/prod/net/{name}#id}}")
}

/// Three resources, each waiting for the one before.
pub fn chain() -> Vec<Resource> {
    vec![
        resource("vpc", "t.vpc", json!({"cidr": "10.0.0.0/20"})),
        resource("subnet", "t.subnet", json!({"vpc_id": reference("vpc")})),
        resource(
            "table",
            "t.table",
            json!({"subnet": reference("subnet"), "routes": "r"}),
        ),
    ]
}

/// One resource and `count` that wait for it alone.
pub fn wide(count: usize) -> Vec<Resource> {
    let subnet = |at| {
        let spec = json!({"vpc_id": reference("vpc")});
        resource(&format!("s{at}"), "t.subnet", spec)
    };
    let vpc = resource("vpc", "t.vpc", json!({"cidr": "10.0.0.0/20"}));
    [vpc].into_iter().chain((0..count).map(subnet)).collect()
}

/// A clock that follows the runtime's, which is paused.
pub struct PausedClock(pub Instant);

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        Timestamp::from_millisecond(1_780_000_000_000 + passed).unwrap()
    }
}

/// Limits that last as long as a test says; hears which calls were pushed back.
pub struct Turns {
    limiter: RateLimiter,
    each: Mutex<Duration>,
    heard: Mutex<Vec<Call>>,
}

impl Turns {
    /// From now on every turn is waited for so long.
    pub fn take(&self, each: Duration) {
        *self.each.lock().unwrap() = each;
    }

    /// The calls that were pushed back.
    pub fn heard(&self) -> Vec<Call> {
        self.heard.lock().unwrap().clone()
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            limiter: RateLimiter::new(Limits::Off),
            each: Mutex::default(),
            heard: Mutex::default(),
        }
    }
}

#[async_trait]
impl Throttle for Turns {
    async fn turn(
        &self,
        call: &Call,
        limit: &RateLimit,
        permit: Option<&Permit>,
    ) -> Result<(), LockExpired> {
        let each = *self.each.lock().unwrap();
        tokio::time::sleep(each).await;
        self.limiter.turn(call, limit, permit).await
    }

    fn pushed_back(&self, call: &Call) {
        self.heard.lock().unwrap().push(call.clone());
    }
}

/// Observes everything and plans.
pub async fn plan(
    engine: &gabakura_engine::Context,
    desired: &[Resource],
    intent: PlanIntent,
    overrides: &BTreeSet<Address>,
) -> TenancyPlan {
    let catalogue = kinds::catalogue();
    let request = ObserveRequest {
        tenancy: tenancy(),
        scope: scope(),
        kinds: catalogue.iter().map(|s| s.kind.clone()).collect(),
    };
    let recorded = engine.store.recorded(&tenancy()).await.unwrap();
    let observed = gabakura_engine::observe(engine, &[request], 4, &Silent).await;
    let doubts = gabakura_engine::in_doubt(engine, &tenancy()).await;
    gabakura_planner::plan(PlanRequest {
        desired: &ResourceGraph::build(desired.to_vec()).unwrap(),
        recorded: &recorded,
        observed: &observed[&tenancy()],
        catalogue,
        intent,
        in_doubt: &doubts.unwrap(),
        overrides,
    })
}

/// One process in a cloud that does what it is told, and what is desired of it.
pub struct World {
    pub desired: Vec<Resource>,
    pub cloud: Arc<Cloud>,
    pub disk: Arc<Disk>,
    pub store: Arc<DiskStore>,
    pub engine: gabakura_engine::Context,
    pub log: Log,
    pub turns: Arc<Turns>,
    parallel: usize,
    runs: Mutex<u32>,
    lease: Mutex<Option<Lease>>,
}

impl World {
    pub fn new(desired: Vec<Resource>) -> Self {
        let log = Log::new(true);
        let disk = Disk::new(log.clone());
        let cloud = Cloud::new(Arc::clone(&disk), log.clone());
        let trip = Arc::new(Trip::default());
        let store = Arc::new(DiskStore::new(Arc::clone(&disk), Arc::clone(&trip), false));
        let turns = Arc::new(Turns::default());
        let door = Door {
            cloud: Arc::clone(&cloud),
            trip,
            throttle: Arc::clone(&turns) as _,
            fence: AtomicI64::new(0),
            repairs: false,
        };
        let engine = gabakura_engine::Context {
            provider: Arc::new(door),
            store: Arc::clone(&store) as _,
            clock: Arc::new(PausedClock(Instant::now())),
            throttle: Arc::clone(&turns) as _,
        };
        Self {
            desired,
            cloud,
            disk,
            store,
            engine,
            log,
            turns,
            parallel: 8,
            runs: Mutex::default(),
            lease: Mutex::default(),
        }
    }

    pub fn with_parallel(self, parallel: usize) -> Self {
        Self { parallel, ..self }
    }

    pub fn log(&self) -> Vec<String> {
        self.log.lines()
    }

    pub async fn plan(&self, intent: PlanIntent) -> TenancyPlan {
        plan(&self.engine, &self.desired, intent, &BTreeSet::new()).await
    }

    pub async fn carry_out(
        &self,
        plan: &TenancyPlan,
        stop: &AtomicBool,
    ) -> Result<ApplyReport, ApplyError> {
        let run = {
            let mut runs = self.runs.lock().unwrap();
            *runs += 1;
            format!("run-{runs}")
        };
        let options = ApplyOptions {
            parallel: self.parallel,
            run: &run,
            stop,
        };
        let lease = self.lease().await;
        gabakura_engine::apply(&self.engine, &scope(), &lease, plan, options, &Silent).await
    }

    pub async fn apply_until(
        &self,
        intent: PlanIntent,
        stop: &AtomicBool,
    ) -> Result<ApplyReport, ApplyError> {
        let plan = self.plan(intent).await;
        self.carry_out(&plan, stop).await
    }

    pub async fn apply(&self, intent: PlanIntent) -> Result<ApplyReport, ApplyError> {
        self.apply_until(intent, &AtomicBool::new(false)).await
    }

    pub async fn recover(&self) -> Vec<Resolved> {
        let lease = self.lease().await;
        let resolved = recover(&self.engine, &scope(), &lease, &Silent).await;
        resolved.unwrap()
    }

    /// The lock, taken once.
    pub async fn lease(&self) -> Lease {
        if let Some(lease) = &*self.lease.lock().unwrap() {
            return lease.clone();
        }
        let now = self.engine.clock.now();
        let lease = self.store.lock(&tenancy(), "test", now, LEASE_MS).await;
        let lease = lease.unwrap();
        *self.lease.lock().unwrap() = Some(lease.clone());
        lease
    }

    /// Everything of ours in the cloud is on record, once, and no promise was broken.
    pub fn assert_no_orphans(&self) {
        let recorded = self.disk.recorded();
        let known: BTreeSet<&String> = recorded.resources.values().map(|r| &r.id).collect();
        let state = self.cloud.now();
        let ours = state.things.values().filter(|thing| {
            thing.maker == Maker::Us && !kinds::schema(&thing.found.kind).is_setting()
        });
        let there: Vec<&String> = ours.map(|thing| &thing.found.id).collect();
        assert_eq!(there.len(), known.len());
        assert!(there.iter().all(|id| known.contains(id)));
        assert_eq!(self.log.wrongs(), Vec::<String>::new());
    }
}
