//! `aws.macie2.session`: whether buckets are watched for personal data, and for standing open
//! (Amazon Macie `EnableMacie`).
//!
//! AWS Security Hub Macie.1, NIST SP 800-53r5 CA-7, RA-5. Paid for by buckets and by what is read
//! of them. Where the organisation's administrator manages it, it is the platform's.

use gabakura_adapter::created;
use gabakura_model::Value;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, json};

use crate::clients::Clients;
use crate::fault::{Fault, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::one_of;
use crate::wire::{Call, Service};

const MACIE: Service = Service::rest("Macie2", "macie2");

/// What Macie is when nobody has switched it on.
const OFF: &str = "DISABLED";

/// Whether buckets are watched for personal data. One in account and region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// `ENABLED`, `PAUSED` (keeps findings and settings), or `DISABLED` (forgets them), which is
    /// AWS's default.
    #[serde(default = "off", deserialize_with = "status")]
    status: String,
    /// How often a finding that goes on is told again: `FIFTEEN_MINUTES` (AWS's default),
    /// `ONE_HOUR`, `SIX_HOURS`. There is none while Macie is disabled.
    #[serde(
        default,
        deserialize_with = "frequency",
        skip_serializing_if = "Option::is_none"
    )]
    finding_publishing_frequency: Option<String>,
}

fn off() -> String {
    OFF.to_owned()
}

fn status<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &["ENABLED", "PAUSED", OFF])
}

fn frequency<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    one_of(from, &["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"]).map(Some)
}

/// The session as Macie tells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    status: String,
    finding_publishing_frequency: Option<String>,
}

pub(crate) struct Session;

impl AwsKind for Session {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.macie2.session",
        "whether buckets are watched for personal data",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let told = read(aws).await?;
        let is_managed = told.is_some() && is_managed(aws).await?;
        let spec = Spec {
            status: told.as_ref().map_or_else(off, |told| told.status.clone()),
            finding_publishing_frequency: told.and_then(|told| told.finding_publishing_frequency),
        };
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
        let off = Spec {
            status: off(),
            finding_publishing_frequency: None,
        };
        put(aws, &off).await
    }
}

/// The session; `None` while Macie is off, which it says in the words of a refusal.
async fn read(aws: &Clients) -> Result<Option<Told>> {
    let asked = MACIE.ask(aws, Call::rest("GetMacieSession", "GET", &["macie"]));
    match asked.await {
        Err(fault) if is_off(&fault) => Ok(None),
        other => unless_gone(other),
    }
}

fn is_off(fault: &Fault) -> bool {
    fault.code() == "AccessDeniedException" && fault.message().contains("Macie is not enabled")
}

/// Whether an administrator, which is the organisation's, manages it.
async fn is_managed(aws: &Clients) -> Result<bool> {
    let call = Call::rest("GetAdministratorAccount", "GET", &["administrator"]);
    let told: Option<Value> = unless_gone(MACIE.ask(aws, call).await)?;
    Ok(told.is_some_and(|told| told["administrator"]["accountId"].is_string()))
}

/// On, changed or off are requests of their own; which one, what is there decides.
async fn put(aws: &Clients, wanted: &Spec) -> Result<()> {
    let reads = aws.reads();
    let there = read(&reads).await?.is_some();
    if there && is_managed(&reads).await? {
        let message = "the organisation's administrator manages Macie here";
        return Err(Fault::refused(
            "macie2",
            "UpdateMacieSession",
            "platform",
            message,
        ));
    }
    let (operation, method) = match (there, wanted.status == OFF) {
        (false, true) => return Ok(()),
        (false, false) => ("EnableMacie", "POST"),
        (true, false) => ("UpdateMacieSession", "PATCH"),
        (true, true) => ("DisableMacie", "DELETE"),
    };
    let mut call = Call::rest(operation, method, &["macie"]);
    if wanted.status != OFF {
        let mut body = Map::from_iter([("status".to_owned(), json!(wanted.status))]);
        if let Some(frequency) = &wanted.finding_publishing_frequency {
            body.insert("findingPublishingFrequency".to_owned(), json!(frequency));
        }
        call = call.body(Value::Object(body));
    }
    MACIE.tell(aws, call).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off_is_told_from_not_allowed() {
        let refused = |words: &str| {
            is_off(&Fault::refused(
                "macie2",
                "GetMacieSession",
                "AccessDeniedException",
                words,
            ))
        };
        assert!(refused("Macie is not enabled"));
        assert!(!refused(
            "User is not authorized to perform: macie2:GetMacieSession"
        ));
    }
}
