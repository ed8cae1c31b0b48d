//! Security Hub: one hub in each region, and the standards it is held to.
//!
//! Nothing is checked, nothing found, and no administrator manages it.

mod standard;

use http::Method;
use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::clock;
use crate::params::decode;
use crate::records::tag_by_rest_as;
use crate::refusal::{self, Refusal};

/// Hubs, of which there is one.
const HUB: &str = "securityhub.hub";
const ID: &str = "default";

/// Answers a Security Hub call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let path = decode(&call.path);
    let parts: Vec<&str> = path.trim_matches('/').splitn(3, '/').collect();
    let answered = match (call.method.clone(), parts.as_slice()) {
        (Method::POST, ["accounts"]) => enable(call, bank),
        (Method::GET, ["accounts"]) => hub(call, bank).map(|hub| described(call, &hub)),
        (Method::PATCH, ["accounts"]) => update(call, bank),
        (Method::DELETE, ["accounts"]) => disable(call, bank),
        (Method::GET, ["administrator"]) => hub(call, bank).map(|_| json!({})),
        (Method::GET, ["tags", ..]) => hub(call, bank).map(|hub| json!({ "Tags": hub["Tags"] })),
        (method, ["tags", ..]) => tag(call, &method, bank),
        (method, ["standards", rest @ ..]) => {
            hub(call, bank).and_then(|_| standard::answer(call, &method, rest, bank))
        }
        _ => Err(Refusal::new(404, "UnknownOperationException", path)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::SecurityHub),
    }
}

fn hub(call: &Call, bank: &Bank) -> Result<Value, Refusal> {
    let hub = bank.side(HUB, &call.region, ID).cloned();
    hub.ok_or_else(|| {
        let message = format!(
            "Account {} is not subscribed to AWS Security Hub",
            call.account
        );
        Refusal::new(401, "InvalidAccessException", message)
    })
}

fn enable(call: &Call, bank: &mut Bank) -> Result<Value, Refusal> {
    let request = call.json();
    if hub(call, bank).is_ok() {
        let message = "Account is already subscribed to Security Hub";
        return Err(Refusal::new(409, "ResourceConflictException", message));
    }
    let mut hub = json!({
        "SubscribedAt": clock::iso(clock::now()), "AutoEnableControls": true,
        "ControlFindingGenerator": "SECURITY_CONTROL",
        "Tags": request["Tags"].as_object().cloned().unwrap_or_default(),
    });
    set(&mut hub, &request);
    bank.set_side(HUB, &call.region, ID, hub);
    if request["EnableDefaultStandards"] != json!(false) {
        standard::enable_defaults(call, bank);
    }
    Ok(json!({}))
}

fn set(hub: &mut Value, request: &Value) {
    for given in ["AutoEnableControls", "ControlFindingGenerator"] {
        if !request[given].is_null() {
            hub[given] = request[given].clone();
        }
    }
}

fn described(call: &Call, hub: &Value) -> Value {
    json!({
        "HubArn": format!("arn:aws:securityhub:{}:{}:hub/{ID}", call.region, call.account),
        "SubscribedAt": hub["SubscribedAt"], "AutoEnableControls": hub["AutoEnableControls"],
        "ControlFindingGenerator": hub["ControlFindingGenerator"],
    })
}

fn update(call: &Call, bank: &mut Bank) -> Result<Value, Refusal> {
    let mut hub = hub(call, bank)?;
    set(&mut hub, &call.json());
    bank.set_side(HUB, &call.region, ID, hub);
    Ok(json!({}))
}

fn disable(call: &Call, bank: &mut Bank) -> Result<Value, Refusal> {
    hub(call, bank)?;
    bank.set_side(HUB, &call.region, ID, Value::Null);
    standard::forget(call, bank);
    Ok(json!({}))
}

fn tag(call: &Call, method: &Method, bank: &mut Bank) -> Result<Value, Refusal> {
    let mut hub = hub(call, bank)?;
    tag_by_rest_as("Tags", call, method, &mut hub);
    bank.set_side(HUB, &call.region, ID, hub);
    Ok(json!({}))
}
