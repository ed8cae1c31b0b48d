//! The document a check judges.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::catalogue::{Catalogue, Identity, KindSchema};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::{Observed, ObservedResource, Owner};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::{Kind, Tags};
use gabakura_model::tenancy::{Cloud, Isolation, Mode, Platform, Profile, Stage, Tenancy};
use serde::Serialize;

/// Which side a document shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// What would be made; strings may hold references not resolved yet.
    Plan,
    /// What the cloud reports now.
    Observed,
}

/// All a check may know of one tenancy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyInput {
    /// Planned or observed.
    pub phase: Phase,
    /// Whose resources these are, and under which rules.
    pub tenancy: PolicyTenancy,
    /// The resources; each check is shown those of its own kinds.
    pub resources: Vec<PolicyResource>,
    /// Kinds read to their last page; empty when planned, where nothing is read.
    pub covered: BTreeSet<Kind>,
    /// Kinds that could not be read.
    pub gaps: Vec<PolicyGap>,
}

/// The facts of a tenancy that a check may ask for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyTenancy {
    /// `131016/acme/prod`; the address of what is absent.
    pub id: String,
    /// Its municipality's code.
    pub municipality: String,
    /// Its vendor.
    pub vendor: String,
    /// 本番, 検証 or 開発.
    pub stage: Stage,
    /// Size class.
    pub profile: Profile,
    /// Single or shared use.
    pub mode: Mode,
    /// What separates municipalities under shared use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isolation: Option<Isolation>,
    /// Who runs the landing zone.
    pub platform: Platform,
    /// Whether it answers for the settings of its account.
    pub lead: bool,
    /// The cloud.
    pub cloud: Cloud,
    /// Account number or project.
    pub account: String,
    /// Region code.
    pub region: String,
    /// The modules it declares.
    pub modules: Vec<String>,
    /// Its zone of the three layers, when its parameters name one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What its parameters declare about its network.
    pub network: PolicyNetwork,
}

/// The far ends a network declares by address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PolicyNetwork {
    /// Ranges routes may lead to.
    pub office_cidrs: Vec<String>,
    /// DNS servers.
    pub resolvers: Vec<String>,
    /// What is announced to the offices.
    pub allowed_prefixes: Vec<String>,
}

/// One resource, planned or observed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyResource {
    /// Its address; `TENANCY/?/ID` when it is not in the record.
    pub address: String,
    /// Its kind.
    pub kind: Kind,
    /// The cloud's identity for it, once it has one.
    pub id: Option<String>,
    /// Who answers for it.
    pub owner: Owner,
    /// Its settings.
    pub spec: Value,
    /// Its tags.
    pub tags: Tags,
}

/// A kind that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyGap {
    /// The kind.
    pub kind: Kind,
    /// The cloud's error code, or ours.
    pub code: String,
    /// The cloud's words.
    pub message: String,
}

/// Shows what a tenancy declares.
pub fn plan_input(tenancy: &Tenancy, graph: &ResourceGraph) -> PolicyInput {
    let resources = graph.iter().map(|resource| PolicyResource {
        address: resource.address.to_string(),
        kind: resource.kind.clone(),
        id: None,
        owner: Owner::Ours,
        spec: resource.spec.clone(),
        tags: resource.tags.clone(),
    });
    PolicyInput {
        phase: Phase::Plan,
        tenancy: facts(tenancy),
        resources: resources.collect(),
        covered: BTreeSet::new(),
        gaps: Vec::new(),
    }
}

/// The input made of what the cloud reports of a tenancy.
///
/// That is: what we recorded, as it is now; what bears our tag; the settings of its account, and,
/// where the tenancy leads it, whatever else rules that account;
/// whatever else exists inside our containers; and what the platform placed in the account,
/// so that an organisation's trail counts as a trail. Other tenants' resources stay unseen.
pub fn observed_input(
    tenancy: &Tenancy,
    recorded: &Recorded,
    observed: &Observed,
    catalogue: &Catalogue,
) -> PolicyInput {
    let view = View::new(tenancy, recorded);
    let mut input = PolicyInput {
        phase: Phase::Observed,
        tenancy: facts(tenancy),
        resources: Vec::new(),
        covered: BTreeSet::new(),
        gaps: Vec::new(),
    };
    let prefix = format!("{}.", tenancy.scope.cloud);
    for schema in catalogue
        .iter()
        .filter(|schema| schema.kind.as_str().starts_with(&prefix))
    {
        if let Some(reason) = observed.gap(&schema.kind) {
            let kind = schema.kind.clone();
            input.gaps.push(PolicyGap {
                kind,
                code: reason.code,
                message: reason.message,
            });
            continue;
        }
        input.covered.insert(schema.kind.clone());
        let all = observed.all(&schema.kind).unwrap_or_default();
        input
            .resources
            .extend(all.iter().filter_map(|found| view.show(schema, found)));
    }
    input
        .resources
        .sort_by(|a, b| (&a.address, &a.kind).cmp(&(&b.address, &b.kind)));
    input
}

/// What of an account belongs in one tenancy's document.
struct View<'a> {
    tenancy: String,
    lead: bool,
    addresses: BTreeMap<(&'a Kind, &'a str), String>,
    containers: BTreeSet<&'a str>,
}

impl<'a> View<'a> {
    fn new(tenancy: &Tenancy, recorded: &'a Recorded) -> Self {
        let ours = || recorded.resources.values();
        Self {
            tenancy: tenancy.id.to_string(),
            lead: tenancy.lead,
            addresses: ours()
                .map(|r| ((&r.kind, r.id.as_str()), r.address.to_string()))
                .collect(),
            containers: ours().map(|r| r.id.as_str()).collect(),
        }
    }

    fn show(&self, schema: &KindSchema, found: &ObservedResource) -> Option<PolicyResource> {
        let recorded = self.addresses.get(&(&found.kind, found.id.as_str()));
        let owner = self.owner(recorded.is_some(), found);
        let inside = container(schema, found).is_some_and(|id| self.containers.contains(id));
        let setting = matches!(schema.identity, Identity::Setting);
        let rules_here = schema.account_wide && self.lead;
        if owner == Owner::Foreign && !inside && !setting && !rules_here {
            return None;
        }
        let elsewhere = || format!("{}/?/{}", self.tenancy, found.id);
        Some(PolicyResource {
            address: recorded.cloned().unwrap_or_else(elsewhere),
            kind: found.kind.clone(),
            id: Some(found.id.clone()),
            owner,
            spec: found.spec.clone(),
            tags: found.tags.clone(),
        })
    }

    fn owner(&self, recorded: bool, found: &ObservedResource) -> Owner {
        if recorded || found.tenancy_tag() == Some(&self.tenancy) {
            Owner::Ours
        } else if found.platform {
            Owner::Platform
        } else {
            Owner::Foreign
        }
    }
}

/// The identity of what contains a resource.
fn container<'f>(schema: &KindSchema, found: &'f ObservedResource) -> Option<&'f str> {
    let field = match schema.identity {
        Identity::SettingOf { field } => Some(field),
        _ => schema.parent,
    };
    found.spec.get(field?)?.as_str()
}

fn facts(tenancy: &Tenancy) -> PolicyTenancy {
    let list = |name: &str| -> Vec<String> {
        let items = tenancy.params.get(name).and_then(Value::as_array);
        let texts = items.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    };
    PolicyTenancy {
        id: tenancy.id.to_string(),
        municipality: tenancy.id.municipality.to_string(),
        vendor: tenancy.id.vendor.to_string(),
        stage: tenancy.id.stage,
        profile: tenancy.profile,
        mode: tenancy.mode,
        isolation: tenancy.isolation,
        platform: tenancy.platform,
        lead: tenancy.lead,
        cloud: tenancy.scope.cloud,
        account: tenancy.scope.account.clone(),
        region: tenancy.scope.region.clone(),
        modules: tenancy.modules.iter().map(ToString::to_string).collect(),
        zone: tenancy
            .params
            .get("zone")
            .and_then(Value::as_str)
            .map(str::to_owned),
        network: PolicyNetwork {
            office_cidrs: list("office_cidrs"),
            resolvers: list("resolvers"),
            allowed_prefixes: list("allowed_prefixes"),
        },
    }
}
