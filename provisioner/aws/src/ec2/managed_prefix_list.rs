//! `aws.ec2.managed_prefix_list`: address ranges with a name, for rules and routes to share
//! (EC2 `CreateManagedPrefixList`).
//!
//! Who may come in is said once and reviewed in one place (NIST SP 800-53r5 AC-4, SC-7).

use gabakura_adapter::read_each;
use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Filter, ManagedPrefixList as SdkList, PrefixListEntry, ResourceType};
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::ec2::prefix_list_change::{self, ENTRIES_AT_ONCE_MAX};
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

const WHAT: ResourceType = ResourceType::PrefixList;

/// Largest page of lists and of entries.
const PAGE: i32 = 100;

/// Address ranges with a name, for rules and routes to share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name; not `com.amazonaws…`.
    pub prefix_list_name: String,
    /// `IPv4` or `IPv6`.
    #[serde(deserialize_with = "family")]
    pub address_family: String,
    /// How many entries there is room for. What refers to the list has to have room for as many.
    pub max_entries: i32,
    /// The ranges, each once.
    #[serde(default)]
    pub entries: BTreeSet<Entry>,
}

/// One range of a prefix list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The range, host bits cleared.
    #[serde(deserialize_with = "ec2::cidr")]
    pub cidr: String,
    /// What it is.
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
            "address ranges with a name, for rules and routes to share",
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
        let path = "entries".to_owned();
        Err(SpecError { path, problem })
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
            .set_entries(Some(first.map(prefix_list_change::added).collect()))
            .client_token(&new.token)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.prefix_list().and_then(SdkList::prefix_list_id);
        ec2::made(aws, "CreateManagedPrefixList", WHAT, id)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        prefix_list_change::put(aws, &made.id, &new.spec).await
    }

    async fn update(aws: &Clients, id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        prefix_list_change::put(aws, id, after).await
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
pub(super) async fn entries(aws: &Clients, id: &str) -> Result<BTreeSet<Entry>> {
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
