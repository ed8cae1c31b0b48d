//! What instances and clusters have in common: how they are asked for, changed and taken down.

use std::collections::BTreeSet;

use gabakura_model::resource::Tags;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::standing::{self, AVAILABLE, DELETING};
use super::{RDS, Tag, tags_from};
use crate::clients::Clients;
use crate::fault::{Fault, Result, unless_gone};
use crate::wire::{Call, members};

/// What RDS calls things of one sort of database.
pub(super) struct Sort {
    /// The operation that tells of them, and the list in its reply.
    pub describe: (&'static str, &'static str),
    /// The parameter that names one.
    pub id: &'static str,
    /// Where its state is told.
    pub status: &'static str,
    /// Where the id is told that no other ever has.
    pub resource_id: &'static str,
    /// The operation that makes one.
    pub create: &'static str,
    /// The operation that changes one.
    pub modify: &'static str,
    /// The operation that takes one down.
    pub delete: &'static str,
}

impl Sort {
    /// All of the sort, as RDS tells them; what goes is gone.
    pub async fn list(&self, aws: &Clients) -> Result<Vec<Value>> {
        let (operation, items) = self.describe;
        let call = Call::form(operation, json!({}));
        let mut all: Vec<Value> = RDS.list(aws, call, items).await?;
        all.retain(|told| told[self.status] != DELETING);
        all.iter_mut().for_each(with_pending);
        Ok(all)
    }

    async fn find(&self, aws: &Clients, id: &str) -> Result<Option<Value>> {
        let (operation, items) = self.describe;
        let call = Call::form(operation, json!({ self.id: id }));
        let found = unless_gone(RDS.list(&aws.reads(), call, items).await)?;
        Ok(found.and_then(|all| all.into_iter().next()))
    }

    async fn wait(
        &self,
        aws: &Clients,
        id: &str,
        operation: &str,
        for_: Option<&str>,
    ) -> Result<()> {
        let look = || async {
            let told = self.find(aws, id).await?;
            Ok(told.map(|told| text(&told, self.status)))
        };
        standing::until(operation, for_, look).await
    }

    /// Waits until it can be used.
    pub async fn stands(&self, aws: &Clients, id: &str) -> Result<()> {
        self.wait(aws, id, self.create, Some(AVAILABLE)).await
    }

    /// Changes it at once and waits until that is done.
    pub async fn modify(
        &self,
        aws: &Clients,
        id: &str,
        mut changes: Map<String, Value>,
    ) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        changes.insert(self.id.to_owned(), id.into());
        changes.insert("ApplyImmediately".to_owned(), true.into());
        RDS.tell(aws, Call::form(self.modify, changes.into()))
            .await?;
        self.wait(aws, id, self.modify, Some(AVAILABLE)).await
    }

    /// Takes it down; its data stays in a last snapshot unless `is_member` of a cluster, which
    /// has the data. Whoever came this far named it: its own protection is taken off.
    pub async fn delete(&self, aws: &Clients, id: &str, is_member: bool) -> Result<()> {
        let Some(told) = self.find(aws, id).await? else {
            return Ok(());
        };
        if told[self.status] != DELETING {
            if !is_member && flag(&told, "DeletionProtection") == Some(true) {
                let off = json!({ "DeletionProtection": false });
                let off = off.as_object().cloned().unwrap_or_default();
                self.modify(aws, id, off).await?;
            }
            let mut body = json!({ self.id: id, "SkipFinalSnapshot": is_member });
            if !is_member {
                let once = text(&told, self.resource_id).to_lowercase();
                body["FinalDBSnapshotIdentifier"] = format!("{id}-final-{once}").into();
            }
            RDS.tell(aws, Call::form(self.delete, body)).await?;
        }
        self.wait(aws, id, self.delete, None).await
    }
}

/// What RDS is about to set counts as set.
fn with_pending(told: &mut Value) {
    if let Value::Object(pending) = told["PendingModifiedValues"].take() {
        let known = pending.into_iter().filter(|(_, value)| value.is_string());
        for (name, value) in known {
            told[name] = value;
        }
    }
}

/// A text; empty where RDS tells none.
pub(super) fn text(told: &Value, name: &str) -> String {
    told[name].as_str().unwrap_or_default().to_owned()
}

/// A text that RDS tells.
pub(super) fn some(told: &Value, name: &str) -> Option<String> {
    Some(text(told, name)).filter(|text| !text.is_empty())
}

/// A switch that RDS tells.
pub(super) fn flag(told: &Value, name: &str) -> Option<bool> {
    told[name].as_str()?.parse().ok()
}

/// A number that RDS tells.
pub(super) fn number(told: &Value, name: &str) -> Option<i64> {
    told[name].as_str()?.parse().ok()
}

/// Something that must be told.
pub(super) fn told<T>(value: Option<T>, operation: &str, what: &str) -> Result<T> {
    value.ok_or_else(|| Fault::missing("rds", operation, what))
}

/// A list that RDS tells.
pub(super) fn list<T: DeserializeOwned>(
    told: &Value,
    name: &str,
    operation: &str,
) -> Result<Vec<T>> {
    let items = told.get(name).cloned().unwrap_or_default();
    members(items)
        .map_err(|error: serde_json::Error| Fault::unreadable("rds", operation, &error.to_string()))
}

/// One text of each item of a list.
pub(super) fn each(
    told: &Value,
    list_name: &str,
    name: &str,
    operation: &str,
) -> Result<BTreeSet<String>> {
    let items: Vec<Value> = list(told, list_name, operation)?;
    Ok(items.iter().map(|item| text(item, name)).collect())
}

pub(super) fn tags(told: &Value, operation: &str) -> Result<Tags> {
    list::<Tag>(told, "TagList", operation).map(tags_from)
}

/// Which logs are turned on and off, as a modifying request takes it.
pub(super) fn log_changes(
    before: Option<&BTreeSet<String>>,
    after: Option<&BTreeSet<String>>,
) -> Option<Value> {
    let (none, after) = (BTreeSet::new(), after?);
    let before = before.unwrap_or(&none);
    let missing = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        let all: Vec<String> = one.difference(other).cloned().collect();
        (!all.is_empty()).then(|| json!({ "member": all }))
    };
    let (on, off) = (missing(after, before), missing(before, after));
    (on.is_some() || off.is_some()).then(|| json!({ "EnableLogTypes": on, "DisableLogTypes": off }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_to_be_counts() {
        let mut told = json!({
            "MultiAZ": "false", "Engine": "postgres",
            "PendingModifiedValues": {"MultiAZ": "true", "ProcessorFeatures": {}},
        });
        with_pending(&mut told);
        assert_eq!(flag(&told, "MultiAZ"), Some(true));
        assert_eq!(told.get("ProcessorFeatures"), None);
    }

    #[test]
    fn logs_are_turned_on_and_off() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (old, new): (BTreeSet<_>, BTreeSet<_>) = (set(&["a", "b"]), set(&["b", "c"]));
        assert_eq!(log_changes(Some(&old), None), None);
        assert_eq!(log_changes(Some(&new), Some(&new)), None);
        let changes = json!({
            "EnableLogTypes": {"member": ["c"]}, "DisableLogTypes": {"member": ["a"]},
        });
        assert_eq!(log_changes(Some(&old), Some(&new)), Some(changes));
    }
}
