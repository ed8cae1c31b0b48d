//! What instances and clusters have in common: how they are listed, created, changed and deleted.

use std::collections::BTreeSet;

use gabakura_model::Value;
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use serde::de::DeserializeOwned;
use serde_json::{Map, json};

use super::wait::{self, Awaited, DELETING, POLL_INTERVAL, Progress};
use super::{CAPITALS, RDS, Tag, arn, tag_list, tags_from};
use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::kind::{Item, made_named};
use crate::waiting;
use crate::wire::{Call, Names, items};

/// The log exports of a description, and where it has those that are changing.
const LOGS: &str = "EnabledCloudwatchLogsExports";
const PENDING_LOGS: &str = "PendingCloudwatchLogsExports";

/// Members that creating and modifying requests have otherwise.
const CREATE_LOGS: &str = "EnableCloudwatchLogsExports";
const MODIFY_LOGS: &str = "CloudwatchLogsExportConfiguration";
const PASSWORD: &str = "ManageMasterUserPassword";
const PASSWORD_KEY: &str = "MasterUserSecretKmsKeyId";

/// What a modifying request calls otherwise than the description of what is pending.
const PENDING_NAMES: &[(&str, &str)] = &[
    (MODIFY_LOGS, PENDING_LOGS),
    ("DBPortNumber", "Port"),
    (IAM_REQUEST, IAM_REPLY),
    (PASSWORD, "MasterUserPassword"),
];
const IAM_REQUEST: &str = "EnableIAMDatabaseAuthentication";
const IAM_REPLY: &str = "IAMDatabaseAuthenticationEnabled";

/// How RDS spells the fields of instances and clusters.
pub(super) const NAMES: Names = Names {
    capitals: CAPITALS,
    odd: &[
        (
            "cloudwatch_logs_exports",
            "EnableCloudwatchLogsExports.member",
        ),
        ("iam_database_authentication", IAM_REQUEST),
        ("serverless_scaling", "ServerlessV2ScalingConfiguration"),
        (
            "vpc_security_group_ids",
            "VpcSecurityGroupIds.VpcSecurityGroupId",
        ),
    ],
    replies: &[
        ("cloudwatch_logs_exports", LOGS),
        ("db_cluster_parameter_group_name", "DBClusterParameterGroup"),
        ("db_subnet_group_name", "DBSubnetGroup"),
        ("iam_database_authentication", IAM_REPLY),
        ("master_user_secret_kms_key_id", "MasterUserSecret.KmsKeyId"),
        (
            "vpc_security_group_ids",
            "VpcSecurityGroups[].VpcSecurityGroupId",
        ),
    ],
    ..Names::PASCAL
};

/// The API of one type of database.
pub(super) struct Api {
    /// The resource type of its ARNs.
    pub arn_type: &'static str,
    /// The operation that lists them, and the list in its reply.
    pub describe: (&'static str, &'static str),
    /// The member that names one.
    pub id: &'static str,
    /// The member with its status.
    pub status: &'static str,
    /// The member with the id that no other ever has.
    pub resource_id: &'static str,
    pub create: &'static str,
    pub modify: &'static str,
    pub delete: &'static str,
    /// What a modifying request calls the port.
    pub port: &'static str,
}

impl Api {
    /// All of the type but those that are being deleted. `names` may still correct a description.
    pub async fn list<S: DeserializeOwned>(
        &self,
        aws: &Clients,
        names: fn(&mut Value) -> Result<&'static Names>,
    ) -> Result<Vec<Item<S>>> {
        let (operation, list) = self.describe;
        let call = Call::form(operation, json!({}));
        let mut all = RDS.resources(aws, call, list).await?;
        all.retain(|database| database[self.status] != DELETING);
        let item = |mut database: Value| {
            self.apply_pending(&mut database)?;
            let (id, tags) = (text(&database, self.id), tags(&database, operation)?);
            let names = names(&mut database)?;
            let spec: S = RDS.read(operation, names, database)?;
            let arn = arn(aws, self.arn_type, &id);
            Ok(Item::new(id, spec).tags(tags).output("arn", arn))
        };
        all.into_iter().map(item).collect()
    }

    /// What RDS is about to set counts as set.
    fn apply_pending(&self, database: &mut Value) -> Result<()> {
        let operation = self.describe.0;
        let pending = database["PendingModifiedValues"].take();
        let mut logs = set(&database[LOGS], operation)?;
        logs.extend(set(&pending[PENDING_LOGS]["LogTypesToEnable"], operation)?);
        let off = set(&pending[PENDING_LOGS]["LogTypesToDisable"], operation)?;
        logs.retain(|log| !off.contains(log));
        database[LOGS] = json!(logs);
        database[PASSWORD] = database["MasterUserSecret"].is_object().into();
        let pending = pending.as_object().into_iter().flatten();
        for (name, value) in pending.filter(|(_, value)| value.is_string()) {
            // Until it has another name, it answers to this one.
            if name != self.id && name != PENDING_LOGS {
                database[name] = value.clone();
            }
        }
        Ok(())
    }

    async fn find(&self, aws: &Clients, id: &str) -> Result<Option<Value>> {
        let (operation, list) = self.describe;
        let call = Call::form(operation, json!({ self.id: id }));
        let found = unless_gone(RDS.list(&aws.reads(), call, list).await)?;
        Ok(found.and_then(|all| all.into_iter().next()))
    }

    async fn wait(
        &self,
        aws: &Clients,
        id: &str,
        operation: &str,
        awaited: Awaited<'_>,
    ) -> Result<()> {
        let poll = || async {
            let database = self.find(aws, id).await?;
            Ok(database.map(|database| Progress {
                status: text(&database, self.status),
                pending: pending(&database),
            }))
        };
        wait::until(aws.rest(POLL_INTERVAL), operation, awaited, poll).await
    }

    /// Creates one.
    pub async fn create(&self, aws: &Clients, mut body: Value, tags: &Tags) -> Result<Created> {
        let id = text(&body, self.id);
        body["Tags"] = tag_list(tags);
        RDS.tell(aws, Call::form(self.create, body)).await?;
        let arn = arn(aws, self.arn_type, &id);
        Ok(made_named(&id, arn))
    }

    /// Waits until it can be used.
    pub async fn wait_until_available(&self, aws: &Clients, id: &str) -> Result<()> {
        self.wait(aws, id, self.create, Awaited::Available).await
    }

    /// Changes what differs between two creating requests, at once, and waits until that is done.
    /// RDS takes no change while it makes another.
    pub async fn update(
        &self,
        aws: &Clients,
        id: &str,
        before: &Value,
        after: &Value,
    ) -> Result<()> {
        let mut changes = self.changes(before, after)?;
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

    /// What a modifying request has.
    ///
    /// A key can be named only for a password that RDS begins to keep (`ModifyDBInstance`,
    /// `MasterUserSecretKmsKeyId`).
    fn changes(&self, before: &Value, after: &Value) -> Result<Map<String, Value>> {
        let mut changes = after.as_object().cloned().unwrap_or_default();
        changes.retain(|name, value| before.get(name) != Some(value));
        if let Some(port) = changes.remove("Port") {
            changes.insert(self.port.to_owned(), port);
        }
        if changes.remove(CREATE_LOGS).is_some() {
            let exports = |request: &Value| set(&request[CREATE_LOGS], self.modify);
            if let Some(logs) = log_changes(&exports(before)?, &exports(after)?) {
                changes.insert(MODIFY_LOGS.to_owned(), logs);
            }
        }
        if before[PASSWORD] == true && changes.contains_key(PASSWORD_KEY) {
            let message = "RDS keeps the password already: the key it is encrypted with stays";
            return Err(Error::refused("rds", self.modify, "immutable", message));
        }
        Ok(changes)
    }

    /// Deletes it; its data stays in a final snapshot unless it `is_member` of a cluster, which
    /// has the data. Whoever came this far named it: its own protection is turned off.
    pub async fn delete(&self, aws: &Clients, id: &str, is_member: bool) -> Result<()> {
        let Some(database) = self.find(aws, id).await? else {
            return Ok(());
        };
        if database[self.status] != DELETING {
            if !is_member && is_protected(&database) {
                self.unprotect(aws, id).await?;
            }
            let mut body = json!({ self.id: id, "SkipFinalSnapshot": is_member });
            if !is_member {
                let once = text(&database, self.resource_id).to_lowercase();
                body["FinalDBSnapshotIdentifier"] = format!("{id}-final-{once}").into();
            }
            RDS.tell(aws, Call::form(self.delete, body)).await?;
        }
        self.wait(aws, id, self.delete, Awaited::Deleted).await
    }

    /// RDS turns protection off at once, in any case; what else is pending need not be applied
    /// before the end (RDS User Guide, "Settings for DB instances").
    async fn unprotect(&self, aws: &Clients, id: &str) -> Result<()> {
        let body = json!({ self.id: id, "DeletionProtection": false });
        RDS.tell(aws, Call::form(self.modify, body)).await?;
        let is_off = || async {
            let database = self.find(aws, id).await?;
            Ok(!database.as_ref().is_some_and(is_protected))
        };
        waiting::until("rds", self.modify, "deletion protection to be off", is_off).await
    }
}

fn is_protected(database: &Value) -> bool {
    database["DeletionProtection"] == "true"
}

/// What RDS is yet to set; what has no value is not.
fn pending(database: &Value) -> BTreeSet<String> {
    let values = database["PendingModifiedValues"].as_object();
    let values = values.into_iter().flatten();
    let set = values.filter(|(_, value)| *value != "");
    set.map(|(name, _)| name.clone()).collect()
}

/// What is pending where a modifying request has `name`.
fn pending_name(name: &str) -> &str {
    let other = PENDING_NAMES
        .iter()
        .find(|(requested, _)| *requested == name);
    other.map_or(name, |(_, pending)| pending)
}

/// A text; empty where there is none.
pub(super) fn text(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or_default().to_owned()
}

/// A list of texts.
fn set(list: &Value, operation: &str) -> Result<BTreeSet<String>> {
    let items = items(list).map_err(|error| Error::unreadable("rds", operation, &error))?;
    let texts = items.iter().filter_map(Value::as_str);
    Ok(texts.map(str::to_owned).collect())
}

fn tags(database: &Value, operation: &str) -> Result<Tags> {
    let tags = RDS.read(operation, &Names::AS_IS, database["TagList"].clone());
    tags.map(|tags: Vec<Tag>| tags_from(tags))
}

/// Which logs are turned on and off, as a modifying request has it.
fn log_changes(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Option<Value> {
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

    const API: Api = Api {
        arn_type: "db",
        describe: ("DescribeDBInstances", "DBInstances"),
        id: "DBInstanceIdentifier",
        status: "DBInstanceStatus",
        resource_id: "DbiResourceId",
        create: "CreateDBInstance",
        modify: "ModifyDBInstance",
        delete: "DeleteDBInstance",
        port: "DBPortNumber",
    };

    #[test]
    fn what_is_about_to_be_counts() {
        let mut reply = json!({
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
        assert_eq!(pending(&reply), names.map(str::to_owned).into());
        API.apply_pending(&mut reply).unwrap();
        assert_eq!(text(&reply, "MultiAZ"), "true");
        assert_eq!(text(&reply, "DBInstanceIdentifier"), "juki");
        assert_eq!(reply[LOGS], json!(["postgresql", "upgrade"]));
    }

    #[test]
    fn a_key_is_named_only_for_a_password_that_was_not_kept() {
        let request = |is_kept: bool, key: Option<&str>| {
            let mut request = json!({ PASSWORD: is_kept });
            if let Some(key) = key {
                request[PASSWORD_KEY] = key.into();
            }
            request
        };
        let change = |before, after| API.changes(&before, &after).map(Value::Object);
        let kept = request(true, Some("k"));
        for (before, after, sent) in [
            (json!({}), json!({}), json!({})),
            (kept.clone(), kept.clone(), json!({})),
            (kept.clone(), request(true, None), json!({})),
            (
                request(false, None),
                request(true, None),
                json!({PASSWORD: true}),
            ),
            (
                request(false, None),
                kept.clone(),
                json!({PASSWORD: true, PASSWORD_KEY: "k"}),
            ),
        ] {
            assert_eq!(change(before, after).unwrap(), sent);
        }
        let refused = change(kept, request(true, Some("other"))).unwrap_err();
        assert_eq!(refused.code(), "immutable");
    }

    #[test]
    fn logs_are_turned_on_and_off() {
        let request = |logs: &[&str]| json!({ CREATE_LOGS: { "member": logs } });
        let change = |before: &Value, after: &Value| API.changes(before, after).unwrap();
        let (old, new) = (request(&["a", "b"]), request(&["b", "c"]));
        assert!(change(&old, &json!({})).is_empty());
        assert!(change(&new, &new).is_empty());
        let changes = json!({
            "EnableLogTypes": {"member": ["c"]}, "DisableLogTypes": {"member": ["a"]},
        });
        assert_eq!(change(&old, &new)[MODIFY_LOGS], changes);
    }

    #[test]
    fn a_port_is_changed_by_another_name() {
        let changes = API.changes(&json!({"Port": 1}), &json!({"Port": 2, "MultiAZ": true}));
        let expected = json!({"DBPortNumber": 2, "MultiAZ": true});
        assert_eq!(Value::Object(changes.unwrap()), expected);
    }
}
