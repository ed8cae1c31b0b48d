//! Database servers and clusters.

use serde_json::{Map, Value, json};

use super::course::{self, AVAILABLE};
use super::parameter_group;
use super::{
    CLUSTER, INSTANCE, PARAMETER_GROUP, SUBNET_GROUP, arn, described, given_tags, missing,
    told_tags,
};
use crate::bank::Bank;
use crate::call::Call;
use crate::ids;
use crate::params::Params;
use crate::refusal::Refusal;

/// Last snapshots by name.
const SNAPSHOT: &str = "rds.snapshot";

/// States in which RDS takes changes.
const TAKES_CHANGES: &[&str] = &[
    AVAILABLE,
    "incompatible-parameters",
    "storage-full",
    "storage-optimization",
];

/// Parameters that are told as they were given, in both sorts, with what they are otherwise.
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

/// As [`PLAIN`], of servers alone.
const OF_SERVER: &[(&str, &str)] = &[
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

/// A sort of database: its records, and what RDS calls things of it.
pub(super) struct Sort {
    pub(super) kind: (&'static str, &'static str),
    pub(super) name: &'static str,
    list: (&'static str, &'static str),
    pub(super) status: &'static str,
    own: &'static [(&'static str, &'static str)],
    /// What waits for the maintenance window, or for the change to be made.
    waits: &'static [&'static str],
    gone: &'static str,
    taken: &'static str,
    busy: &'static str,
}

const SERVER: Sort = Sort {
    kind: INSTANCE,
    name: "DBInstanceIdentifier",
    list: ("DBInstances", "DBInstance"),
    status: "DBInstanceStatus",
    own: OF_SERVER,
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
    gone: "DBInstanceNotFound",
    taken: "DBInstanceAlreadyExists",
    busy: "InvalidDBInstanceState",
};

const SHARED: Sort = Sort {
    kind: CLUSTER,
    name: "DBClusterIdentifier",
    list: ("DBClusters", "DBCluster"),
    status: "Status",
    own: OF_CLUSTER,
    waits: &["EngineVersion", "IAMDatabaseAuthenticationEnabled"],
    gone: "DBClusterNotFoundFault",
    taken: "DBClusterAlreadyExistsFault",
    busy: "InvalidDBClusterStateFault",
};

pub(super) fn answer(
    operation: &str,
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let (verb, sort) = match operation {
        "CreateDBInstance" | "ModifyDBInstance" | "DeleteDBInstance" => (&operation[..6], &SERVER),
        "CreateDBCluster" | "ModifyDBCluster" | "DeleteDBCluster" => (&operation[..6], &SHARED),
        "StopDBInstance" => ("Stop", &SERVER),
        "DescribeDBInstances" => ("", &SERVER),
        "DescribeDBClusters" => ("", &SHARED),
        other => return Err(Refusal::unknown_operation(other)),
    };
    match verb {
        "Create" => create(sort, call, params, bank),
        "Modify" => modify(sort, call, params, bank),
        "Delete" => delete(sort, call, params, bank),
        "Stop" => stop(sort, call, params, bank),
        _ => {
            course::look(sort, call, params.get(sort.name), bank);
            let records = (sort.kind.0, sort.name);
            described(call, bank, params, records, sort.list, sort.gone)
        }
    }
}

/// What a request answers with: the record, in the state it is going through.
fn answered(sort: &Sort, record: &Value, state: &str) -> Value {
    let mut told = record.clone();
    told[sort.status] = state.into();
    json!({ sort.list.1: told })
}

fn create(sort: &Sort, call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(sort.name)?.to_lowercase();
    if bank.side(sort.kind.0, &call.region, &name).is_some() {
        return Err(Refusal::bad(sort.taken, "It already exists"));
    }
    let mut record = json!({
        sort.name: name, sort.status: "creating", "PendingModifiedValues": "",
        "IAMDatabaseAuthenticationEnabled": "false",
        format!("{}Arn", sort.list.1): arn(call, sort.kind.1, &name),
        "DbiResourceId": ids::digest(&[&call.account, &call.region, &name])[..16].to_uppercase(),
        "TagList": told_tags(&given_tags(params)?),
    });
    record["DbClusterResourceId"] = record["DbiResourceId"].clone();
    for (field, otherwise) in PLAIN.iter().chain(sort.own) {
        record[*field] = params.get(field).unwrap_or(otherwise).into();
    }
    record[sort.name] = name.as_str().into();
    if let Some(group) = params.get("DBSubnetGroupName") {
        let known = bank.side(SUBNET_GROUP.0, &call.region, group).cloned();
        let known = known.ok_or_else(|| missing("DBSubnetGroupNotFoundFault", group))?;
        record["DBSubnetGroup"] = if sort.kind == INSTANCE {
            known
        } else {
            group.into()
        };
    }
    let cluster = params
        .get("DBClusterIdentifier")
        .filter(|_| sort.kind == INSTANCE);
    match cluster {
        Some(cluster) => {
            let known = bank.side(CLUSTER.0, &call.region, cluster);
            let known = known.ok_or_else(|| missing(SHARED.gone, cluster))?;
            for field in ["StorageEncrypted", "KmsKeyId", "MasterUsername"] {
                record[field] = known[field].clone();
            }
        }
        None => {
            // Passwords are RDS's own secrets, here as in the account of a municipality.
            if params.flag("ManageMasterUserPassword") != Some(true) {
                let message = "The parameter MasterUserPassword must be provided";
                return Err(Refusal::bad("InvalidParameterValue", message));
            }
            set_secret(&mut record, params);
        }
    }
    if sort.kind == INSTANCE {
        record["Endpoint"] = json!({ "Port": params.get("Port").unwrap_or("5432") });
    }
    set(call, params, bank, &mut record)?;
    if sort.kind == INSTANCE && record["DBParameterGroups"].is_null() {
        let group = parameter_group::by_default(call, &record, bank);
        record["DBParameterGroups"] = in_group(&group);
    }
    let states = ["creating", standing(call, bank, &record)];
    course::begin(sort, call, &name, &states, bank);
    bank.set_side(sort.kind.0, &call.region, &name, record.clone());
    Ok(answered(sort, &record, "creating"))
}

/// The state in which a server comes to rest: it does not start where its parameters ask for more
/// than it has.
fn standing(call: &Call, bank: &Bank, record: &Value) -> &'static str {
    let group = record["DBParameterGroups"]["DBParameterGroup"]["DBParameterGroupName"].as_str();
    match group.is_some_and(|group| parameter_group::is_too_much(call, group, bank)) {
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

/// What a list, a group or a range says; what is not said stays.
fn set(call: &Call, params: &Params, bank: &Bank, record: &mut Value) -> Result<(), Refusal> {
    let groups = params.list("VpcSecurityGroupIds.VpcSecurityGroupId");
    if !groups.is_empty() {
        let told = groups
            .iter()
            .map(|id| json!({ "VpcSecurityGroupId": id, "Status": "active" }));
        let told: Vec<Value> = told.collect();
        record["VpcSecurityGroups"] = json!({ "VpcSecurityGroupMembership": told });
    }
    if let Some(group) = params.get("DBParameterGroupName") {
        if bank.side(PARAMETER_GROUP.0, &call.region, group).is_none() {
            return Err(missing("DBParameterGroupNotFound", group));
        }
        record["DBParameterGroups"] = in_group(group);
    }
    if let Some(group) = params.get("DBClusterParameterGroupName") {
        record["DBClusterParameterGroup"] = group.into();
    }
    if let Some(on) = params.get("EnableIAMDatabaseAuthentication") {
        record["IAMDatabaseAuthenticationEnabled"] = on.into();
    }
    let scaling = ["MinCapacity", "MaxCapacity"]
        .map(|name| params.get(&format!("ServerlessV2ScalingConfiguration.{name}")));
    if let [Some(min), Some(max)] = scaling {
        record["ServerlessV2ScalingConfiguration"] =
            json!({ "MinCapacity": min, "MaxCapacity": max });
    }
    let logs = |name: &str| params.list(&format!("{name}.member"));
    let mut told = match record["EnabledCloudwatchLogsExports"]["member"].as_array() {
        Some(told) => told.clone(),
        None => Vec::new(),
    };
    let off = logs("CloudwatchLogsExportConfiguration.DisableLogTypes");
    told.retain(|log| !off.iter().any(|it| log == it));
    for name in [
        "EnableCloudwatchLogsExports",
        "CloudwatchLogsExportConfiguration.EnableLogTypes",
    ] {
        let new = logs(name).into_iter().map(Value::from);
        let new: Vec<Value> = new.filter(|log| !told.contains(log)).collect();
        told.extend(new);
    }
    record["EnabledCloudwatchLogsExports"] = json!({ "member": told });
    Ok(())
}

/// What waits for its time is told as pending until then; `ApplyImmediately` brings all of it.
fn modify(sort: &Sort, call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(sort.name)?;
    let record = free(sort, call, name, bank)?;
    let mut next = record.clone();
    for (field, _) in PLAIN.iter().chain(sort.own) {
        if let Some(value) = params.get(field) {
            next[*field] = value.into();
        }
    }
    keeps_major(params, &record, &next)?;
    set_password(&mut next, params)?;
    set(call, params, bank, &mut next)?;
    let is_at_once = params.flag("ApplyImmediately") == Some(true);
    let pending = hold_back(sort, params, &record, &mut next);
    let optimizes = ["AllocatedStorage", "StorageType"].map(|field| pending.contains_key(field));
    next["PendingModifiedValues"] = match pending.is_empty() {
        true => "".into(),
        false => pending.into(),
    };
    // Logs do not wait for a window.
    let brings = is_at_once || next["PendingModifiedValues"][course::PENDING_LOGS].is_object();
    if brings && next != record {
        let state = match standing(call, bank, &next) {
            AVAILABLE if optimizes.contains(&true) => "storage-optimization",
            state => state,
        };
        let before = record[sort.status].as_str().unwrap_or(AVAILABLE);
        course::begin(sort, call, name, &[before, "modifying", state], bank);
    }
    bank.set_side(sort.kind.0, &call.region, name, next.clone());
    Ok(answered(sort, &next, "modifying"))
}

/// Another major version has to be asked for by its own parameter.
fn keeps_major(params: &Params, record: &Value, next: &Value) -> Result<(), Refusal> {
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
    Err(Refusal::bad("InvalidParameterCombination", message))
}

/// The record of a database that takes changes.
fn free(sort: &Sort, call: &Call, name: &str, bank: &Bank) -> Result<Value, Refusal> {
    let record = bank.side(sort.kind.0, &call.region, name);
    let record = record.cloned().ok_or_else(|| missing(sort.gone, name))?;
    let state = record[sort.status].as_str().unwrap_or_default();
    if !TAKES_CHANGES.contains(&state) || course::is_under_way(sort, call, name, bank) {
        let message = format!("Database {name} is not in available state.");
        return Err(Refusal::bad(sort.busy, message));
    }
    Ok(record)
}

/// A key can be named only for a password that RDS begins to keep.
fn set_password(record: &mut Value, params: &Params) -> Result<(), Refusal> {
    let keeps = params.flag("ManageMasterUserPassword");
    let begins = keeps == Some(true) && !record["MasterUserSecret"].is_object();
    if begins {
        set_secret(record, params);
    } else if params.has("MasterUserSecretKmsKeyId") {
        let message = "You can't change the KMS key of a secret that manages the password already.";
        return Err(Refusal::bad("InvalidParameterCombination", message));
    }
    // Somebody gave it a password of their own.
    if keeps == Some(false) {
        params.need("MasterUserPassword")?;
        record["MasterUserSecret"] = Value::Null;
    }
    Ok(())
}

/// Takes back what waits, and tells all that is pending. What is asked for as it is, is no longer
/// pending.
fn hold_back(sort: &Sort, params: &Params, record: &Value, next: &mut Value) -> Map<String, Value> {
    let pending = record["PendingModifiedValues"].as_object();
    let mut pending = pending.cloned().unwrap_or_default();
    for field in sort.waits {
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
    if let Some(change) = course::log_change(record, next) {
        next[course::LOGS] = record[course::LOGS].clone();
        pending.insert(course::PENDING_LOGS.to_owned(), change);
    }
    pending
}

/// It is told as stopped a look later.
fn stop(sort: &Sort, call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(sort.name)?;
    let record = free(sort, call, name, bank)?;
    course::begin(sort, call, name, &["stopping", "stopped"], bank);
    Ok(answered(sort, &record, "stopping"))
}

/// AWS wants a last snapshot unless it is told not to make one, and deletes nothing protected.
fn delete(sort: &Sort, call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(sort.name)?;
    let record = bank.side(sort.kind.0, &call.region, name);
    let record = record.cloned().ok_or_else(|| missing(sort.gone, name))?;
    if record["DeletionProtection"] == "true" {
        let message = "Cannot delete protected database, please disable deletion protection \
                       and try again.";
        return Err(Refusal::bad("InvalidParameterCombination", message));
    }
    let servers = bank.sides(INSTANCE.0, &call.region);
    if sort.kind == CLUSTER && servers.iter().any(|it| it["DBClusterIdentifier"] == name) {
        let message = "Cluster cannot be deleted, it still contains DB instances in \
                       non-deleting state.";
        return Err(Refusal::bad("InvalidDBClusterStateFault", message));
    }
    if params.flag("SkipFinalSnapshot") != Some(true) {
        let Some(snapshot) = params.get("FinalDBSnapshotIdentifier") else {
            let message = "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is \
                           specified.";
            return Err(Refusal::bad("InvalidParameterCombination", message));
        };
        if bank.side(SNAPSHOT, &call.region, snapshot).is_some() {
            let message = "Cannot create the snapshot because one with its name already exists.";
            return Err(Refusal::bad("DBSnapshotAlreadyExists", message));
        }
        bank.set_side(SNAPSHOT, &call.region, snapshot, json!({ "Of": name }));
    }
    bank.set_side(sort.kind.0, &call.region, name, Value::Null);
    course::end(sort, call, name, bank);
    Ok(answered(sort, &record, "deleting"))
}
