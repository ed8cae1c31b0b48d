//! DB instances and clusters.

use serde_json::{Map, Value, json};

use super::parameter_group;
use super::transition::{self, AVAILABLE};
use super::{
    CLUSTER, INSTANCE, PARAMETER_GROUP, SUBNET_GROUP, arn, described, given_tags, missing, tag_list,
};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::ids;
use crate::params::Params;
use crate::records::items;
use crate::service::{Answer, Context};

/// Final snapshots by name.
const SNAPSHOT: Kind = Kind::regional("rds.snapshot");

/// States in which RDS takes changes.
const TAKES_CHANGES: &[&str] = &[
    AVAILABLE,
    "incompatible-parameters",
    "storage-full",
    "storage-optimization",
];

/// Parameters that both types return as they were given, and their defaults.
const PLAIN: &[(&str, &str)] = &[
    ("AutoMinorVersionUpgrade", "true"),
    ("BackupRetentionPeriod", "1"),
    ("CopyTagsToSnapshot", "false"),
    ("DeletionProtection", "false"),
    ("Engine", ""),
    ("EngineVersion", "17.4"),
    ("KmsKeyId", ""),
    ("MasterUsername", ""),
    ("PreferredBackupWindow", "17:00-17:30"),
    ("PreferredMaintenanceWindow", "sat:18:00-sat:18:30"),
    ("StorageEncrypted", "false"),
];

/// As [`PLAIN`], of instances alone.
const OF_INSTANCE: &[(&str, &str)] = &[
    ("AllocatedStorage", "1"),
    ("DBClusterIdentifier", ""),
    ("DBInstanceClass", ""),
    ("DBName", ""),
    ("MultiAZ", "false"),
    ("PubliclyAccessible", "false"),
    ("StorageType", "gp3"),
];

/// As [`PLAIN`], of clusters alone.
const OF_CLUSTER: &[(&str, &str)] = &[("DatabaseName", ""), ("Port", "5432")];

/// A type of database: its records, and the words of RDS for it.
pub(super) struct DatabaseType {
    pub(super) kind: Kind,
    /// What the keys of its states to come begin with.
    pub(super) records: &'static str,
    arn: &'static str,
    pub(super) name: &'static str,
    list: (&'static str, &'static str),
    pub(super) status: &'static str,
    own: &'static [(&'static str, &'static str)],
    /// What waits for the maintenance window, or for the modification.
    waits: &'static [&'static str],
    not_found: &'static str,
    taken: &'static str,
    busy: &'static str,
}

pub(super) const DB_INSTANCE: DatabaseType = DatabaseType {
    kind: INSTANCE,
    records: "rds.instance",
    arn: "db",
    name: "DBInstanceIdentifier",
    list: ("DBInstances", "DBInstance"),
    status: "DBInstanceStatus",
    own: OF_INSTANCE,
    waits: &[
        "AllocatedStorage",
        "BackupRetentionPeriod",
        "DBInstanceClass",
        "EngineVersion",
        "IAMDatabaseAuthenticationEnabled",
        "MultiAZ",
        "Port",
        "StorageType",
    ],
    not_found: "DBInstanceNotFound",
    taken: "DBInstanceAlreadyExists",
    busy: "InvalidDBInstanceState",
};

pub(super) const DB_CLUSTER: DatabaseType = DatabaseType {
    kind: CLUSTER,
    records: "rds.cluster",
    arn: "cluster",
    name: "DBClusterIdentifier",
    list: ("DBClusters", "DBCluster"),
    status: "Status",
    own: OF_CLUSTER,
    waits: &["EngineVersion", "IAMDatabaseAuthenticationEnabled"],
    not_found: "DBClusterNotFoundFault",
    taken: "DBClusterAlreadyExistsFault",
    busy: "InvalidDBClusterStateFault",
};

pub(super) fn describe(cx: &mut Context, of: &DatabaseType) -> Answer {
    let wanted = cx.params.get(of.name);
    transition::advance(cx, of, wanted);
    described(cx, (of.kind, of.name), of.list, of.not_found)
}

/// The reply to a change: the record, in the state it is going through.
fn changing(of: &DatabaseType, record: &Value, state: &str) -> Value {
    let mut described = record.clone();
    described[of.status] = state.into();
    json!({ of.list.1: described })
}

pub(super) fn create(cx: &mut Context, of: &DatabaseType) -> Answer {
    let name = cx.params.need(of.name)?.to_lowercase();
    if cx.has(of.kind, &name) {
        return Err(AwsError::bad(of.taken, "It already exists"));
    }
    let mut record = json!({
        of.name: name, of.status: "creating", "PendingModifiedValues": "",
        "IAMDatabaseAuthenticationEnabled": "false",
        format!("{}Arn", of.list.1): arn(cx, of.arn, &name),
        "DbiResourceId": ids::digest(&[&cx.call.account, &cx.call.region, &name])[..16].to_uppercase(),
        "TagList": tag_list(&given_tags(cx.params)?),
    });
    record["DbClusterResourceId"] = record["DbiResourceId"].clone();
    for (field, otherwise) in PLAIN.iter().chain(of.own) {
        record[*field] = cx.params.get(field).unwrap_or(otherwise).into();
    }
    record[of.name] = name.as_str().into();
    if let Some(group) = cx.params.get("DBSubnetGroupName") {
        let known = cx.get(SUBNET_GROUP, group);
        let known = known.ok_or_else(|| missing("DBSubnetGroupNotFoundFault", group))?;
        record["DBSubnetGroup"] = if of.kind == INSTANCE {
            known
        } else {
            group.into()
        };
    }
    let cluster = cx
        .params
        .get("DBClusterIdentifier")
        .filter(|_| of.kind == INSTANCE);
    match cluster {
        Some(cluster) => {
            let known = cx.get(CLUSTER, cluster);
            let known = known.ok_or_else(|| missing(DB_CLUSTER.not_found, cluster))?;
            for field in ["StorageEncrypted", "KmsKeyId", "MasterUsername"] {
                record[field] = known[field].clone();
            }
        }
        None => {
            // RDS manages the password; the sandbox keeps none.
            if cx.params.flag("ManageMasterUserPassword") != Some(true) {
                let message = "The parameter MasterUserPassword must be provided";
                return Err(AwsError::bad("InvalidParameterValue", message));
            }
            set_secret(&mut record, cx.params);
        }
    }
    if of.kind == INSTANCE {
        record["Endpoint"] = json!({ "Port": cx.params.get("Port").unwrap_or("5432") });
    }
    set(cx, &mut record)?;
    if of.kind == INSTANCE && record["DBParameterGroups"].is_null() {
        let group = parameter_group::by_default(cx, &record);
        record["DBParameterGroups"] = in_group(&group);
    }
    let states = ["creating", resting_state(cx, &record)];
    transition::begin(cx, of, &name, &states);
    cx.put(of.kind, &name, record.clone());
    Ok(changing(of, &record, "creating"))
}

/// The state in which an instance comes to rest: it does not start where its parameters ask for
/// more than it has.
fn resting_state(cx: &Context, record: &Value) -> &'static str {
    let group = record["DBParameterGroups"]["DBParameterGroup"]["DBParameterGroupName"].as_str();
    match group.is_some_and(|group| parameter_group::is_too_much(cx, group)) {
        true => "incompatible-parameters",
        false => AVAILABLE,
    }
}

fn in_group(name: &str) -> Value {
    json!({
        "DBParameterGroup": { "DBParameterGroupName": name, "ParameterApplyStatus": "in-sync" },
    })
}

fn set_secret(record: &mut Value, params: &Params) {
    let key = params.get("MasterUserSecretKmsKeyId");
    record["MasterUserSecret"] = json!({ "SecretStatus": "active", "KmsKeyId": key });
}

/// Applies lists, groups and ranges; what a request leaves out stays.
fn set(cx: &Context, record: &mut Value) -> Result<(), AwsError> {
    let groups = cx.params.list("VpcSecurityGroupIds.VpcSecurityGroupId");
    if !groups.is_empty() {
        let members = groups
            .iter()
            .map(|id| json!({ "VpcSecurityGroupId": id, "Status": "active" }));
        let members: Vec<Value> = members.collect();
        record["VpcSecurityGroups"] = json!({ "VpcSecurityGroupMembership": members });
    }
    if let Some(group) = cx.params.get("DBParameterGroupName") {
        if !cx.has(PARAMETER_GROUP, group) {
            return Err(missing("DBParameterGroupNotFound", group));
        }
        record["DBParameterGroups"] = in_group(group);
    }
    if let Some(group) = cx.params.get("DBClusterParameterGroupName") {
        record["DBClusterParameterGroup"] = group.into();
    }
    if let Some(on) = cx.params.get("EnableIAMDatabaseAuthentication") {
        record["IAMDatabaseAuthenticationEnabled"] = on.into();
    }
    let scaling = ["MinCapacity", "MaxCapacity"].map(|name| {
        cx.params
            .get(&format!("ServerlessV2ScalingConfiguration.{name}"))
    });
    if let [Some(min), Some(max)] = scaling {
        record["ServerlessV2ScalingConfiguration"] =
            json!({ "MinCapacity": min, "MaxCapacity": max });
    }
    let logs = |name: &str| cx.params.list(&format!("{name}.member"));
    let exports = &record[transition::LOGS]["member"];
    let mut exported: Vec<Value> = items(exports).cloned().collect();
    let off = logs("CloudwatchLogsExportConfiguration.DisableLogTypes");
    exported.retain(|log| !off.iter().any(|it| log == it));
    for name in [
        "EnableCloudwatchLogsExports",
        "CloudwatchLogsExportConfiguration.EnableLogTypes",
    ] {
        let new = logs(name).into_iter().map(Value::from);
        let new: Vec<Value> = new.filter(|log| !exported.contains(log)).collect();
        exported.extend(new);
    }
    record[transition::LOGS] = json!({ "member": exported });
    Ok(())
}

/// What waits for the maintenance window is pending until then, or until `ApplyImmediately`.
pub(super) fn modify(cx: &mut Context, of: &DatabaseType) -> Answer {
    let name = cx.params.need(of.name)?;
    let record = changeable(cx, of, name)?;
    let mut next = record.clone();
    for (field, _) in PLAIN.iter().chain(of.own) {
        if let Some(value) = cx.params.get(field) {
            next[*field] = value.into();
        }
    }
    keeps_major(cx.params, &record, &next)?;
    set_password(&mut next, cx.params)?;
    set(cx, &mut next)?;
    let is_at_once = cx.params.flag("ApplyImmediately") == Some(true);
    let pending = hold_back(of, cx.params, &record, &mut next);
    let optimizes = ["AllocatedStorage", "StorageType"].map(|field| pending.contains_key(field));
    next["PendingModifiedValues"] = match pending.is_empty() {
        true => "".into(),
        false => pending.into(),
    };
    // Logs do not wait for a window.
    let brings = is_at_once || next["PendingModifiedValues"][transition::PENDING_LOGS].is_object();
    if brings && next != record {
        let state = match resting_state(cx, &next) {
            AVAILABLE if optimizes.contains(&true) => "storage-optimization",
            state => state,
        };
        let before = record[of.status].as_str().unwrap_or(AVAILABLE);
        transition::begin(cx, of, name, &[before, "modifying", state]);
    }
    cx.put(of.kind, name, next.clone());
    Ok(changing(of, &next, "modifying"))
}

/// Another major version has to be asked for by its own parameter.
fn keeps_major(params: &Params, record: &Value, next: &Value) -> Result<(), AwsError> {
    let engine = record["Engine"].as_str().unwrap_or_default();
    // PostgreSQL counts major versions by one number, the others by two: 17, 8.4.
    let numbers = if engine.contains("postgres") { 1 } else { 2 };
    let major = |of: &Value| {
        let version = of["EngineVersion"].as_str().unwrap_or_default();
        let major: Vec<&str> = version.split('.').take(numbers).collect();
        major.join(".")
    };
    if major(record) == major(next) || params.flag("AllowMajorVersionUpgrade") == Some(true) {
        return Ok(());
    }
    let message =
        "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.";
    Err(AwsError::bad("InvalidParameterCombination", message))
}

/// The record of a database that takes changes.
fn changeable(cx: &Context, of: &DatabaseType, name: &str) -> Answer {
    let record = cx.get(of.kind, name);
    let record = record.ok_or_else(|| missing(of.not_found, name))?;
    let state = record[of.status].as_str().unwrap_or_default();
    if !TAKES_CHANGES.contains(&state) || transition::is_under_way(cx, of, name) {
        let message = format!("Database {name} is not in available state.");
        return Err(AwsError::bad(of.busy, message));
    }
    Ok(record)
}

/// A key can be named only for a password that RDS begins to manage.
fn set_password(record: &mut Value, params: &Params) -> Result<(), AwsError> {
    let keeps = params.flag("ManageMasterUserPassword");
    let begins = keeps == Some(true) && !record["MasterUserSecret"].is_object();
    if begins {
        set_secret(record, params);
    } else if params.has("MasterUserSecretKmsKeyId") {
        let message = "You can't change the KMS key of a secret that manages the password already.";
        return Err(AwsError::bad("InvalidParameterCombination", message));
    }
    // Somebody set a password of their own.
    if keeps == Some(false) {
        params.need("MasterUserPassword")?;
        record["MasterUserSecret"] = Value::Null;
    }
    Ok(())
}

/// Moves what waits from `next` to what is pending. What is asked for as it is, is no longer
/// pending.
fn hold_back(
    of: &DatabaseType,
    params: &Params,
    record: &Value,
    next: &mut Value,
) -> Map<String, Value> {
    let pending = record["PendingModifiedValues"].as_object();
    let mut pending = pending.cloned().unwrap_or_default();
    for field in of.waits {
        let (asked, was) = match *field {
            "Port" => ("DBPortNumber", &record["Endpoint"]["Port"]),
            "IAMDatabaseAuthenticationEnabled" => {
                ("EnableIAMDatabaseAuthentication", &record[field])
            }
            field => (field, &record[field]),
        };
        let Some(asked) = params.get(asked) else {
            continue;
        };
        if *was == asked {
            pending.remove(*field);
            continue;
        }
        pending.insert((*field).to_owned(), asked.into());
        if *field != "Port" {
            next[*field] = was.clone();
        }
    }
    if let Some(change) = transition::log_change(record, next) {
        next[transition::LOGS] = record[transition::LOGS].clone();
        pending.insert(transition::PENDING_LOGS.to_owned(), change);
    }
    pending
}

/// It is described as stopped one `Describe` later.
pub(super) fn stop(cx: &mut Context, of: &DatabaseType) -> Answer {
    let name = cx.params.need(of.name)?;
    let record = changeable(cx, of, name)?;
    transition::begin(cx, of, name, &["stopping", "stopped"]);
    Ok(changing(of, &record, "stopping"))
}

/// AWS takes a final snapshot unless asked not to, and deletes nothing protected.
pub(super) fn delete(cx: &mut Context, of: &DatabaseType) -> Answer {
    let name = cx.params.need(of.name)?;
    let record = cx.get(of.kind, name);
    let record = record.ok_or_else(|| missing(of.not_found, name))?;
    if record["DeletionProtection"] == "true" {
        let message = "Cannot delete protected database, please disable deletion protection \
                       and try again.";
        return Err(AwsError::bad("InvalidParameterCombination", message));
    }
    let servers = cx.list(INSTANCE);
    if of.kind == CLUSTER && servers.iter().any(|it| it["DBClusterIdentifier"] == name) {
        let message = "Cluster cannot be deleted, it still contains DB instances in \
                       non-deleting state.";
        return Err(AwsError::bad("InvalidDBClusterStateFault", message));
    }
    if cx.params.flag("SkipFinalSnapshot") != Some(true) {
        let Some(snapshot) = cx.params.get("FinalDBSnapshotIdentifier") else {
            let message = "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is \
                           specified.";
            return Err(AwsError::bad("InvalidParameterCombination", message));
        };
        if cx.has(SNAPSHOT, snapshot) {
            let message = "Cannot create the snapshot because one with its name already exists.";
            return Err(AwsError::bad("DBSnapshotAlreadyExists", message));
        }
        cx.put(SNAPSHOT, snapshot, json!({ "Of": name }));
    }
    cx.remove(of.kind, name);
    transition::end(cx, of, name);
    Ok(changing(of, &record, "deleting"))
}
