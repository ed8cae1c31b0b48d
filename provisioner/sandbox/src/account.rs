//! Account Management: alternate contacts.

use serde_json::json;

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::done;
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "account",
    Protocol::RestJson,
    Operations::Own(&[
        ("GetAlternateContact POST /getAlternateContact", get),
        ("PutAlternateContact POST /putAlternateContact", put),
        (
            "DeleteAlternateContact POST /deleteAlternateContact",
            delete,
        ),
    ]),
);

/// Contacts by type.
const CONTACT: Kind = Kind::global("account.contact", "global");
const TYPES: [&str; 3] = ["BILLING", "OPERATIONS", "SECURITY"];
/// The members of a contact, and their longest text.
const MEMBERS: [(&str, usize); 4] = [
    ("EmailAddress", 254),
    ("Name", 64),
    ("PhoneNumber", 25),
    ("Title", 50),
];

fn contact_type<'a>(cx: &Context<'a>) -> Result<&'a str, AwsError> {
    let wanted = cx.text("AlternateContactType");
    match TYPES.contains(&wanted) {
        true => Ok(wanted),
        false => Err(invalid("AlternateContactType")),
    }
}

fn get(cx: &mut Context) -> Answer {
    let contact = cx.get(CONTACT, contact_type(cx)?).ok_or_else(|| {
        let message = "No contact of the inputted alternate contact type found.";
        AwsError::new(404, "ResourceNotFoundException", message)
    })?;
    Ok(json!({ "AlternateContact": contact }))
}

fn put(cx: &mut Context) -> Answer {
    let contact_type = contact_type(cx)?;
    for (member, length_max) in MEMBERS {
        if !(1..=length_max).contains(&cx.text(member).chars().count()) {
            return Err(invalid(member));
        }
    }
    if !cx.text("EmailAddress").contains('@') {
        return Err(invalid("EmailAddress"));
    }
    cx.put(CONTACT, contact_type, cx.request.clone());
    done()
}

fn delete(cx: &mut Context) -> Answer {
    get(cx)?;
    cx.remove(CONTACT, contact_type(cx)?);
    done()
}

fn invalid(member: &str) -> AwsError {
    let message = format!("1 validation error detected: value at '{member}' is not valid");
    AwsError::bad("ValidationException", message)
}
