//! The account's own prefix lists. A change is made by the time somebody looks.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::listing::{Listed, page, requested_tags, tag_set};
use super::prefix_list::{of_aws, write_of_aws};
use super::refusals::no_prefix_list;
use super::{ById, Ec2, Outcome};
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// Entries that AWS adds, and removes, in one request.
const AT_ONCE_MAX: usize = 100;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ManagedPrefixList {
    id: String,
    owner: String,
    name: String,
    family: String,
    max_entries: usize,
    version: i64,
    /// Descriptions by range.
    entries: ById<String>,
    pub(super) tags: Tags,
}

impl Listed for ManagedPrefixList {
    const IDS: &'static str = "PrefixListId";
    const PAGE_MIN: usize = 1;

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "prefix-list-id" => self.id.clone(),
            "prefix-list-name" => self.name.clone(),
            "owner-id" => self.owner.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_prefix_list(id)
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let name = params.need("PrefixListName")?;
    if name.starts_with("com.amazonaws") {
        let why = "The name cannot start with com.amazonaws.";
        return Err(Refusal::invalid_value(name, "PrefixListName", why));
    }
    params.need("MaxEntries")?;
    let mut list = ManagedPrefixList {
        id: ec2.id("pl"),
        owner: ec2.account.clone(),
        name: name.to_owned(),
        family: params.need("AddressFamily")?.to_owned(),
        max_entries: params.number("MaxEntries")?.unwrap_or_default(),
        version: 1,
        entries: ById::new(),
        tags: requested_tags(params, "prefix-list")?,
    };
    add(&mut list, &params.nested("Entry"))?;
    let mut xml = Xml::new();
    xml.node("prefixList", |xml| {
        write(xml, &list, "create-in-progress", ec2);
    });
    ec2.prefix_lists.insert(list.id.clone(), list);
    Ok(xml)
}

/// The account's lists come after AWS's, which fit on every page.
pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let of_aws = of_aws(ec2, params);
    let named_aws = !of_aws.is_empty() && params.has("PrefixListId.1");
    let lists = match named_aws {
        true => (Vec::new(), None),
        false => page(ec2.prefix_lists.values(), params)?,
    };
    let first = !params.has("NextToken");
    let mut xml = Xml::new();
    xml.node("prefixListSet", |xml| {
        for it in of_aws.iter().filter(|_| first) {
            xml.node("item", |xml| write_of_aws(xml, it, ec2));
        }
        for list in lists.0 {
            xml.node("item", |xml| write(xml, list, "modify-complete", ec2));
        }
    });
    xml.option("nextToken", lists.1);
    Ok(xml)
}

pub(super) fn entries(ec2: &Ec2, params: &Params) -> Outcome {
    let id = params.need("PrefixListId")?;
    let list = ec2.prefix_lists.get(id).ok_or_else(|| no_prefix_list(id))?;
    let size = params.number("MaxResults")?.unwrap_or(AT_ONCE_MAX);
    let after = params.get("NextToken").unwrap_or_default();
    let rest: Vec<_> = list
        .entries
        .iter()
        .filter(|(cidr, _)| cidr.as_str() > after)
        .collect();
    let next = rest.get(..size).filter(|_| rest.len() > size);
    let next = next.and_then(|shown| shown.last()).map(|(cidr, _)| *cidr);
    let mut xml = Xml::new();
    let shown = rest.iter().take(size);
    xml.list("entrySet", "item", shown, |xml, (cidr, description)| {
        xml.text("cidr", cidr);
        xml.option("description", Some(description).filter(|it| !it.is_empty()));
    });
    xml.option("nextToken", next);
    Ok(xml)
}

/// AWS changes entries of the version named, and room in a request of its own.
pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("PrefixListId")?;
    let list = ec2.prefix_lists.get(id).ok_or_else(|| no_prefix_list(id))?;
    let (added, removed) = (params.nested("AddEntry"), params.nested("RemoveEntry"));
    let room: Option<usize> = params.number("MaxEntries")?;
    let mut changed = list.clone();
    if !(added.is_empty() && removed.is_empty()) {
        if room.is_some() {
            let message = "You cannot modify the entries and the size of a prefix list at once.";
            return Err(Refusal::bad("InvalidParameterCombination", message));
        }
        params.need("CurrentVersion")?;
        if params.number("CurrentVersion")? != Some(list.version) {
            let message = format!("The prefix list {id} has another version.");
            return Err(Refusal::bad("PrefixListVersionMismatch", message));
        }
        remove(&mut changed, &added, &removed)?;
        add(&mut changed, &added)?;
        changed.version += 1;
    }
    if let Some(room) = room {
        changed.max_entries = room;
        fits(&changed)?;
    }
    if let Some(name) = params.get("PrefixListName") {
        changed.name = name.to_owned();
    }
    let mut xml = Xml::new();
    xml.node("prefixList", |xml| {
        write(xml, &changed, "modify-in-progress", ec2);
    });
    ec2.prefix_lists.insert(id.to_owned(), changed);
    Ok(xml)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("PrefixListId")?;
    let list = ec2.prefix_lists.remove(id);
    let list = list.ok_or_else(|| no_prefix_list(id))?;
    let mut xml = Xml::new();
    xml.node("prefixList", |xml| {
        write(xml, &list, "delete-in-progress", ec2);
    });
    Ok(xml)
}

fn remove(
    list: &mut ManagedPrefixList,
    added: &[Params],
    removed: &[Params],
) -> Result<(), Refusal> {
    let coming: BTreeSet<&str> = added.iter().filter_map(|entry| entry.get("Cidr")).collect();
    if removed.len() > AT_ONCE_MAX {
        return Err(too_many());
    }
    for entry in removed {
        let cidr = entry.need("Cidr")?;
        if coming.contains(cidr) {
            let message = format!(
                "Request cannot contain Cidr {cidr} in both AddPrefixListEntries and RemovePrefixListEntries"
            );
            return Err(Refusal::bad("InvalidParameterValue", message));
        }
        if list.entries.remove(cidr).is_none() {
            let message = format!("The prefix list has no entry {cidr}");
            return Err(Refusal::bad("InvalidParameterValue", message));
        }
    }
    Ok(())
}

fn add(list: &mut ManagedPrefixList, added: &[Params]) -> Result<(), Refusal> {
    if added.len() > AT_ONCE_MAX {
        return Err(too_many());
    }
    for entry in added {
        let description = entry.get("Description").unwrap_or_default().to_owned();
        list.entries
            .insert(entry.need("Cidr")?.to_owned(), description);
    }
    fits(list)
}

fn too_many() -> Refusal {
    let message = format!("A request may contain up to {AT_ONCE_MAX} entries.");
    Refusal::bad("InvalidParameterValue", message)
}

fn fits(list: &ManagedPrefixList) -> Result<(), Refusal> {
    if list.entries.len() <= list.max_entries {
        return Ok(());
    }
    let message = "You've reached the maximum number of entries for the prefix list.";
    Err(Refusal::bad("PrefixListMaxEntriesExceeded", message))
}

fn write(xml: &mut Xml, list: &ManagedPrefixList, state: &str, ec2: &Ec2) {
    xml.text("prefixListId", &list.id)
        .text("prefixListName", &list.name);
    xml.text("prefixListArn", ec2.arn("prefix-list", &list.id))
        .text("addressFamily", &list.family);
    xml.text("state", state)
        .text("ownerId", &list.owner)
        .text("maxEntries", list.max_entries)
        .text("version", list.version);
    tag_set(xml, &list.tags);
}
