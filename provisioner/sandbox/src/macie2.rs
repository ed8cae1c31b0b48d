//! Amazon Macie: one session in each region.
//!
//! It reads nothing, and no administrator manages it.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::protocol::Protocol;
use crate::records::done;
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "macie2",
    Protocol::RestJson,
    Operations::Own(&[
        ("EnableMacie POST /macie", enable),
        ("GetMacieSession GET /macie", |cx| session(cx)),
        ("UpdateMacieSession PATCH /macie", |cx| {
            let session = session(cx)?;
            set(cx, session)
        }),
        ("DisableMacie DELETE /macie", |cx| {
            session(cx)?;
            cx.remove(SESSION, ID);
            done()
        }),
        ("GetAdministratorAccount GET /administrator", |cx| {
            session(cx)?;
            done()
        }),
    ]),
);

/// Sessions, of which there is one.
const SESSION: Kind = Kind::regional("macie2.session");
const ID: &str = "session";

/// The members that can be set, and their values.
const MEMBERS: [(&str, &[&str]); 2] = [
    ("status", &["ENABLED", "PAUSED"]),
    (
        "findingPublishingFrequency",
        &["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"],
    ),
];

fn session(cx: &Context) -> Answer {
    let disabled = || AwsError::new(403, "AccessDeniedException", "Macie is not enabled");
    cx.get(SESSION, ID).ok_or_else(disabled)
}

fn enable(cx: &mut Context) -> Answer {
    if session(cx).is_ok() {
        let message = "Macie has already been enabled";
        return Err(AwsError::new(409, "ConflictException", message));
    }
    let now = clock::iso(clock::now());
    let role = format!(
        "arn:aws:iam::{}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie",
        cx.call.account
    );
    let session = json!({
        "status": "ENABLED", "findingPublishingFrequency": "FIFTEEN_MINUTES",
        "serviceRole": role, "createdAt": now, "updatedAt": now,
    });
    set(cx, session)
}

fn set(cx: &mut Context, mut session: Value) -> Answer {
    for (member, values) in MEMBERS {
        match cx.text(member) {
            "" => {}
            value if values.contains(&value) => session[member] = value.into(),
            _ => return Err(AwsError::bad("ValidationException", member)),
        }
    }
    session["updatedAt"] = clock::iso(clock::now()).into();
    cx.put(SESSION, ID, session);
    done()
}
