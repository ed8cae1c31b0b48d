//! Amazon Inspector: what is scanned in each region.
//!
//! Nothing is found, and there is no organisation whose administrator could manage it.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::records::text;
use crate::refusal::{self, Refusal};

/// What is on, of which there is one record.
const STATUS: &str = "inspector2.status";
const ID: &str = "scans";
const SCANS: [(&str, &str); 5] = [
    ("EC2", "ec2"),
    ("ECR", "ecr"),
    ("LAMBDA", "lambda"),
    ("LAMBDA_CODE", "lambdaCode"),
    ("CODE_REPOSITORY", "codeRepository"),
];

/// Answers an Inspector call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let answered = match call.path.trim_matches('/') {
        "enable" => switch(call, true, bank),
        "disable" => switch(call, false, bank),
        "status/batch/get" => status(call, bank),
        "delegatedadminaccounts/get" => {
            let message = "There is no delegated administrator.";
            Err(Refusal::new(404, "ResourceNotFoundException", message))
        }
        path => Err(Refusal::new(404, "UnknownOperationException", path)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Inspector2),
    }
}

/// Who asks about or for another account is not its administrator.
fn own_account(call: &Call, request: &Value) -> Result<(), Refusal> {
    let accounts = request["accountIds"].as_array();
    let mut others = accounts.into_iter().flatten();
    if others.all(|account| *account == json!(call.account)) {
        return Ok(());
    }
    let message = "Invoking account does not have access to the accounts.";
    Err(Refusal::new(403, "AccessDeniedException", message))
}

fn switch(call: &Call, on: bool, bank: &mut Bank) -> Result<Value, Refusal> {
    let request = call.json();
    own_account(call, &request)?;
    let mut scans = bank.side(STATUS, &call.region, ID).cloned();
    let scans = scans.get_or_insert_with(|| json!({}));
    let types = request["resourceTypes"].as_array().cloned();
    let types = types.unwrap_or_default();
    for wanted in &types {
        let Some((_, key)) = SCANS.iter().find(|(scan, _)| wanted == scan) else {
            return Err(invalid("resourceTypes"));
        };
        scans[*key] = if on { "ENABLED".into() } else { Value::Null };
    }
    if on && types.is_empty() {
        return Err(invalid("resourceTypes"));
    }
    if text(scans, "lambdaCode") == "ENABLED" && scans["lambda"].is_null() {
        if on {
            return Err(invalid("LAMBDA_CODE needs LAMBDA"));
        }
        scans["lambdaCode"] = Value::Null;
    }
    bank.set_side(STATUS, &call.region, ID, scans.clone());
    let states = states(scans);
    let account = json!({
        "accountId": call.account, "status": overall(scans), "resourceStatus": states,
    });
    Ok(json!({ "accounts": [account], "failedAccounts": [] }))
}

fn status(call: &Call, bank: &Bank) -> Result<Value, Refusal> {
    own_account(call, &call.json())?;
    let scans = bank.side(STATUS, &call.region, ID).cloned();
    let scans = scans.unwrap_or_default();
    let state = |status: &Value| json!({ "status": status, "errorCode": "", "errorMessage": "" });
    let states = states(&scans);
    let told = states.as_object().into_iter().flatten();
    let told: Value = told.map(|(key, it)| (key.clone(), state(it))).collect();
    let account = json!({
        "accountId": call.account, "state": state(&overall(&scans).into()), "resourceState": told,
    });
    Ok(json!({ "accounts": [account], "failedAccounts": [] }))
}

fn states(scans: &Value) -> Value {
    let state = |key: &str| {
        match text(scans, key) {
            "" => "DISABLED",
            state => state,
        }
        .to_owned()
    };
    let states = SCANS.iter().map(|(_, key)| ((*key).to_owned(), state(key)));
    states.collect()
}

fn overall(scans: &Value) -> &'static str {
    let is_on = |(_, key): &(&str, &str)| !scans[*key].is_null();
    if SCANS.iter().any(is_on) {
        "ENABLED"
    } else {
        "DISABLED"
    }
}

fn invalid(what: &str) -> Refusal {
    Refusal::bad("ValidationException", what)
}
