//! `aws.inspector2.status`: the scans of Amazon Inspector in the account and region (`Enable`).
//!
//! Instances, container images and functions are scanned for vulnerabilities (AWS Security Hub
//! Inspector.1 to Inspector.4, NIST SP 800-53r5 RA-5, SI-2). Where the organisation's administrator manages it, it is the platform's.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_adapter::created;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::{one_of, refused};
use crate::waiting;
use crate::wire::{Call, Service};

const INSPECTOR: Service = Service::rest("Inspector2", "inspector2");
const SERVICE: &str = "inspector2";

/// Scan types, and the members with their states.
const SCANS: [(&str, &str); 5] = [
    ("EC2", "ec2"),
    ("ECR", "ecr"),
    ("LAMBDA", "lambda"),
    ("LAMBDA_CODE", "lambdaCode"),
    ("CODE_REPOSITORY", "codeRepository"),
];

/// Error codes that time cures.
const PASSING: &[&str] = &[
    "ENABLE_IN_PROGRESS",
    "DISABLE_IN_PROGRESS",
    "SUSPEND_IN_PROGRESS",
    "SSM_THROTTLED",
    "SSM_UNAVAILABLE",
    "EVENTBRIDGE_THROTTLED",
    "EVENTBRIDGE_UNAVAILABLE",
];

/// Amazon Inspector, which scans for vulnerabilities. One in account and region.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Enabled scan types: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE` (which needs `LAMBDA`),
    /// `CODE_REPOSITORY`. AWS's default: none.
    #[serde(default)]
    resource_types: BTreeSet<Scan>,
}

/// A scan type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Scan(#[serde(deserialize_with = "scan")] String);

fn scan<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &SCANS.map(|(scan, _)| scan))
}

/// A reply about accounts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    accounts: Vec<Account>,
    #[serde(default)]
    failed_accounts: Vec<Failed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    #[serde(default)]
    resource_state: BTreeMap<String, State>,
}

#[derive(Deserialize)]
struct State {
    status: String,
}

/// An account that the operation failed for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    error_code: String,
    #[serde(default)]
    error_message: String,
}

pub(crate) struct Status;

impl AwsKind for Status {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.inspector2.status",
        "Amazon Inspector, which scans for vulnerabilities",
    );

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let has = |name: &str| spec.resource_types.iter().any(|scan| scan.0 == name);
        if has("LAMBDA_CODE") && !has("LAMBDA") {
            return Err(refused("resource_types", "`LAMBDA_CODE` needs `LAMBDA`"));
        }
        Ok(())
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let spec = read(aws).await?;
        let is_managed = !spec.resource_types.is_empty() && is_managed(aws).await?;
        Ok(vec![Item::new(aws.region(), spec).platform(is_managed)])
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec).await?;
        Ok(created(aws.region()))
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, after).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        put(aws, &Spec::default()).await
    }
}

/// What is scanned, or about to be.
async fn read(aws: &Clients) -> Result<Spec> {
    let states = states(aws).await?;
    let is_on = |status: &str| ["ENABLED", "ENABLING"].contains(&status);
    let on = SCANS.iter().filter(|(_, key)| is_on(of(&states, key)));
    Ok(Spec {
        resource_types: on.map(|(scan, _)| Scan((*scan).to_owned())).collect(),
    })
}

async fn states(aws: &Clients) -> Result<BTreeMap<String, State>> {
    let operation = "BatchGetAccountStatus";
    let call = Call::rest(operation, "POST", &["status", "batch", "get"]);
    let call = call.body(json!({ "accountIds": [aws.account()] }));
    let reply: Reply = INSPECTOR.ask(aws, call).await?;
    if let Some(account) = reply.accounts.into_iter().next() {
        return Ok(account.resource_state);
    }
    // An account that never enabled it may be reported as not found.
    unless_gone(failure(operation, reply.failed_accounts).map_or(Ok(()), Err))?;
    Ok(BTreeMap::new())
}

fn of<'a>(states: &'a BTreeMap<String, State>, key: &str) -> &'a str {
    states.get(key).map_or("DISABLED", |state| &state.status)
}

/// Why the operation failed, if it did.
fn failure(operation: &str, failed: Vec<Failed>) -> Option<Error> {
    let mut failed = failed.into_iter();
    let failed = failed.find(|it| it.error_code != "ALREADY_ENABLED")?;
    let code = match failed.error_code.as_str() {
        "RESOURCE_NOT_FOUND" => "ResourceNotFoundException",
        code => code,
    };
    let fault = Error::refused(SERVICE, operation, code, &failed.error_message);
    Some(if PASSING.contains(&code) {
        fault.not_yet()
    } else {
        fault
    })
}

/// Whether another account, which is the organisation's, manages it.
async fn is_managed(aws: &Clients) -> Result<bool> {
    let path = ["delegatedadminaccounts", "get"];
    let call = Call::rest("GetDelegatedAdminAccount", "POST", &path);
    let reply: Option<Value> = unless_gone(INSPECTOR.ask(aws, call).await)?;
    let admin = reply.as_ref().map(|it| &it["delegatedAdmin"]);
    let other = admin.and_then(|admin| admin["accountId"].as_str());
    Ok(other.is_some_and(|account| account != aws.account()))
}

/// Enables and disables what differs, and waits until it has.
async fn put(aws: &Clients, wanted: &Spec) -> Result<()> {
    let reads = aws.reads();
    let there = read(&reads).await?;
    if there == *wanted {
        return Ok(());
    }
    if !there.resource_types.is_empty() && is_managed(&reads).await? {
        let message = "the organisation's administrator manages Inspector here";
        return Err(Error::refused(SERVICE, "Enable", "platform", message));
    }
    let (on, off) = (&wanted.resource_types, &there.resource_types);
    switch(aws, "Enable", "enable", on.difference(off).collect()).await?;
    switch(aws, "Disable", "disable", off.difference(on).collect()).await?;
    let is_done = || async {
        let states = states(&reads).await?;
        let is_wanted = |scan: &str| on.iter().any(|it| it.0 == scan);
        let mut scans = SCANS.iter();
        Ok(scans.all(|(scan, key)| match of(&states, key) {
            "ENABLED" => is_wanted(scan),
            state => !is_wanted(scan) && !state.ends_with("ING"),
        }))
    };
    waiting::until(SERVICE, "Enable", "the change to show", is_done).await
}

async fn switch(
    aws: &Clients,
    operation: &'static str,
    path: &str,
    scans: Vec<&Scan>,
) -> Result<()> {
    if scans.is_empty() {
        return Ok(());
    }
    let body = json!({ "accountIds": [aws.account()], "resourceTypes": scans });
    let call = Call::rest(operation, "POST", &[path]).body(body);
    let reply: Reply = INSPECTOR.ask(aws, call).await?;
    failure(operation, reply.failed_accounts).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_account_is_a_failure() {
        let failed = |code: &str| {
            let failed = Failed {
                error_code: code.to_owned(),
                error_message: "no".to_owned(),
            };
            failure("Enable", vec![failed]).map(|fault| fault.code().to_owned())
        };
        assert_eq!(failed("ALREADY_ENABLED"), None);
        assert_eq!(failed("ACCESS_DENIED").as_deref(), Some("ACCESS_DENIED"));
        let gone = "ResourceNotFoundException";
        assert_eq!(failed("RESOURCE_NOT_FOUND").as_deref(), Some(gone));
    }

    #[test]
    fn code_is_not_scanned_without_functions() {
        let spec = |scans: &[&str]| Spec {
            resource_types: scans.iter().map(|it| Scan((*it).to_owned())).collect(),
        };
        assert!(Status::check(&spec(&["LAMBDA_CODE"])).is_err());
        assert!(Status::check(&spec(&["LAMBDA", "LAMBDA_CODE"])).is_ok());
    }
}
