//! Amazon Inspector: what is scanned in each region.
//!
//! Nothing is found, and there is no organisation whose administrator could manage it.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{items, text};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "inspector2",
    Protocol::RestJson,
    Operations::Own(&[
        ("Enable POST /enable", |cx| switch(cx, true)),
        ("Disable POST /disable", |cx| switch(cx, false)),
        ("BatchGetAccountStatus POST /status/batch/get", status),
        (
            "GetDelegatedAdminAccount POST /delegatedadminaccounts/get",
            |_| {
                let message = "There is no delegated administrator.";
                Err(AwsError::new(404, "ResourceNotFoundException", message))
            },
        ),
    ]),
);

/// The scans that are enabled, of which there is one record.
const STATUS: Kind = Kind::regional("inspector2.status");
const ID: &str = "scans";
const SCANS: [(&str, &str); 5] = [
    ("EC2", "ec2"),
    ("ECR", "ecr"),
    ("LAMBDA", "lambda"),
    ("LAMBDA_CODE", "lambdaCode"),
    ("CODE_REPOSITORY", "codeRepository"),
];

/// The account is no administrator of another one.
fn check_accounts(cx: &Context) -> Result<(), AwsError> {
    if items(&cx.request["accountIds"]).all(|account| *account == json!(cx.call.account)) {
        return Ok(());
    }
    let message = "Invoking account does not have access to the accounts.";
    Err(AwsError::new(403, "AccessDeniedException", message))
}

fn switch(cx: &mut Context, on: bool) -> Answer {
    check_accounts(cx)?;
    let mut scans = cx.get(STATUS, ID).unwrap_or_else(|| json!({}));
    let types: Vec<_> = items(&cx.request["resourceTypes"]).collect();
    for wanted in &types {
        let Some((_, key)) = SCANS.iter().find(|(scan, _)| *wanted == scan) else {
            return Err(invalid("resourceTypes"));
        };
        scans[*key] = if on { "ENABLED".into() } else { Value::Null };
    }
    if on && types.is_empty() {
        return Err(invalid("resourceTypes"));
    }
    if text(&scans, "lambdaCode") == "ENABLED" && scans["lambda"].is_null() {
        if on {
            return Err(invalid("LAMBDA_CODE needs LAMBDA"));
        }
        scans["lambdaCode"] = Value::Null;
    }
    cx.put(STATUS, ID, scans.clone());
    Ok(accounts(json!({
        "accountId": cx.call.account, "status": overall(&scans),
        "resourceStatus": states(&scans, |state| state.into()),
    })))
}

fn status(cx: &mut Context) -> Answer {
    check_accounts(cx)?;
    let scans = cx.get(STATUS, ID).unwrap_or_default();
    let state = |state: &str| json!({ "status": state, "errorCode": "", "errorMessage": "" });
    Ok(accounts(json!({
        "accountId": cx.call.account, "state": state(overall(&scans)),
        "resourceState": states(&scans, state),
    })))
}

fn accounts(account: Value) -> Value {
    json!({ "accounts": [account], "failedAccounts": [] })
}

fn states(scans: &Value, describe: impl Fn(&str) -> Value) -> Value {
    let state = |key: &str| describe(scans[key].as_str().unwrap_or("DISABLED"));
    let states = SCANS.iter().map(|(_, key)| ((*key).to_owned(), state(key)));
    states.collect()
}

fn overall(scans: &Value) -> &'static str {
    match SCANS.iter().any(|(_, key)| !scans[*key].is_null()) {
        true => "ENABLED",
        false => "DISABLED",
    }
}

fn invalid(what: &str) -> AwsError {
    AwsError::bad("ValidationException", what)
}
