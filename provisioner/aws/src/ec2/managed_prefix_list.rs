//! `aws.ec2.managed_prefix_list`: a customer-managed prefix list for rules and routes (EC2
//! `CreateManagedPrefixList`).
//!
//! Permitted sources are declared once and reviewed in one place (NIST SP 800-53r5 AC-4, SC-7).

use std::collections::BTreeSet;

use aws_sdk_ec2::operation::modify_managed_prefix_list::builders::ModifyManagedPrefixListFluentBuilder as Change;
use aws_sdk_ec2::types::{
    AddPrefixListEntry, Filter, ManagedPrefixList as SdkList, PrefixListEntry,
    PrefixListState as State, RemovePrefixListEntry, ResourceType,
};
use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, waiting};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

const WHAT: ResourceType = ResourceType::PrefixList;

/// Largest page of lists and of entries.
const PAGE: i32 = 100;

/// Entries that one request may add, and as many again that it may remove.
const ENTRIES_AT_ONCE_MAX: usize = 100;

const OPERATION: &str = "ModifyManagedPrefixList";

/// A customer-managed prefix list for rules and routes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name; cannot begin with `com.amazonaws`.
    pub prefix_list_name: String,
    /// `IPv4` or `IPv6`.
    #[serde(deserialize_with = "family")]
    pub address_family: String,
    /// Maximum number of entries. It counts in full against the quotas of whatever refers to the
    /// list.
    pub max_entries: i32,
    /// CIDR blocks of the list, each once.
    #[serde(default)]
    pub entries: BTreeSet<Entry>,
}

/// One entry of a prefix list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// CIDR block, host bits cleared.
    #[serde(deserialize_with = "ec2::cidr")]
    pub cidr: String,
    /// Description of the entry.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

fn family<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &["IPv4", "IPv6"])
}

pub(crate) struct ManagedPrefixList;

impl AwsKind for ManagedPrefixList {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["address_family"],
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.ec2.managed_prefix_list",
            "a customer-managed prefix list for rules and routes",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let ranges: BTreeSet<&str> = spec.entries.iter().map(|it| it.cidr.as_str()).collect();
        let room = usize::try_from(spec.max_entries).unwrap_or_default();
        let problem = if ranges.len() < spec.entries.len() {
            "a range is there twice".to_owned()
        } else if ranges.len() > room {
            format!("{} ranges, and room for {room}", ranges.len())
        } else {
            return Ok(());
        };
        Err(SpecError::new("entries", problem))
    }

    /// AWS's own lists are nobody's to manage.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let ours = Filter::builder().name("owner-id").values(aws.account());
        let request = aws.ec2().describe_managed_prefix_lists();
        let request = request.filters(ours.build()).max_results(PAGE);
        let lists = request.into_paginator().items().send();
        let lists: Vec<SdkList> = lists.try_collect().await?;
        read_each(lists, |list| read(aws, list)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let first = spec.entries.iter().take(ENTRIES_AT_ONCE_MAX);
        let request = aws
            .ec2()
            .create_managed_prefix_list()
            .prefix_list_name(&spec.prefix_list_name)
            .address_family(&spec.address_family)
            .max_entries(spec.max_entries)
            .set_entries(Some(first.map(added).collect()))
            .client_token(&new.token)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.prefix_list().and_then(SdkList::prefix_list_id);
        ec2::made(aws, "CreateManagedPrefixList", WHAT, id)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        put(aws, &made.id, &new.spec).await
    }

    async fn update(aws: &Clients, id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, id, after).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.ec2().delete_managed_prefix_list();
        request.prefix_list_id(id).send().await?;
        Ok(())
    }
}

async fn read(aws: &Clients, list: SdkList) -> Result<Option<Item<Spec>>> {
    let id = list.prefix_list_id();
    let spec = Spec {
        prefix_list_name: text(list.prefix_list_name()),
        address_family: text(list.address_family()),
        max_entries: list.max_entries().unwrap_or_default(),
        entries: entries(aws, &text(id)).await?,
    };
    Ok(Some(ec2::item(aws, WHAT, id, spec, list.tags())))
}

/// The ranges of a list as of its present version.
async fn entries(aws: &Clients, id: &str) -> Result<BTreeSet<Entry>> {
    let request = aws.reads().ec2().get_managed_prefix_list_entries();
    let request = request.prefix_list_id(id).max_results(PAGE);
    let entries = request.into_paginator().items().send();
    let entries: Vec<PrefixListEntry> = entries.try_collect().await?;
    let entry = |entry: &PrefixListEntry| Entry {
        cidr: text(entry.cidr()),
        description: text(entry.description()),
    };
    Ok(entries.iter().map(entry).collect())
}

/// Brings a list to what is wanted, whatever its state. `max_entries` grows before the entries that
/// need it are added and shrinks after others are removed; either takes a request of its own.
async fn put(aws: &Clients, id: &str, wanted: &Spec) -> Result<()> {
    let now = idle(aws, id).await?;
    let room = now.max_entries().unwrap_or_default();
    if now.prefix_list_name() != Some(wanted.prefix_list_name.as_str()) {
        change(aws, id, |it| it.prefix_list_name(&wanted.prefix_list_name)).await?;
    }
    if wanted.max_entries > room {
        change(aws, id, |it| it.max_entries(wanted.max_entries)).await?;
    }
    put_entries(aws, id, &wanted.entries).await?;
    if wanted.max_entries < room {
        change(aws, id, |it| it.max_entries(wanted.max_entries)).await?;
    }
    Ok(())
}

/// Entries are added and removed together, as far as one request carries them. Only an entry whose
/// description changes is removed first: no request takes one range both ways.
async fn put_entries(aws: &Clients, id: &str, wanted: &BTreeSet<Entry>) -> Result<()> {
    let now = entries(aws, id).await?;
    let added: Vec<&Entry> = wanted.difference(&now).collect();
    let is_back = |entry: &&Entry| added.iter().any(|it| it.cidr == entry.cidr);
    let (changed, gone): (Vec<&Entry>, Vec<&Entry>) = now.difference(wanted).partition(is_back);
    for some in changed.chunks(ENTRIES_AT_ONCE_MAX) {
        let some = some.iter().map(|entry| removed(entry)).collect();
        change(aws, id, |it| it.set_remove_entries(Some(some))).await?;
    }
    let (mut added, mut gone) = (added.as_slice(), gone.as_slice());
    while !(added.is_empty() && gone.is_empty()) {
        let (to_add, later) = added.split_at(added.len().min(ENTRIES_AT_ONCE_MAX));
        let (to_remove, rest) = gone.split_at(gone.len().min(ENTRIES_AT_ONCE_MAX));
        let to_add = to_add.iter().map(|entry| self::added(entry)).collect();
        let to_remove = to_remove.iter().map(|entry| removed(entry)).collect();
        change(aws, id, |it| {
            it.set_add_entries(Some(to_add))
                .set_remove_entries(Some(to_remove))
        })
        .await?;
        (added, gone) = (later, rest);
    }
    Ok(())
}

/// An entry as requests add it.
fn added(entry: &Entry) -> AddPrefixListEntry {
    let described = Some(entry.description.clone()).filter(|text| !text.is_empty());
    let added = AddPrefixListEntry::builder().cidr(&entry.cidr);
    added.set_description(described).build()
}

fn removed(entry: &Entry) -> RemovePrefixListEntry {
    RemovePrefixListEntry::builder().cidr(&entry.cidr).build()
}

/// Makes one change to the present version, and waits for it.
async fn change(aws: &Clients, id: &str, what: impl FnOnce(Change) -> Change) -> Result<()> {
    let version = idle(aws, id).await?.version();
    let request = what(aws.ec2().modify_managed_prefix_list().prefix_list_id(id));
    // AWS takes a version with entries only.
    let entries = request.get_add_entries().is_some() || request.get_remove_entries().is_some();
    let version = version.filter(|_| entries);
    request.set_current_version(version).send().await?;
    let list = idle(aws, id).await?;
    if list.state() != Some(&State::ModifyFailed) {
        return Ok(());
    }
    let message = text(list.state_message());
    Err(Error::refused("ec2", OPERATION, "IncorrectState", &message))
}

/// The list once no change is under way.
async fn idle(aws: &Clients, id: &str) -> Result<SdkList> {
    let is_idle = || async {
        let list = find(aws, id).await?;
        Ok(!matches!(
            list.state(),
            Some(State::CreateInProgress | State::ModifyInProgress | State::RestoreInProgress)
        ))
    };
    waiting::until(OPERATION, &format!("changes of {id}"), is_idle).await?;
    find(aws, id).await
}

async fn find(aws: &Clients, id: &str) -> Result<SdkList> {
    let named = Filter::builder().name("prefix-list-id").values(id).build();
    let request = aws.reads().ec2().describe_managed_prefix_lists();
    let reply = request.filters(named).send().await?;
    let list = reply.prefix_lists.unwrap_or_default().into_iter().next();
    list.ok_or_else(|| {
        let message = format!("{id} is not visible");
        Error::refused("ec2", OPERATION, "InvalidPrefixListID.NotFound", &message)
    })
}
