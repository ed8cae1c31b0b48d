//! The simulated world.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use gabakura_engine::{
    ApplyError, ApplyOptions, ApplyReport, ObserveRequest, Settled, Silent, recover,
};
use gabakura_model::catalogue::{Catalogue, Identity, KindSchema, Protection};
use gabakura_model::diagnostic::Origin;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::Found;
use gabakura_model::outcome::{Made, Outcome, ProviderError, Retry};
use gabakura_model::plan::{PlanIntent, TenancyPlan};
use gabakura_model::port::{
    Clock, CreateOrder, DeleteOrder, Ending, Intent, Lease, LockInfo, Provider, RecordChange,
    Store, StoreError, UpdateOrder,
};
use gabakura_model::recorded::Recorded;
use gabakura_model::reference::references;
use gabakura_model::resource::{Kind, Resource, TAG_ADDRESS, TAG_TENANCY, Tags};
use gabakura_model::tenancy::{Cloud, Scope, TenancyId};
use gabakura_model::{Timestamp, Value};
use gabakura_planner::PlanRequest;
use serde_json::json;
use tokio::time::Instant;

/// How long each call takes.
pub const CALL: Duration = Duration::from_millis(50);

pub fn tenancy() -> TenancyId {
    "131016/acme/prod".parse().unwrap()
}

fn resource(name: &str, kind: &str, spec: Value) -> Resource {
    let address: gabakura_model::resource::Address =
        format!("131016/acme/prod/net/{name}").parse().unwrap();
    let tags = Tags::from([
        (TAG_TENANCY.to_owned(), address.tenancy.to_string()),
        (TAG_ADDRESS.to_owned(), address.to_string()),
    ]);
    Resource {
        depends_on: references(&spec).into_iter().map(|r| r.address).collect(),
        address,
        kind: Kind::new(kind),
        spec,
        tags,
        exclusive: false,
        origin: Origin::at_line(&Arc::from("t"), 1),
    }
}

fn reference(name: &str) -> String {
    format!("${{ref:131016/acme/prod/net/{name}#id}}")
}

/// Three resources, each waiting for the one before.
pub fn chain() -> Vec<Resource> {
    vec![
        resource("vpc", "t.vpc", json!({"cidr": "10.0.0.0/20"})),
        resource("subnet", "t.subnet", json!({"vpc_id": reference("vpc")})),
        resource("table", "t.table", json!({"subnet": reference("subnet")})),
    ]
}

/// One resource and `count` that wait for it alone.
pub fn wide(count: usize) -> Vec<Resource> {
    let subnet = |at| {
        resource(
            &format!("s{at}"),
            "t.subnet",
            json!({"vpc_id": reference("vpc")}),
        )
    };
    let vpc = resource("vpc", "t.vpc", json!({}));
    [vpc].into_iter().chain((0..count).map(subnet)).collect()
}

/// How the cloud treats one call.
#[derive(Clone, Copy, Debug)]
pub enum Mood {
    Throttled,
    Refused,
    LostBefore,
    LostAfter,
    LostAfterAndLate(Duration),
}

type Log = Arc<Mutex<Vec<String>>>;

/// A cloud in memory, with moods to order.
pub struct SimulatedCloud {
    catalogue: Catalogue,
    things: Mutex<Vec<(Found, Instant)>>,
    moods: Mutex<BTreeMap<String, VecDeque<Mood>>>,
    calls: Mutex<Vec<String>>,
    log: Log,
}

impl SimulatedCloud {
    fn new(log: Log) -> Self {
        let schema = |kind: &str| KindSchema {
            kind: Kind::new(kind),
            summary: "",
            identity: Identity::Assigned,
            immutable: &["cidr"],
            parent: None,
            outputs: &[],
            taggable: true,
            protection: Protection::None,
            canonical: |spec| Ok(spec.clone()),
            json_schema: || Value::Null,
        };
        Self {
            catalogue: ["t.vpc", "t.subnet", "t.table"]
                .into_iter()
                .map(schema)
                .collect(),
            things: Mutex::default(),
            moods: Mutex::default(),
            calls: Mutex::default(),
            log,
        }
    }

    /// Orders moods for the next calls on something.
    pub fn mood(&self, on: &str, moods: impl IntoIterator<Item = Mood>) {
        self.moods
            .lock()
            .unwrap()
            .entry(on.to_owned())
            .or_default()
            .extend(moods);
    }

    pub fn calls(&self) -> usize {
        self.calls.lock().unwrap().len()
    }

    pub fn calls_for(&self, name: &str) -> usize {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .filter(|call| *call == name)
            .count()
    }

    pub fn len(&self) -> usize {
        self.things.lock().unwrap().len()
    }

    /// One mutating call: waits, asks the mood, does it or not.
    async fn call<T>(
        &self,
        name: &str,
        act: impl FnOnce(&mut Vec<(Found, Instant)>, Instant) -> T,
    ) -> Result<T, ProviderError> {
        self.calls.lock().unwrap().push(name.to_owned());
        self.log.lock().unwrap().push(format!("call {name}"));
        tokio::time::sleep(CALL).await;
        let mood = self
            .moods
            .lock()
            .unwrap()
            .get_mut(name)
            .and_then(VecDeque::pop_front);
        let (service, operation) = ("t".to_owned(), name.to_owned());
        let refused = |code: &str, retry| ProviderError::Refused {
            service: service.clone(),
            operation: operation.clone(),
            code: code.to_owned(),
            message: String::new(),
            retry,
        };
        let lost = || ProviderError::NoReply {
            service: service.clone(),
            operation: operation.clone(),
            message: "timed out".to_owned(),
        };
        let mut things = self.things.lock().unwrap();
        let now = Instant::now();
        match mood {
            Some(Mood::Throttled) => Err(refused("Throttling", Retry::Throttled)),
            Some(Mood::Refused) => Err(refused("No", Retry::Never)),
            Some(Mood::LostBefore) => Err(lost()),
            Some(Mood::LostAfter) => {
                act(&mut things, now);
                Err(lost())
            }
            Some(Mood::LostAfterAndLate(late)) => {
                act(&mut things, now + late);
                Err(lost())
            }
            None => Ok(act(&mut things, now)),
        }
    }
}

fn name_of(tags: &Tags) -> &str {
    tags.get(TAG_ADDRESS)
        .and_then(|a| a.rsplit('/').next())
        .unwrap_or("?")
}

#[async_trait]
impl Provider for SimulatedCloud {
    fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    async fn list(&self, _scope: &Scope, kind: &Kind) -> Result<Vec<Found>, ProviderError> {
        let mood = format!("list {kind}");
        if self
            .moods
            .lock()
            .unwrap()
            .get_mut(&mood)
            .and_then(VecDeque::pop_front)
            .is_some()
        {
            return Err(ProviderError::UnknownKind {
                kind: kind.to_string(),
            });
        }
        let (things, now) = (self.things.lock().unwrap(), Instant::now());
        let seen = things
            .iter()
            .filter(|(found, from)| found.kind == *kind && *from <= now);
        Ok(seen.map(|(found, _)| found.clone()).collect())
    }

    async fn create(&self, _scope: &Scope, order: &CreateOrder) -> Result<Made, ProviderError> {
        let id = format!("id-{}", self.calls());
        let found = Found {
            kind: order.kind.clone(),
            id: id.clone(),
            spec: order.spec.clone(),
            tags: order.tags.clone(),
            outputs: BTreeMap::new(),
            platform: false,
        };
        self.call(name_of(&order.tags), |things, from| {
            things.push((found, from))
        })
        .await?;
        Ok(Made {
            id,
            ..Made::default()
        })
    }

    async fn finish(
        &self,
        _scope: &Scope,
        order: &CreateOrder,
        _made: &Made,
    ) -> Result<(), ProviderError> {
        let name = format!("finish {}", name_of(&order.tags));
        let mood = self
            .moods
            .lock()
            .unwrap()
            .get_mut(&name)
            .and_then(VecDeque::pop_front);
        match mood {
            Some(_) => Err(ProviderError::UnknownKind { kind: name }),
            None => Ok(()),
        }
    }

    async fn update(&self, _scope: &Scope, order: &UpdateOrder) -> Result<(), ProviderError> {
        self.call(name_of(&order.tags_after), |things, _| {
            let thing = things.iter_mut().find(|(found, _)| found.id == order.id);
            thing.map(|(found, _)| found.spec = order.after.clone())
        })
        .await?;
        Ok(())
    }

    async fn delete(&self, _scope: &Scope, order: &DeleteOrder) -> Result<(), ProviderError> {
        let name = {
            let things = self.things.lock().unwrap();
            let thing = things.iter().find(|(found, _)| found.id == order.id);
            thing.map_or(String::new(), |(found, _)| name_of(&found.tags).to_owned())
        };
        self.call(&name, |things, _| {
            things.retain(|(found, _)| found.id != order.id)
        })
        .await
    }
}

/// A store in memory that logs what is written to it, one writer at a time.
pub struct MemoryStore {
    writer: tokio::sync::Mutex<()>,
    recorded: Mutex<Recorded>,
    open: Mutex<Vec<Intent>>,
    log: Log,
}

#[async_trait]
impl Store for MemoryStore {
    async fn recorded(&self, _tenancy: &TenancyId) -> Result<Recorded, StoreError> {
        Ok(self.recorded.lock().unwrap().clone())
    }

    async fn tenancies(&self) -> Result<Vec<TenancyId>, StoreError> {
        Ok(vec![tenancy()])
    }

    async fn begin(&self, _lease: &Lease, intents: &[Intent]) -> Result<(), StoreError> {
        let _writer = self.writer.lock().await;
        tokio::task::yield_now().await;
        for intent in intents {
            self.log
                .lock()
                .unwrap()
                .push(format!("begin {}", intent.address.name));
            self.open.lock().unwrap().push(intent.clone());
        }
        Ok(())
    }

    async fn end(&self, _lease: &Lease, endings: &[Ending]) -> Result<(), StoreError> {
        let _writer = self.writer.lock().await;
        tokio::task::yield_now().await;
        let mut open = self.open.lock().unwrap();
        let mut recorded = self.recorded.lock().unwrap();
        for ending in endings {
            let at = open
                .iter()
                .position(|intent| intent.token == ending.token)
                .expect("it was begun");
            self.log
                .lock()
                .unwrap()
                .push(format!("end {}", open[at].address.name));
            if !matches!(ending.outcome, Outcome::Unknown { .. }) {
                open.remove(at);
            }
            recorded.serial += 1;
            match &ending.change {
                RecordChange::Keep => {}
                RecordChange::Put(r) => {
                    recorded.resources.insert(r.address.clone(), (**r).clone());
                }
                RecordChange::Remove(address) => {
                    recorded.resources.remove(address);
                }
            }
        }
        Ok(())
    }

    async fn open_intents(&self, _tenancy: &TenancyId) -> Result<Vec<Intent>, StoreError> {
        Ok(self.open.lock().unwrap().clone())
    }

    async fn lock(
        &self,
        tenancy: &TenancyId,
        holder: &str,
        _now: Timestamp,
        _ttl_ms: u64,
    ) -> Result<Lease, StoreError> {
        Ok(Lease {
            tenancy: tenancy.clone(),
            fence: 1,
            holder: holder.to_owned(),
        })
    }

    async fn renew(&self, _: &Lease, _: Timestamp, _: u64) -> Result<(), StoreError> {
        Ok(())
    }

    async fn unlock(&self, _lease: &Lease) -> Result<(), StoreError> {
        Ok(())
    }

    async fn locks(&self) -> Result<Vec<LockInfo>, StoreError> {
        Ok(Vec::new())
    }

    async fn break_lock(&self, _: &TenancyId, _: &str, _: Timestamp) -> Result<bool, StoreError> {
        Ok(false)
    }
}

/// A clock that follows the runtime's, which is paused.
struct PausedClock(Instant);

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        Timestamp::from_millisecond(1_780_000_000_000 + passed).unwrap()
    }
}

/// Everything the engine acts on, and what is desired of it.
pub struct World {
    pub desired: Vec<Resource>,
    pub cloud: Arc<SimulatedCloud>,
    pub store: Arc<MemoryStore>,
    parallel: usize,
    clock: Arc<PausedClock>,
    scope: Scope,
    runs: Arc<Mutex<u32>>,
    log: Log,
}

impl World {
    pub fn new(desired: Vec<Resource>) -> Self {
        let log = Log::default();
        let recorded = Mutex::new(Recorded::empty(tenancy()));
        Self {
            desired,
            cloud: Arc::new(SimulatedCloud::new(Arc::clone(&log))),
            store: Arc::new(MemoryStore {
                writer: tokio::sync::Mutex::default(),
                recorded,
                open: Mutex::default(),
                log: log.clone(),
            }),
            parallel: 8,
            clock: Arc::new(PausedClock(Instant::now())),
            scope: Scope {
                cloud: Cloud::Aws,
                account: "111122223333".to_owned(),
                region: "ap-northeast-1".to_owned(),
                role: None,
                plan_role: None,
                external_id: None,
                session: None,
            },
            runs: Arc::default(),
            log,
        }
    }

    pub fn with_parallel(self, parallel: usize) -> Self {
        Self { parallel, ..self }
    }

    fn engine(&self) -> gabakura_engine::World {
        gabakura_engine::World {
            provider: Arc::clone(&self.cloud) as _,
            store: Arc::clone(&self.store) as _,
            clock: Arc::clone(&self.clock) as _,
        }
    }

    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    pub async fn plan(&self, intent: PlanIntent) -> TenancyPlan {
        let world = self.engine();
        let kinds: BTreeSet<Kind> = self
            .cloud
            .catalogue
            .iter()
            .map(|s| s.kind.clone())
            .collect();
        let request = ObserveRequest {
            tenancy: tenancy(),
            scope: self.scope.clone(),
            kinds,
        };
        let observed = gabakura_engine::observe(&world, &[request], 4, &Silent).await;
        let doubts = gabakura_engine::recover::in_doubt(&world, &tenancy())
            .await
            .unwrap();
        gabakura_planner::plan(PlanRequest {
            desired: &ResourceGraph::build(self.desired.clone()).unwrap(),
            recorded: &self.store.recorded(&tenancy()).await.unwrap(),
            observed: &observed[&tenancy()],
            catalogue: &self.cloud.catalogue,
            intent,
            in_doubt: &doubts,
            overrides: &BTreeSet::new(),
        })
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
        let world = self.engine();
        gabakura_engine::apply(&world, &self.scope, &self.lease(), plan, options, &Silent).await
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

    pub async fn recover(&self) -> Vec<Settled> {
        recover(&self.engine(), &self.scope, &self.lease(), &Silent)
            .await
            .unwrap()
    }

    fn lease(&self) -> Lease {
        Lease {
            tenancy: tenancy(),
            fence: 1,
            holder: "test".to_owned(),
        }
    }

    /// Everything in the cloud is on record, once.
    pub fn assert_no_orphans(&self) {
        let recorded = self.store.recorded.lock().unwrap();
        let known: BTreeSet<String> = recorded.resources.values().map(|r| r.id.clone()).collect();
        let there: Vec<String> = self
            .cloud
            .things
            .lock()
            .unwrap()
            .iter()
            .map(|(f, _)| f.id.clone())
            .collect();
        assert_eq!(there.len(), known.len());
        assert!(there.iter().all(|id| known.contains(id)));
    }
}
