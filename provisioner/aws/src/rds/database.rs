//! What instances and clusters have in common: how they are asked for, made, changed and taken
//! down.

use std::collections::BTreeSet;

use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::standing::{self, Awaited, DELETING, Look, REST};
use super::{RDS, Tag, arn, differing, tag_list, tags_from};
use crate::clients::Clients;
use crate::fault::{Fault, Result, unless_gone};
use crate::kind::{Item, New, made_with_arn};
use crate::waiting;
use crate::wire::{Call, members};

/// Where logs are told that go to CloudWatch Logs, and where it is told that this is changing.
const LOGS: &str = "EnabledCloudwatchLogsExports";
const PENDING_LOGS: &str = "PendingCloudwatchLogsExports";

/// What modifying requests call otherwise than what is told to be pending.
const PENDING_NAMES: &[(&str, &str)] = &[
    ("CloudwatchLogsExportConfiguration", PENDING_LOGS),
    ("DBPortNumber", "Port"),
    (
        "EnableIAMDatabaseAuthentication",
        "IAMDatabaseAuthenticationEnabled",
    ),
    ("ManageMasterUserPassword", "MasterUserPassword"),
];

/// What RDS calls things of one sort of database.
pub(super) struct Sort {
    /// What its ARNs are of.
    pub what: &'static str,
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

/// What is declared of a database of either sort. Names, logs, passwords and tags are asked for
/// apart.
pub(super) trait Declared: Sync {
    /// What a request that makes it says.
    fn made(&self) -> Value;

    /// What a request that changes it says.
    fn changed(&self) -> Value;

    /// Its password; none where it is a cluster's.
    fn password(&self) -> Option<Password<'_>>;

    /// The logs that go to CloudWatch Logs.
    fn logs(&self) -> Option<&BTreeSet<String>>;
}

/// The password of a first user.
#[derive(Clone, Copy, Debug)]
pub(super) struct Password<'a> {
    /// Whether RDS keeps it.
    pub is_kept: bool,
    /// The key it is encrypted with.
    pub key: Option<&'a str>,
}

impl Sort {
    /// All of the sort; what goes is gone.
    pub async fn list<S>(
        &self,
        aws: &Clients,
        spec: fn(&Value) -> Result<S>,
    ) -> Result<Vec<Item<S>>> {
        let (operation, items) = self.describe;
        let call = Call::form(operation, json!({}));
        let mut all: Vec<Value> = RDS.list(aws, call, items).await?;
        all.retain(|told| told[self.status] != DELETING);
        let item = |mut told: Value| {
            self.with_pending(&mut told)?;
            let (id, tags) = (text(&told, self.id), tags(&told, operation)?);
            let item = Item::new(id.clone(), spec(&told)?).tags(tags);
            Ok(item.output("arn", arn(aws, self.what, &id)))
        };
        all.into_iter().map(item).collect()
    }

    /// What RDS is about to set counts as set.
    fn with_pending(&self, told: &mut Value) -> Result<()> {
        let operation = self.describe.0;
        let Value::Object(mut pending) = told["PendingModifiedValues"].take() else {
            return Ok(());
        };
        if let Some(change) = pending.remove(PENDING_LOGS) {
            let mut logs: BTreeSet<String> = set(told, LOGS, operation)?;
            logs.extend(set(&change, "LogTypesToEnable", operation)?);
            let off = set(&change, "LogTypesToDisable", operation)?;
            logs.retain(|log| !off.contains(log));
            told[LOGS] = json!({ "member": logs });
        }
        // Until it has another name, it answers to this one.
        pending.remove(self.id);
        for (name, value) in pending.into_iter().filter(|(_, value)| value.is_string()) {
            told[name] = value;
        }
        Ok(())
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
        awaited: Awaited<'_>,
    ) -> Result<()> {
        let look = || async {
            let told = self.find(aws, id).await?;
            Ok(told.map(|told| Look {
                state: text(&told, self.status),
                pending: pending(&told),
            }))
        };
        standing::until(aws.rest(REST), operation, awaited, look).await
    }

    /// Makes one.
    pub async fn create<S: Declared>(
        &self,
        aws: &Clients,
        id: &str,
        new: &New<S>,
    ) -> Result<Created> {
        let mut body = new.spec.made();
        body[self.id] = id.into();
        if let Some(password) = new.spec.password() {
            body["ManageMasterUserPassword"] = true.into();
            body["MasterUserSecretKmsKeyId"] = password.key.into();
        }
        if let Some(logs) = new.spec.logs() {
            body["EnableCloudwatchLogsExports"] = json!({ "member": logs });
        }
        body["Tags"] = tag_list(&new.tags);
        RDS.tell(aws, Call::form(self.create, body)).await?;
        let arn = arn(aws, self.what, id);
        made_with_arn("rds", self.create, Some(id), Some(&arn))
    }

    /// Waits until it can be used.
    pub async fn stands(&self, aws: &Clients, id: &str) -> Result<()> {
        self.wait(aws, id, self.create, Awaited::Standing).await
    }

    /// Changes what differs, at once, and waits until that is done. RDS takes no change while it
    /// makes another.
    pub async fn update<S: Declared>(
        &self,
        aws: &Clients,
        id: &str,
        before: &S,
        after: &S,
    ) -> Result<()> {
        let mut changes = differing(before.changed(), after.changed());
        changes.extend(self.password_change(before.password(), after.password())?);
        if let Some(logs) = log_changes(before.logs(), after.logs()) {
            changes.insert("CloudwatchLogsExportConfiguration".to_owned(), logs);
        }
        if changes.is_empty() {
            return Ok(());
        }
        let ours = changes.keys().map(|name| pending_name(name).to_owned());
        let ours: BTreeSet<String> = ours.collect();
        self.wait(aws, id, self.modify, Awaited::Ready(&ours))
            .await?;
        changes.insert(self.id.to_owned(), id.into());
        changes.insert("ApplyImmediately".to_owned(), true.into());
        if changes.contains_key("EngineVersion") {
            // A version is declared exactly: whoever declares another major one wants it.
            changes.insert("AllowMajorVersionUpgrade".to_owned(), true.into());
        }
        RDS.tell(aws, Call::form(self.modify, changes.into()))
            .await?;
        self.wait(aws, id, self.modify, Awaited::Changed(&ours))
            .await
    }

    /// A key can be named only for a password that RDS begins to keep (`ModifyDBInstance`,
    /// `MasterUserSecretKmsKeyId`).
    fn password_change(
        &self,
        before: Option<Password<'_>>,
        after: Option<Password<'_>>,
    ) -> Result<Map<String, Value>> {
        let mut changes = Map::new();
        let Some((before, after)) = before.zip(after) else {
            return Ok(changes);
        };
        if !before.is_kept {
            changes.insert("ManageMasterUserPassword".to_owned(), true.into());
        }
        let Some(key) = after.key.filter(|_| before.key != after.key) else {
            return Ok(changes);
        };
        if before.is_kept {
            let message = "RDS keeps the password already: the key it is encrypted with stays";
            return Err(Fault::refused("rds", self.modify, "immutable", message));
        }
        changes.insert("MasterUserSecretKmsKeyId".to_owned(), key.into());
        Ok(changes)
    }

    /// Takes it down; its data stays in a last snapshot unless `is_member` of a cluster, which
    /// has the data. Whoever came this far named it: its own protection is taken off.
    pub async fn delete(&self, aws: &Clients, id: &str, is_member: bool) -> Result<()> {
        let Some(told) = self.find(aws, id).await? else {
            return Ok(());
        };
        if told[self.status] != DELETING {
            if !is_member && is_protected(&told) {
                self.unprotect(aws, id).await?;
            }
            let mut body = json!({ self.id: id, "SkipFinalSnapshot": is_member });
            if !is_member {
                let once = text(&told, self.resource_id).to_lowercase();
                body["FinalDBSnapshotIdentifier"] = format!("{id}-final-{once}").into();
            }
            RDS.tell(aws, Call::form(self.delete, body)).await?;
        }
        self.wait(aws, id, self.delete, Awaited::Gone).await
    }

    /// Protection goes at once, in any case; what else is pending has no need to come before the
    /// end (RDS User Guide, "Settings for DB instances").
    async fn unprotect(&self, aws: &Clients, id: &str) -> Result<()> {
        let body = json!({ self.id: id, "DeletionProtection": false });
        RDS.tell(aws, Call::form(self.modify, body)).await?;
        let is_off = || async {
            let told = self.find(aws, id).await?;
            Ok(!told.as_ref().is_some_and(is_protected))
        };
        waiting::until("rds", self.modify, "its protection to go", is_off).await
    }
}

fn is_protected(told: &Value) -> bool {
    flag(told, "DeletionProtection") == Some(true)
}

/// What RDS is yet to set; what has no value is not.
fn pending(told: &Value) -> BTreeSet<String> {
    let values = told["PendingModifiedValues"].as_object();
    let set = values
        .into_iter()
        .flatten()
        .filter(|(_, value)| *value != "");
    set.map(|(name, _)| name.clone()).collect()
}

/// What is told to be pending where a modifying request says `name`.
fn pending_name(name: &str) -> &str {
    let other = PENDING_NAMES.iter().find(|(asked, _)| *asked == name);
    other.map_or(name, |(_, told)| told)
}

/// The parameters of one request, and more of them.
pub(super) fn joined(mut body: Value, more: Value) -> Value {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
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
fn list<T: DeserializeOwned>(told: &Value, name: &str, operation: &str) -> Result<Vec<T>> {
    let items = told.get(name).cloned().unwrap_or_default();
    members(items)
        .map_err(|error: serde_json::Error| Fault::unreadable("rds", operation, &error.to_string()))
}

/// A list of texts.
fn set(told: &Value, name: &str, operation: &str) -> Result<BTreeSet<String>> {
    Ok(list(told, name, operation)?.into_iter().collect())
}

/// The logs that go to CloudWatch Logs.
pub(super) fn logs(told: &Value, operation: &str) -> Result<BTreeSet<String>> {
    set(told, LOGS, operation)
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

fn tags(told: &Value, operation: &str) -> Result<Tags> {
    list::<Tag>(told, "TagList", operation).map(tags_from)
}

/// Which logs are turned on and off, as a modifying request takes it.
fn log_changes(
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

    const SORT: Sort = Sort {
        what: "db",
        describe: ("DescribeDBInstances", "DBInstances"),
        id: "DBInstanceIdentifier",
        status: "DBInstanceStatus",
        resource_id: "DbiResourceId",
        create: "CreateDBInstance",
        modify: "ModifyDBInstance",
        delete: "DeleteDBInstance",
    };

    #[test]
    fn what_is_about_to_be_counts() {
        let mut told = json!({
            "DBInstanceIdentifier": "juki", "MultiAZ": "false", "Engine": "postgres",
            "EnabledCloudwatchLogsExports": {"member": ["audit", "upgrade"]},
            "PendingModifiedValues": {
                "DBInstanceIdentifier": "other", "MultiAZ": "true", "ProcessorFeatures": "",
                "PendingCloudwatchLogsExports": {
                    "LogTypesToEnable": {"member": "postgresql"},
                    "LogTypesToDisable": {"member": ["audit"]},
                },
            },
        });
        let names = ["DBInstanceIdentifier", "MultiAZ", PENDING_LOGS];
        assert_eq!(pending(&told), names.map(str::to_owned).into());
        SORT.with_pending(&mut told).unwrap();
        assert_eq!(flag(&told, "MultiAZ"), Some(true));
        assert_eq!(text(&told, "DBInstanceIdentifier"), "juki");
        let set = logs(&told, "DescribeDBInstances").unwrap();
        assert_eq!(set, ["postgresql", "upgrade"].map(str::to_owned).into());
    }

    #[test]
    fn a_key_is_named_only_for_a_password_that_was_not_kept() {
        let password = |is_kept, key| Some(Password { is_kept, key });
        let change = |before, after| SORT.password_change(before, after).map(Value::Object);
        let kept = password(true, Some("k"));
        for (before, after, sent) in [
            (None, None, json!({})),
            (kept, kept, json!({})),
            (kept, password(true, None), json!({})),
            (
                password(false, None),
                password(true, None),
                json!({"ManageMasterUserPassword": true}),
            ),
            (
                password(false, None),
                kept,
                json!({"ManageMasterUserPassword": true, "MasterUserSecretKmsKeyId": "k"}),
            ),
        ] {
            assert_eq!(change(before, after).unwrap(), sent);
        }
        let refused = change(kept, password(true, Some("other"))).unwrap_err();
        assert_eq!(refused.code(), "immutable");
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
