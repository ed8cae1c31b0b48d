//! Account Management: whom AWS writes to.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::records::text;
use crate::refusal::{self, Refusal};

/// Contacts by matter. There is one account, whatever the region.
const CONTACT: &str = "account.contact";
const EVERYWHERE: &str = "global";
const MATTERS: [&str; 3] = ["BILLING", "OPERATIONS", "SECURITY"];
/// What a contact says, and how much of it at most.
const FIELDS: [(&str, usize); 4] = [
    ("EmailAddress", 254),
    ("Name", 64),
    ("PhoneNumber", 25),
    ("Title", 50),
];

/// Answers an Account Management call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let matter = text(&request, "AlternateContactType");
    let answered = match call.path.as_str() {
        _ if !MATTERS.contains(&matter) => Err(invalid("AlternateContactType")),
        "/getAlternateContact" => contact(matter, bank),
        "/putAlternateContact" => put(matter, &request, bank),
        "/deleteAlternateContact" => contact(matter, bank).map(|_| {
            bank.set_side(CONTACT, EVERYWHERE, matter, Value::Null);
            json!({})
        }),
        path => Err(Refusal::new(404, "UnknownOperationException", path)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Account),
    }
}

fn contact(matter: &str, bank: &Bank) -> Result<Value, Refusal> {
    let contact = bank.side(CONTACT, EVERYWHERE, matter);
    let contact = contact.ok_or_else(|| {
        let message = "No contact of the inputted alternate contact type found.";
        Refusal::new(404, "ResourceNotFoundException", message)
    })?;
    Ok(json!({ "AlternateContact": contact }))
}

fn put(matter: &str, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    for (field, length_max) in FIELDS {
        let length = text(request, field).chars().count();
        if !(1..=length_max).contains(&length) {
            return Err(invalid(field));
        }
    }
    if !text(request, "EmailAddress").contains('@') {
        return Err(invalid("EmailAddress"));
    }
    bank.set_side(CONTACT, EVERYWHERE, matter, request.clone());
    Ok(json!({}))
}

fn invalid(field: &str) -> Refusal {
    let message = format!("1 validation error detected: value at '{field}' is not valid");
    Refusal::bad("ValidationException", message)
}
