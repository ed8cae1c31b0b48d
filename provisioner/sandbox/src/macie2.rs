//! Amazon Macie: one session in each region.
//!
//! It reads nothing, and no administrator manages it.

use http::Method;
use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::clock;
use crate::records::text;
use crate::refusal::{self, Refusal};

/// Sessions, of which there is one.
const SESSION: &str = "macie2.session";
const ID: &str = "session";

/// Answers a Macie call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let path = call.path.trim_matches('/');
    let answered = match (call.method.clone(), path) {
        (Method::POST, "macie") => enable(call, bank),
        (Method::GET, "macie") => session(call, bank),
        (Method::PATCH, "macie") => session(call, bank).and_then(|it| set(call, it, bank)),
        (Method::DELETE, "macie") => session(call, bank).map(|_| {
            bank.set_side(SESSION, &call.region, ID, Value::Null);
            json!({})
        }),
        (Method::GET, "administrator") => session(call, bank).map(|_| json!({})),
        (_, path) => Err(Refusal::new(404, "UnknownOperationException", path)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Macie2),
    }
}

fn session(call: &Call, bank: &Bank) -> Result<Value, Refusal> {
    let session = bank.side(SESSION, &call.region, ID).cloned();
    session.ok_or_else(|| Refusal::new(403, "AccessDeniedException", "Macie is not enabled"))
}

fn enable(call: &Call, bank: &mut Bank) -> Result<Value, Refusal> {
    if session(call, bank).is_ok() {
        let message = "Macie has already been enabled";
        return Err(Refusal::new(409, "ConflictException", message));
    }
    let now = clock::iso(clock::now());
    let role = format!(
        "arn:aws:iam::{}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie",
        call.account
    );
    let session = json!({
        "status": "ENABLED", "findingPublishingFrequency": "FIFTEEN_MINUTES",
        "serviceRole": role, "createdAt": now, "updatedAt": now,
    });
    set(call, session, bank)
}

fn set(call: &Call, mut session: Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let request = call.json();
    let known = [
        ("status", &["ENABLED", "PAUSED"][..]),
        (
            "findingPublishingFrequency",
            &["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"],
        ),
    ];
    for (field, values) in known {
        match text(&request, field) {
            "" => {}
            value if values.contains(&value) => session[field] = value.into(),
            _ => return Err(Refusal::bad("ValidationException", field)),
        }
    }
    session["updatedAt"] = clock::iso(clock::now()).into();
    bank.set_side(SESSION, &call.region, ID, session);
    Ok(json!({}))
}
