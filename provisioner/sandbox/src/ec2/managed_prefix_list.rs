//! The account's own prefix lists. A change is complete by the next description.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::prefix_list::{of_aws, write_of_aws};
use super::{ById, Described, Ec2, Outcome, element_with, page, requested_tags, write_tagged};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

/// Entries that AWS adds, and removes, in one request.
const AT_ONCE_MAX: usize = 100;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ManagedPrefixList {
    pub(super) id: String,
    owner: String,
    name: String,
    family: String,
    max_entries: usize,
    version: i64,
    /// Descriptions by range.
    entries: ById<String>,
    pub(super) tags: Tags,
}

impl Described for ManagedPrefixList {
    const PAGE_MIN: usize = 1;

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "prefix-list-id" => self.id.clone(),
            "prefix-list-name" => self.name.clone(),
            "owner-id" => self.owner.clone(),
            _ => return None,
        }])
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        self.write_as(xml, "modify-complete", ec2);
    }
}

impl ManagedPrefixList {
    fn reply(&self, state: &str, ec2: &Ec2) -> Xml {
        element_with(self, |xml| self.write_as(xml, state, ec2))
    }

    fn write_as(&self, xml: &mut Xml, state: &str, ec2: &Ec2) {
        xml.text("prefixListId", &self.id)
            .text("prefixListName", &self.name);
        xml.text("prefixListArn", ec2.arn("prefix-list", &self.id))
            .text("addressFamily", &self.family);
        xml.text("state", state)
            .text("ownerId", &self.owner)
            .text("maxEntries", self.max_entries)
            .text("version", self.version);
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let name = params.need("PrefixListName")?;
    if name.starts_with("com.amazonaws") {
        let why = "The name cannot start with com.amazonaws.";
        return Err(AwsError::invalid_value(name, "PrefixListName", why));
    }
    params.need("MaxEntries")?;
    let mut list = ManagedPrefixList {
        id: ec2.new_id::<ManagedPrefixList>(),
        owner: ec2.account.clone(),
        name: name.to_owned(),
        family: params.need("AddressFamily")?.to_owned(),
        max_entries: params.number("MaxEntries")?.unwrap_or_default(),
        version: 1,
        entries: ById::new(),
        tags: requested_tags::<ManagedPrefixList>(params)?,
    };
    add(&mut list, &params.nested("Entry"))?;
    let reply = list.reply("create-in-progress", ec2);
    ec2.insert(list);
    Ok(reply)
}

/// The account's lists come after AWS's, which fit on every page.
pub(super) fn describe(ec2: &mut Ec2, params: &Params) -> Outcome {
    let of_aws = of_aws(ec2, params);
    let (lists, next) = match !of_aws.is_empty() && params.has("PrefixListId.1") {
        true => (Vec::new(), None),
        false => page(ec2.prefix_lists.values(), params)?,
    };
    let is_first = !params.has("NextToken");
    let mut xml = Xml::new();
    xml.node("prefixListSet", |xml| {
        for it in of_aws.iter().filter(|_| is_first) {
            xml.node("item", |xml| write_of_aws(xml, it, ec2));
        }
        for list in lists {
            xml.node("item", |xml| write_tagged(xml, list, ec2));
        }
    });
    xml.option("nextToken", next);
    Ok(xml)
}

pub(super) fn entries(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("PrefixListId")?;
    let list = ec2.get::<ManagedPrefixList>(id)?;
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
    let list = ec2.get::<ManagedPrefixList>(id)?;
    let (added, removed) = (params.nested("AddEntry"), params.nested("RemoveEntry"));
    let room: Option<usize> = params.number("MaxEntries")?;
    let mut changed = list.clone();
    if !(added.is_empty() && removed.is_empty()) {
        if room.is_some() {
            let message = "You cannot modify the entries and the size of a prefix list at once.";
            return Err(AwsError::bad("InvalidParameterCombination", message));
        }
        params.need("CurrentVersion")?;
        if params.number("CurrentVersion")? != Some(list.version) {
            let message = format!("The prefix list {id} has another version.");
            return Err(AwsError::bad("PrefixListVersionMismatch", message));
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
    let reply = changed.reply("modify-in-progress", ec2);
    ec2.insert(changed);
    Ok(reply)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let list = ec2.remove::<ManagedPrefixList>(params.need("PrefixListId")?)?;
    Ok(list.reply("delete-in-progress", ec2))
}

fn remove(
    list: &mut ManagedPrefixList,
    added: &[Params],
    removed: &[Params],
) -> Result<(), AwsError> {
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
            return Err(AwsError::bad("InvalidParameterValue", message));
        }
        if list.entries.remove(cidr).is_none() {
            let message = format!("The prefix list has no entry {cidr}");
            return Err(AwsError::bad("InvalidParameterValue", message));
        }
    }
    Ok(())
}

fn add(list: &mut ManagedPrefixList, added: &[Params]) -> Result<(), AwsError> {
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

fn too_many() -> AwsError {
    let message = format!("A request may contain up to {AT_ONCE_MAX} entries.");
    AwsError::bad("InvalidParameterValue", message)
}

fn fits(list: &ManagedPrefixList) -> Result<(), AwsError> {
    if list.entries.len() <= list.max_entries {
        return Ok(());
    }
    let message = "You've reached the maximum number of entries for the prefix list.";
    Err(AwsError::bad("PrefixListMaxEntriesExceeded", message))
}
