//! Apply and sweep a tenancy of each cloud on the embedded sandbox, in this process:
//! `cargo bench --workspace --profile dev --bench cloud`.
//!
//! The dev profile, because the SDKs are built in it already; sandbox and adapter share the
//! process, so CPU is that of both. For the runs with a latency every call waits that long
//! before it reaches the sandbox, as it would on the way to a region.
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use gabakura_aws::{Access, Settings};
use gabakura_engine::{
    ApplyOptions, Clouds, Context, Event, LEASE_MS, Ledger, Limits, ObserveRequest, Progress,
    RateLimiter, Silent,
};
use gabakura_model::Timestamp;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::Observed;
use gabakura_model::plan::{PlanIntent, TenancyPlan};
use gabakura_model::port::{Call, Clock, LockExpired, Permit, Throttle};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::resource::Address;
use gabakura_model::tenancy::{Cloud, Tenancy};
use gabakura_planner::render::{Templates, render};
use gabakura_planner::{PlanRequest, SourceFile, environment, plan};
use gabakura_sandbox::Sandbox;
use gabakura_store::SqliteStore;

const TENANCIES: [&str; 2] = ["131016/acme/prod", "382019/iyo/prod"];
/// A call to Tokyo from Tokyo and back, generously.
const LATENCY: Duration = Duration::from_millis(50);
const SWEEPS: u32 = 10;

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "a bench lives in real time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Rate limits, then a wait for every call.
struct Distant {
    limiter: RateLimiter,
    latency: Duration,
}

#[async_trait]
impl Throttle for Distant {
    async fn turn(
        &self,
        call: &Call,
        limit: &RateLimit,
        permit: Option<&Permit>,
    ) -> Result<(), LockExpired> {
        self.limiter.turn(call, limit, permit).await?;
        tokio::time::sleep(self.latency).await;
        Ok(())
    }

    fn pushed_back(&self, call: &Call) {
        self.limiter.pushed_back(call);
    }
}

/// When each step began, and how long it took.
#[derive(Default)]
struct Watch(Mutex<BTreeMap<Address, (Instant, Duration)>>);

impl Progress for Watch {
    fn event(&self, event: Event) {
        let mut steps = self.0.lock().expect("nothing panics while it is held");
        match event {
            Event::StepStarted { address, .. } => {
                steps.insert(address, (Instant::now(), Duration::ZERO));
            }
            Event::StepEnded { address, .. } => {
                if let Some((began, took)) = steps.get_mut(&address) {
                    *took = began.elapsed();
                }
            }
            _ => {}
        }
    }
}

impl Watch {
    /// The longest way through the graph: no apply can be faster.
    fn critical_path(&self, plan: &TenancyPlan) -> Duration {
        let steps = self.0.lock().expect("nothing panics while it is held");
        let mut ends: Vec<Duration> = Vec::with_capacity(plan.steps.len());
        for step in &plan.steps {
            let waits = step.after.iter().map(|&earlier| ends[earlier]).max();
            let took = steps[&plan.change_of(step).address].1;
            ends.push(waits.unwrap_or_default() + took);
        }
        ends.into_iter().max().unwrap_or_default()
    }
}

/// User and system time of this process, in seconds (Linux: 100 ticks a second).
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after_name = stat.rsplit(')').next().expect("a name in brackets");
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| -> f64 { fields[at].parse().expect("a number of ticks") };
    (ticks(11) + ticks(12)) / 100.0
}

fn files(root: &Path, folder: &str, ending: &str) -> Vec<SourceFile> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let shown = path.strip_prefix(root).expect("below the root");
                found.push(SourceFile {
                    path: Arc::from(shown.to_string_lossy()),
                    text: std::fs::read_to_string(&path).expect("a text file"),
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// An account and a project, with nothing in them yet.
struct Ground {
    world: Context,
    throttle: Arc<Distant>,
    _state: tempfile::TempDir,
}

impl Ground {
    async fn new(limits: Limits, latency: Duration) -> Self {
        let state = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::open(&state.path().join("cloud")).expect("a sandbox");
        let limiter = RateLimiter::new(limits);
        let throttle = Arc::new(Distant { limiter, latency });
        let port = sandbox.serve_google().await.expect("a free port");
        let aws = gabakura_aws::open(Settings {
            access: Access::InProcess(sandbox.http_client()),
            oidc_token: None,
            throttle: Arc::clone(&throttle) as _,
        });
        let google = gabakura_gcp::open(gabakura_gcp::Settings {
            access: gabakura_gcp::Access::Loopback(format!("http://127.0.0.1:{port}")),
            throttle: Arc::clone(&throttle) as _,
        });
        let adapters = [(Cloud::Aws, aws), (Cloud::Gcp, google)];
        let store = SqliteStore::open(&state.path().join("state.db")).await;
        let world = Context {
            provider: Arc::new(Clouds::new(adapters)),
            store: Arc::new(store.expect("a store")),
            clock: Arc::new(SystemClock),
            throttle: Arc::clone(&throttle) as _,
        };
        Self {
            world,
            throttle,
            _state: state,
        }
    }

    fn ledger(&self) -> Ledger {
        self.throttle.limiter.ledger()
    }

    /// Looks at what is declared, and at what others may have put inside, as `drift` does.
    async fn observe(&self, tenancy: &Tenancy, graph: &ResourceGraph) -> Observed {
        let cloud = format!("{}.", tenancy.scope.cloud);
        let inside =
            self.world.provider.catalogue().iter().filter(|schema| {
                schema.parent.is_some() && schema.kind.as_str().starts_with(&cloud)
            });
        let declared = graph.iter().map(|resource| &resource.kind);
        let kinds = inside.map(|schema| &schema.kind).chain(declared);
        let request = ObserveRequest {
            tenancy: tenancy.id.clone(),
            scope: tenancy.scope.clone(),
            kinds: kinds.cloned().collect(),
        };
        let mut all = gabakura_engine::observe(&self.world, &[request], 16, &Silent).await;
        all.remove(&tenancy.id).expect("what was asked for")
    }

    async fn plan(&self, tenancy: &Tenancy, graph: &ResourceGraph) -> TenancyPlan {
        let recorded = self.world.store.recorded(&tenancy.id).await;
        plan(PlanRequest {
            desired: graph,
            recorded: &recorded.expect("a record"),
            observed: &self.observe(tenancy, graph).await,
            catalogue: self.world.provider.catalogue(),
            intent: PlanIntent::Apply,
            in_doubt: &BTreeMap::new(),
            overrides: &BTreeSet::new(),
        })
    }

    async fn apply(&self, tenancy: &Tenancy, plan: &TenancyPlan, watch: &Watch) -> Duration {
        let now = self.world.clock.now();
        let store = &self.world.store;
        let lease = store.lock(&tenancy.id, "bench", now, LEASE_MS).await;
        let options = ApplyOptions {
            parallel: 16,
            run: "bench",
            stop: &AtomicBool::new(false),
        };
        let start = Instant::now();
        let lease = lease.expect("a free lock");
        let report =
            gabakura_engine::apply(&self.world, &tenancy.scope, &lease, plan, options, watch)
                .await
                .expect("a store that can be written");
        assert!(report.is_complete(), "{report:#?}");
        start.elapsed()
    }
}

#[tokio::main]
async fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let templates = [".hbs", ".params.toml"].map(|it| files(&root, "templates", it));
    let (templates, faults) = Templates::load(&templates.concat());
    assert!(faults.is_empty(), "{faults:?}");
    let environments = files(&root, "environments", ".toml");
    let (tenancies, faults) = environment::read(&environments, templates.parameters());
    assert!(faults.is_empty(), "{faults:?}");
    for wanted in TENANCIES {
        let tenancy = tenancies.iter().find(|t| t.id.to_string() == wanted);
        measure(tenancy.expect("a shipped tenancy"), &templates).await;
    }
}

async fn measure(tenancy: &Tenancy, templates: &Templates) {
    let ground = Ground::new(Limits::Off, Duration::ZERO).await;
    let (graph, faults) = render(templates, tenancy, ground.world.provider.catalogue());
    let graph = graph.unwrap_or_else(|| panic!("{faults:?}"));
    let plan = ground.plan(tenancy, &graph).await;
    let (before, began) = (ground.ledger(), cpu());
    let took = ground.apply(tenancy, &plan, &Watch::default()).await;
    let calls = ground.ledger().total() - before.total();
    let steps = plan.steps.len();
    println!(
        "apply of {}: {steps} steps, {calls} calls, {took:.2?}, {:.2} s CPU",
        tenancy.id,
        cpu() - began
    );

    let (before, began, start) = (ground.ledger(), cpu(), Instant::now());
    for _ in 0..SWEEPS {
        assert!(ground.observe(tenancy, &graph).await.coverage().complete);
    }
    let (took, spent) = (
        start.elapsed() / SWEEPS,
        (cpu() - began) / f64::from(SWEEPS),
    );
    let calls = (ground.ledger().total() - before.total()) / u64::from(SWEEPS);
    println!(
        "sweep of {} resources: {calls} calls, {took:.2?}, {spent:.3} s CPU",
        graph.len()
    );
    let earlier: BTreeMap<_, _> = before.iter().collect();
    for (call, count) in ground.ledger().iter() {
        let count = (count - earlier.get(call).copied().unwrap_or_default()) / u64::from(SWEEPS);
        if count > 0 {
            println!("    {:<14} {:<34} {count:>4}", call.service, call.operation);
        }
    }

    let free = Watch::default();
    let ground = Ground::new(Limits::Off, LATENCY).await;
    let plan = ground.plan(tenancy, &graph).await;
    let took = ground.apply(tenancy, &plan, &free).await;
    let path = free.critical_path(&plan);
    let ratio = took.as_secs_f64() / path.as_secs_f64();
    println!("apply at {LATENCY:?} a call: {took:.2?}; critical path {path:.2?}; ratio {ratio:.2}");

    let held = Watch::default();
    let ground = Ground::new(Limits::Enforced, LATENCY).await;
    let plan = ground.plan(tenancy, &graph).await;
    let took = ground.apply(tenancy, &plan, &held).await;
    let path = held.critical_path(&plan);
    let ratio = took.as_secs_f64() / path.as_secs_f64();
    println!(
        "the same at the declared limits: {took:.2?}; critical path {path:.2?}; ratio {ratio:.2}"
    );
}
