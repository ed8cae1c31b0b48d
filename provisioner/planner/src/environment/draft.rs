//! From a file to its tenancies, every default resolved.

use std::collections::BTreeMap;

use gabakura_model::diagnostic::Origin;
use gabakura_model::name::Name;
use gabakura_model::tenancy::{Cloud, Isolation, Stage, Tenancy, TenancyId};
use ipnet::Ipv4Net;
use toml::de::DeTable;

use super::body;
use super::connection::{self, NetworkLinks};
use super::head::{self, Head};
use super::member::{self, Member};
use super::network;
use super::params::ParamReader;
use super::scope::{self, StageContext};
use super::stage::{self, Fields, PLACES};
use crate::cloud::facts;
use crate::parameter::Parameters;
use crate::source::File;
use crate::source::Reader;

/// A tenancy, and the places later checks will want to name.
pub(super) struct Draft {
    /// The tenancy.
    pub tenancy: Tenancy,
    /// Where its account was written.
    pub account_at: Origin,
    /// Its range, and where it was written.
    pub range: Option<(Ipv4Net, Origin)>,
    /// What joins its network to others; nothing where it has none.
    pub links: NetworkLinks,
}

/// Reads a whole file.
pub(super) fn read<'f>(file: &File<'f>, root: &DeTable<'f>, parameters: &Parameters) -> Vec<Draft> {
    let params = ParamReader::new(file, parameters);
    let mut reader = Reader::new(file, root, String::new(), 0);
    let head = head::read(&mut reader);
    let stages = stage::read_all(&mut reader, &params, &BTreeMap::new());
    if !reader.has("stage") {
        reader.missing("stage");
    }
    let cloud = |fields: &Fields<'_>| fields.cloud.as_ref().map(|cloud| cloud.value);
    let declared = stages.iter().map(|(stage, it)| (*stage, cloud(it)));
    let members = member::read(&mut reader, &params, &declared.collect());
    reader.finish();
    let leader = leader(file, &head, &members);
    let mut drafts = Vec::new();
    for (stage, base) in &stages {
        check_accounts(file, &head, *stage, base, &members);
        for (index, member) in members.iter().enumerate() {
            let lead = leader.map_or(head.lead.unwrap_or(true), |leader| leader == index);
            drafts.extend(
                MemberStage {
                    params: &params,
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
fn leader(file: &File<'_>, head: &Head, members: &[Member<'_>]) -> Option<usize> {
    if !head.shares_account() || members.iter().all(|member| member.at.is_none()) {
        return None;
    }
    let leads = |member: &&Member<'_>| member.lead.as_ref().is_some_and(|lead| lead.value);
    for second in members.iter().filter(leads).skip(1) {
        let at = second.lead.as_ref().map_or(0, |lead| lead.at);
        file.error("lead-twice", at, &[]);
    }
    Some(
        members
            .iter()
            .position(|member| leads(&member))
            .unwrap_or(0),
    )
}

/// Members share the account of their stage, or each has its own; never a mixture.
fn check_accounts(
    file: &File<'_>,
    head: &Head,
    stage: Stage,
    base: &Fields<'_>,
    members: &[Member<'_>],
) {
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

/// One member at one stage, under what the file sets for all.
struct MemberStage<'a, 'f> {
    params: &'a ParamReader<'a, 'f>,
    head: &'a Head,
    member: &'a Member<'a>,
    stage: Stage,
    base: &'a Fields<'a>,
    lead: bool,
}

impl<'a> MemberStage<'a, '_> {
    /// Resolves everything; `None` when something needed is missing or wrong, which was reported.
    fn draft(&self) -> Option<Draft> {
        let file = self.params.file;
        let own = self.member.stages.get(&self.stage);
        let laid = self.laid(own);
        let path = format!("stage.{}", self.stage);
        let waivers: Vec<_> = self.head.waivers(self.stage).cloned().collect();
        let stage = StageContext {
            file,
            path: &path,
            base_at: self.base.at,
        };
        // A file reports all its errors at once, so everything is checked before anything is
        // given up for what is missing.
        let entry = scope::read(&stage, &laid, &waivers);
        let modules = self.modules(&path, own, &laid);
        let profile = self.member.profile.or(self.head.profile);
        let profile = profile.unwrap_or_else(|| body::profile(self.member.municipality.class));
        let mut params = BTreeMap::new();
        if let Some(cloud) = laid.cloud.as_ref().map(|cloud| cloud.value) {
            params = self.params.parameters.defaults(cloud, profile);
            self.check_platform(cloud);
            self.check_names(&stage, cloud, &laid);
            self.check_required(&stage, cloud, modules.as_deref().unwrap_or_default(), &laid);
        }
        let range = modules
            .as_ref()
            .filter(|modules| network::is_made(modules))
            .and_then(|_| network::check(&stage, &laid, &params));
        let links = match &range {
            Some(_) => connection::links(file, &laid.params),
            None => NetworkLinks::default(),
        };
        let given = laid.params.into_iter();
        params.extend(given.map(|(name, given)| (name, given.value)));
        let entry = entry?;
        let (head, member) = (self.head, self.member);
        let tenancy = Tenancy {
            id: TenancyId {
                municipality: member.municipality.code,
                vendor: head.vendor.clone()?,
                stage: self.stage,
            },
            systems: member.systems.as_ref().unwrap_or(&head.systems).clone(),
            profile,
            mode: head.mode,
            isolation: head.isolation,
            platform: head.platform,
            lead: self.lead,
            scope: entry.scope,
            modules: modules?,
            params,
            waivers,
            origin: file.origin(member.at.unwrap_or(self.base.at)),
        };
        Some(Draft {
            tenancy,
            account_at: entry.account_at,
            range: range.map(|range| (range.value, file.origin(range.at))),
            links,
        })
    }

    /// What the member sets over what the file sets for all; a shared account is the file's alone.
    fn laid(&self, own: Option<&Fields<'a>>) -> Fields<'a> {
        let mut laid = own.map_or_else(|| self.base.clone(), |own| self.base.under(own));
        if self.head.shares_account() {
            laid.texts.retain(|key, _| !PLACES.contains(key));
            let places = self.base.places();
            laid.texts
                .extend(places.map(|(key, place)| (key, place.clone())));
        }
        laid.check_params(self.params);
        laid
    }

    /// Warns of parameters that no template of the cloud takes. A value that is wrong was reported
    /// already.
    fn check_names(&self, stage: &StageContext<'_, '_>, cloud: Cloud, laid: &Fields<'_>) {
        let parameters = self.params.parameters;
        let sound = laid.params.iter();
        for (name, given) in sound.filter(|(name, _)| !parameters.may_take(cloud, name)) {
            if Cloud::ALL
                .iter()
                .any(|it| parameters.get(*it, name).is_some())
            {
                let key = stage.key(&format!("params.{name}"));
                let args = [("key", key.as_str()), ("cloud", cloud.as_str())];
                stage.file.warning("key-of-other-cloud", given.at, &args);
            } else {
                let suggestion = parameters.nearest(cloud, name).unwrap_or_default();
                let args = [("param", name.as_str()), ("suggestion", suggestion)];
                stage.file.warning("param-unused", given.at, &args);
            }
        }
    }

    /// Each module must be given what it cannot do without. A range is each tenancy's own, so it
    /// belongs to the member; anything else may be written once for all members.
    fn check_required(
        &self,
        stage: &StageContext<'_, '_>,
        cloud: Cloud,
        modules: &[Name],
        laid: &Fields<'_>,
    ) {
        let parameters = self.params.parameters;
        let taken = modules
            .iter()
            .filter_map(|it| parameters.of_module(cloud, it))
            .flatten();
        for one in taken.filter(|one| one.required && !laid.wrote(&one.name)) {
            let own = one.value_type.is_own_range();
            let at = if own { laid.at } else { stage.base_at };
            stage.missing(&format!("params.{}", one.name), at);
        }
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
            self.params
                .file
                .error("platform-cloud", self.head.platform_at, &args);
        }
    }

    /// The modules to render. Under application isolation there is one network, the leader's, so
    /// the others do not inherit it.
    fn modules(
        &self,
        path: &str,
        own: Option<&Fields<'_>>,
        laid: &Fields<'_>,
    ) -> Option<Vec<Name>> {
        let Some(modules) = &laid.modules else {
            let key = format!("{path}.modules");
            self.params
                .file
                .error("missing-key", self.base.at, &[("key", &key)]);
            return None;
        };
        let inherited = own.is_none_or(|own| own.modules.is_none());
        let one_network = self.head.isolation == Some(Isolation::Application) && !self.lead;
        let keep = |name: &&Name| !(one_network && inherited && name.as_str() == network::MODULE);
        Some(modules.value.iter().filter(keep).cloned().collect())
    }
}
