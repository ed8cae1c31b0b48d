//! Changes of a prefix list: each makes a new version and names the one it changes.

use std::collections::BTreeSet;

use aws_sdk_ec2::operation::modify_managed_prefix_list::builders::ModifyManagedPrefixListFluentBuilder as Change;
use aws_sdk_ec2::types::{AddPrefixListEntry, Filter, RemovePrefixListEntry};
use aws_sdk_ec2::types::{ManagedPrefixList as SdkList, PrefixListState as State};

use crate::clients::Clients;
use crate::ec2::managed_prefix_list::{Entry, Spec, entries};
use crate::ec2::waiting;
use crate::fault::{Fault, Result};
use crate::kind::text;

/// Entries that one request may add, and as many again that it may remove.
pub(super) const ENTRIES_AT_ONCE_MAX: usize = 100;

const OPERATION: &str = "ModifyManagedPrefixList";

/// Brings a list to what is wanted, wherever it stands. Room comes before the entries that need
/// it and goes after those that took it; AWS takes either in a request of its own.
pub(super) async fn put(aws: &Clients, id: &str, wanted: &Spec) -> Result<()> {
    let now = settled(aws, id).await?;
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

/// What comes and what goes does so at once, as far as one request carries it. Only a range that
/// is described anew has to go first: no request takes one range both ways.
async fn put_entries(aws: &Clients, id: &str, wanted: &BTreeSet<Entry>) -> Result<()> {
    let now = entries(aws, id).await?;
    let added: Vec<&Entry> = wanted.difference(&now).collect();
    let is_back = |entry: &&Entry| added.iter().any(|it| it.cidr == entry.cidr);
    let (anew, gone): (Vec<&Entry>, Vec<&Entry>) = now.difference(wanted).partition(is_back);
    for some in anew.chunks(ENTRIES_AT_ONCE_MAX) {
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
pub(super) fn added(entry: &Entry) -> AddPrefixListEntry {
    let described = Some(entry.description.clone()).filter(|text| !text.is_empty());
    let added = AddPrefixListEntry::builder().cidr(&entry.cidr);
    added.set_description(described).build()
}

fn removed(entry: &Entry) -> RemovePrefixListEntry {
    RemovePrefixListEntry::builder().cidr(&entry.cidr).build()
}

/// Makes one change to the present version, and waits for it.
async fn change(aws: &Clients, id: &str, what: impl FnOnce(Change) -> Change) -> Result<()> {
    let version = settled(aws, id).await?.version();
    let request = what(aws.ec2().modify_managed_prefix_list().prefix_list_id(id));
    // AWS takes a version with entries only.
    let entries = request.get_add_entries().is_some() || request.get_remove_entries().is_some();
    let version = version.filter(|_| entries);
    request.set_current_version(version).send().await?;
    let list = settled(aws, id).await?;
    if list.state() != Some(&State::ModifyFailed) {
        return Ok(());
    }
    let message = text(list.state_message());
    Err(Fault::refused("ec2", OPERATION, "IncorrectState", &message))
}

/// The list once no change is under way.
async fn settled(aws: &Clients, id: &str) -> Result<SdkList> {
    let is_settled = || async {
        let list = find(aws, id).await?;
        Ok(!matches!(
            list.state(),
            Some(State::CreateInProgress | State::ModifyInProgress | State::RestoreInProgress)
        ))
    };
    waiting::until(OPERATION, &format!("changes of {id}"), is_settled).await?;
    find(aws, id).await
}

async fn find(aws: &Clients, id: &str) -> Result<SdkList> {
    let named = Filter::builder().name("prefix-list-id").values(id).build();
    let request = aws.reads().ec2().describe_managed_prefix_lists();
    let reply = request.filters(named).send().await?;
    let list = reply.prefix_lists.unwrap_or_default().into_iter().next();
    list.ok_or_else(|| {
        let message = format!("{id} is not visible");
        Fault::refused("ec2", OPERATION, "InvalidPrefixListID.NotFound", &message)
    })
}
