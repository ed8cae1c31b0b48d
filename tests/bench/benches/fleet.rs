//! Render, judge and plan a fleet: `cargo bench -p gabakura-bench -- [TENANCIES]`.
//!
//! The shipped templates and policies, a tenancy per municipality and stage of a made-up fleet, on
//! as many threads as there are cores or `RAYON_NUM_THREADS` says. The catalogue takes specs as they are, so the cost of canonical forms is not
//! in the figures.
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gabakura_model::catalogue::{Catalogue, Identity, KindSchema, Protection};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::municipality;
use gabakura_model::observed::{Listing, Observed, ObservedResource};
use gabakura_model::plan::{Action, PlanIntent, TenancyPlan};
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::reference::{Reference, resolve};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Tenancy;
use gabakura_model::{Timestamp, Value};
use gabakura_planner::policy::{PolicySet, PolicySource, plan_input};
use gabakura_planner::render::{Templates, render};
use gabakura_planner::{PlanRequest, SourceFile, environment, plan};
use rayon::prelude::*;

/// The product's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn files(dir: &Path, ending: &str, out: &mut Vec<SourceFile>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, out);
        } else if path.to_string_lossy().ends_with(ending) {
            let text = std::fs::read_to_string(&path).expect("a text file");
            let shown = path.to_string_lossy();
            let at = shown
                .rfind("/templates/")
                .or_else(|| shown.rfind("/policies/"));
            let shown = &shown[at.expect("below templates or policies") + 1..];
            out.push(SourceFile {
                path: Arc::from(shown),
                text,
            });
        }
    }
}

/// Every kind the templates name, taken as it is.
fn catalogue(templates: &[SourceFile]) -> Catalogue {
    let lines = templates.iter().flat_map(|file| file.text.lines());
    let names = lines.filter_map(|line| line.strip_prefix("kind = \"")?.split('"').next());
    let schema = |name: &str| KindSchema {
        kind: Kind::new(name),
        summary: "",
        identity: Identity::Assigned,
        immutable: &[],
        parent: None,
        outputs: &["arn", "arn_all"],
        account_wide: false,
        observed_only: false,
        stands_in: &[],
        taggable: true,
        interchangeable: false,
        protection: Protection::None,
        canonical: |spec| Ok(spec.clone()),
        json_schema: || Value::Null,
    };
    names
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(schema)
        .collect()
}

/// A fleet of one vendor: an account per tenancy.
fn fleet(size: usize) -> SourceFile {
    let mut text = String::from(
        "vendor = \"fleet\"\nsystems = [\"resident_record\"]\nmode = \"shared\"\n\
         isolation = \"account\"\n\n[stage.prod]\ncloud = \"aws\"\nregion = \"ap-northeast-1\"\n\
         modules = [\"network\", \"encryption\", \"logging\", \"guardrails\"]\n\n\
         [stage.prod.params]\nzone = \"my-number\"\nflows = [\"staff_web\", \"maintenance\"]\n\
         staff_cidrs = [\"172.20.0.0/16\"]\n\n[fleet]\n\
         columns = [\"municipality\", \"prod.account\", \"prod.params.cidr\"]\nrows = [\n",
    );
    let bodies = municipality::all()
        .iter()
        .filter(|m| m.class.can_hold_tenancy() && m.is_current());
    for (at, body) in bodies.take(size).enumerate() {
        let cidr = format!("10.{}.{}.0/20", at / 16 % 256, at % 16 * 16);
        writeln!(
            text,
            "  [\"{}\", \"{:012}\", \"{cidr}\"],",
            body.code,
            200_000_000_000u64 + at as u64
        )
        .expect("a string takes all");
    }
    text += "]\n";
    SourceFile {
        path: Arc::from("environments/fleet.toml"),
        text,
    }
}

/// What the cloud and the record would be right after an apply.
fn applied(tenancy: &Tenancy, made: &TenancyPlan) -> (Recorded, Observed) {
    let mut recorded = Recorded::empty(tenancy.id.clone());
    let mut listings: BTreeMap<Kind, Vec<Arc<ObservedResource>>> = BTreeMap::new();
    for change in &made.changes {
        let known = |reference: &Reference| Some(reference.address.to_string());
        let spec = resolve(&change.after.clone().unwrap_or_default(), &known);
        let id = change.address.to_string();
        let outputs: BTreeMap<String, String> = ["arn", "arn_all"]
            .map(|field| (field.to_owned(), id.clone()))
            .into();
        let record = RecordedResource {
            address: change.address.clone(),
            kind: change.kind.clone(),
            id: id.clone(),
            declared: change.declared.clone().unwrap_or_default(),
            spec: spec.clone(),
            tags: change.tags_after.clone(),
            outputs: outputs.clone(),
            depends_on: change.depends_on.clone(),
            exclusive: change.exclusive,
            recorded_at: Timestamp::UNIX_EPOCH,
        };
        recorded.resources.insert(change.address.clone(), record);
        let found = ObservedResource {
            kind: change.kind.clone(),
            id,
            spec,
            tags: change.tags_after.clone(),
            outputs,
            platform: false,
        };
        listings
            .entry(change.kind.clone())
            .or_default()
            .push(Arc::new(found));
    }
    (recorded, observed(tenancy, listings))
}

fn observed(tenancy: &Tenancy, listings: BTreeMap<Kind, Vec<Arc<ObservedResource>>>) -> Observed {
    let complete = |(kind, found)| (kind, Arc::new(Listing::Complete(found)));
    Observed {
        tenancy: tenancy.id.clone(),
        place: tenancy.scope.place(),
        listings: listings.into_iter().map(complete).collect(),
        observed_at: Timestamp::UNIX_EPOCH,
    }
}

fn timed<T>(name: &str, items: usize, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    let took: Duration = start.elapsed();
    let each = took.as_secs_f64() * 1e6 / items as f64;
    println!(
        "{name:<28} {:>8.3} s   {items:>8} resources   {each:>7.2} µs each",
        took.as_secs_f64()
    );
    result
}

fn main() {
    let size = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(1000);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (mut templates, mut policies) = (Vec::new(), Vec::new());
    let folder = root.join("templates").canonicalize().expect("templates");
    files(&folder, ".hbs", &mut templates);
    files(&folder, ".params.toml", &mut templates);
    files(
        &root.join("policies").canonicalize().expect("policies"),
        ".rego",
        &mut policies,
    );
    let catalogue = catalogue(&templates);
    let (templates, faults) = Templates::load(&templates);
    assert!(faults.is_empty(), "{faults:?}");

    let fleet = [fleet(size)];
    let start = Instant::now();
    let (tenancies, faults) = environment::read(&fleet, templates.parameters());
    assert_eq!(tenancies.len(), size, "{:?}", faults.first());
    println!(
        "{:<28} {:>8.3} s   {size:>8} tenancies",
        "read environments",
        start.elapsed().as_secs_f64()
    );

    let start = Instant::now();
    let graphs: Vec<ResourceGraph> = tenancies
        .par_iter()
        .map(|tenancy| {
            render(&templates, tenancy, &catalogue)
                .0
                .expect("the fleet renders")
        })
        .collect();
    let count: usize = graphs.iter().map(ResourceGraph::len).sum();
    let each = start.elapsed().as_secs_f64() * 1e6 / count as f64;
    println!(
        "{:<28} {:>8.3} s   {count:>8} resources   {each:>7.2} µs each",
        "render",
        start.elapsed().as_secs_f64()
    );

    let doubts = BTreeMap::new();
    let overrides = BTreeSet::new();
    let decide = |graph: &ResourceGraph, recorded: &Recorded, observed: &Observed| {
        plan(PlanRequest {
            desired: graph,
            recorded,
            observed,
            catalogue: &catalogue,
            intent: PlanIntent::Apply,
            in_doubt: &doubts,
            overrides: &overrides,
        })
    };
    let kinds = || -> BTreeMap<Kind, Vec<Arc<ObservedResource>>> {
        catalogue
            .iter()
            .map(|schema| (schema.kind.clone(), Vec::new()))
            .collect()
    };
    let first: Vec<TenancyPlan> = timed("plan, everything new", count, || {
        let pairs = tenancies.par_iter().zip(&graphs);
        pairs
            .map(|(tenancy, graph)| {
                let recorded = Recorded::empty(tenancy.id.clone());
                decide(graph, &recorded, &observed(tenancy, kinds()))
            })
            .collect()
    });
    assert!(
        first
            .iter()
            .all(|p| p.changes.iter().all(|c| c.action == Action::Create))
    );

    let worlds: Vec<_> = tenancies
        .iter()
        .zip(&first)
        .map(|(t, p)| applied(t, p))
        .collect();
    timed("plan, everything recorded", count, || {
        let pairs = graphs.par_iter().zip(&worlds);
        pairs.for_each(|(graph, (recorded, observed))| {
            assert!(decide(graph, recorded, observed).is_empty());
        });
    });
    timed("drift", count, || {
        worlds.par_iter().for_each(|(recorded, observed)| {
            let found = gabakura_planner::drift(recorded, observed, &catalogue, &doubts);
            assert!(found.is_empty());
        });
    });
    let sources: Vec<_> = policies
        .iter()
        .map(|f| PolicySource::new(Arc::clone(&f.path), f.text.as_str()))
        .collect();
    let (checks, faults) = PolicySet::load(&sources);
    assert!(faults.is_empty(), "{faults:?}");
    let judged = size.min(100);
    let today = gabakura_model::day_in_japan(Timestamp::UNIX_EPOCH);
    let some: usize = graphs.iter().take(judged).map(ResourceGraph::len).sum();
    timed(&format!("judge {judged} tenancies"), some, || {
        let pairs = tenancies.par_iter().zip(&graphs).take(judged);
        pairs.for_each(|(tenancy, graph)| {
            std::hint::black_box(checks.evaluate(&plan_input(tenancy, graph), &[], today));
        });
    });
}
