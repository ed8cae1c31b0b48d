//! From what a file says to its tenancies, every default resolved.

use gabakura_model::diagnostic::Origin;
use gabakura_model::name::Name;
use gabakura_model::tenancy::{Cloud, Isolation, Stage, Tenancy, TenancyId};
use ipnet::Ipv4Net;
use toml::de::DeTable;

use super::body;
use super::connection::{self, Joined};
use super::defaults::defaults;
use super::file::{At, File};
use super::head::{self, Head};
use super::member::{self, Member};
use super::network;
use super::params;
use super::reader::Reader;
use super::scope;
use super::stage::{self, Fields};
use crate::cloud::facts;

/// A tenancy, and the places later checks will want to name.
pub(super) struct Draft {
    /// The tenancy.
    pub tenancy: Tenancy,
    /// Where its account was written.
    pub account_at: Origin,
    /// Its range, and where it was written.
    pub range: Option<(Ipv4Net, Origin)>,
    /// What joins its network to others; nothing where it makes none.
    pub joined: Joined,
}

/// Reads a whole file.
pub(super) fn read<'f>(file: &File<'f>, root: &DeTable<'f>) -> Vec<Draft> {
    let mut reader = Reader::new(file, root, String::new(), 0);
    let head = head::read(&mut reader);
    let stages = stage::read_all(&mut reader);
    if !reader.has("stage") {
        reader.missing("stage");
    }
    let declared: Vec<Stage> = stages.iter().map(|(stage, _)| *stage).collect();
    let members = member::read(&mut reader, &declared);
    reader.finish();
    let leader = leader(file, &head, &members);
    let mut drafts = Vec::new();
    for (stage, base) in &stages {
        check_accounts(file, &head, *stage, base, &members);
        for (index, member) in members.iter().enumerate() {
            let lead = leader.map_or(head.lead.unwrap_or(true), |leader| leader == index);
            drafts.extend(
                Seat {
                    file,
                    head: &head,
                    member,
                    stage: *stage,
                    base,
                    lead,
                }
                .draft(),
            );
        }
    }
    drafts
}

/// Which member leads the shared account; `None` when each has an account of its own.
fn leader(file: &File<'_>, head: &Head, members: &[Member]) -> Option<usize> {
    if !head.shares_account() || members.iter().all(|member| member.at.is_none()) {
        return None;
    }
    let says = |member: &&Member| member.lead.as_ref().is_some_and(|lead| lead.value);
    for second in members.iter().filter(says).skip(1) {
        let at = second.lead.as_ref().map_or(0, |lead| lead.at);
        file.error("lead-twice", at, &[]);
    }
    Some(members.iter().position(|member| says(&member)).unwrap_or(0))
}

/// Members share the account of their stage, or each has its own; never a mixture.
fn check_accounts(file: &File<'_>, head: &Head, stage: Stage, base: &Fields, members: &[Member]) {
    let mut own = members.iter().filter(|member| member.at.is_some());
    let name = stage.as_str();
    if head.shares_account() {
        for place in own.filter_map(|member| member.stages.get(&stage)?.place()) {
            file.error(
                "member-account",
                place.at,
                &[("stage", name), ("found", &place.value)],
            );
        }
    } else if let (Some(_), Some(place)) = (own.next(), base.place()) {
        file.error(
            "stage-account",
            place.at,
            &[("stage", name), ("found", &place.value)],
        );
    }
}

/// One member at one stage, under what the file says for all.
struct Seat<'a, 'f> {
    file: &'a File<'f>,
    head: &'a Head,
    member: &'a Member,
    stage: Stage,
    base: &'a Fields,
    lead: bool,
}

impl Seat<'_, '_> {
    /// Resolves everything; `None` when something needed is missing or faulty, which is told.
    fn draft(&self) -> Option<Draft> {
        let own = self.member.stages.get(&self.stage);
        let mut laid = own.map_or_else(|| self.base.clone(), |own| self.base.under(own));
        if self.head.shares_account() {
            laid.account.clone_from(&self.base.account);
            laid.project.clone_from(&self.base.project);
        }
        let path = format!("stage.{}", self.stage);
        let waivers: Vec<_> = self.head.waivers(self.stage).cloned().collect();
        let site = scope::Site {
            file: self.file,
            path: &path,
            base_at: self.base.at,
        };
        let entry = scope::read(&site, &laid, &waivers);
        if let Some(cloud) = &laid.cloud {
            params::check(&site, cloud.value, &laid.params);
            self.check_platform(cloud.value);
        }
        let modules = self.modules(&path, own, &laid);
        let profile = self.member.profile.or(self.head.profile);
        let profile = profile.unwrap_or_else(|| body::profile(self.member.municipality.class));
        let cloud = laid.cloud.as_ref().map(|cloud| cloud.value);
        let mut params = cloud.map_or_else(Default::default, |cloud| defaults(cloud, profile));
        let range = modules
            .as_ref()
            .filter(|modules| network::is_made(modules))
            .and_then(|_| network::check(&site, &laid, &params));
        let joined = match &range {
            Some(_) => connection::joined(self.file, &laid.params),
            None => Joined::default(),
        };
        let entry = entry?;
        params.extend(
            laid.params
                .into_iter()
                .map(|(name, value)| (name, value.value)),
        );
        let id = TenancyId {
            municipality: self.member.municipality.code,
            vendor: self.head.vendor.clone()?,
            stage: self.stage,
        };
        let tenancy = Tenancy {
            id,
            systems: self
                .member
                .systems
                .clone()
                .unwrap_or_else(|| self.head.systems.clone()),
            profile,
            mode: self.head.mode,
            isolation: self.head.isolation,
            platform: self.head.platform,
            lead: self.lead,
            scope: entry.scope,
            modules: modules?,
            params,
            waivers,
            origin: self.file.origin(self.member.at.unwrap_or(self.base.at)),
        };
        let place = |range: At<Ipv4Net>| (range.value, self.file.origin(range.at));
        Some(Draft {
            tenancy,
            account_at: entry.account_at,
            range: range.map(place),
            joined,
        })
    }

    /// Control Tower is of one cloud, an organisation of another.
    fn check_platform(&self, cloud: Cloud) {
        let (found, allowed) = (self.head.platform, facts(cloud).platforms);
        if !allowed.contains(&found) {
            let allowed: Vec<&str> = allowed.iter().map(|one| one.as_str()).collect();
            let args = [
                ("found", found.as_str()),
                ("allowed", &allowed.join(", ")),
                ("cloud", cloud.as_str()),
            ];
            self.file
                .error("platform-cloud", self.head.platform_at, &args);
        }
    }

    /// The modules to render. Under application isolation there is one network, the leader's, so
    /// the others do not inherit it.
    fn modules(&self, path: &str, own: Option<&Fields>, laid: &Fields) -> Option<Vec<Name>> {
        let Some(modules) = &laid.modules else {
            let key = format!("{path}.modules");
            self.file
                .error("missing-key", self.base.at, &[("key", &key)]);
            return None;
        };
        let inherited = own.is_none_or(|own| own.modules.is_none());
        let one_network = self.head.isolation == Some(Isolation::Application) && !self.lead;
        let keep = |name: &&Name| !(one_network && inherited && name.as_str() == network::MODULE);
        Some(modules.value.iter().filter(keep).cloned().collect())
    }
}
