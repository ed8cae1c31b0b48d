//! `aws.macie2.session`: Amazon Macie in the account and region (`EnableMacie`).
//!
//! Watches buckets for personal data and public access (AWS Security Hub Macie.1, NIST SP 800-53r5
//! CA-7, RA-5). AWS bills it by bucket and by the bytes it reads. Where the organisation's
//! administrator manages it, it is the platform's.

use gabakura_adapter::created;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::check_one_of;
use crate::wire::{Call, Names, Service};

const MACIE: Service = Service::rest("Macie2", "macie2");
const GET: &str = "GetMacieSession";

const NAMES: Names = Names {
    always: &["status"],
    ..Names::CAMEL
};

/// The status of an account that never enabled Macie.
const OFF: &str = "DISABLED";

/// Amazon Macie, which watches buckets for personal data. One in account and region.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// `ENABLED`, `PAUSED` (stops, and keeps findings and settings) or `DISABLED` (stops, and
    /// deletes them). AWS's default: `DISABLED`.
    #[serde(default = "off")]
    status: String,
    /// How often updates of a policy finding are published: `FIFTEEN_MINUTES` (AWS's default),
    /// `ONE_HOUR` or `SIX_HOURS`. There is none while Macie is disabled.
    finding_publishing_frequency: Option<String>,
}

fn off() -> String {
    OFF.to_owned()
}

pub(crate) struct Session;

impl AwsKind for Session {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.macie2.session",
        "Amazon Macie, which watches buckets for personal data",
    );

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_one_of("status", &spec.status, &["ENABLED", "PAUSED", OFF])?;
        let Some(frequency) = &spec.finding_publishing_frequency else {
            return Ok(());
        };
        let known = ["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"];
        check_one_of("finding_publishing_frequency", frequency, &known)
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let session = read(aws).await?;
        let is_managed = session.is_some() && is_managed(aws).await?;
        let spec = session.unwrap_or_else(disabled);
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
        put(aws, &disabled()).await
    }
}

fn disabled() -> Spec {
    Spec {
        status: off(),
        finding_publishing_frequency: None,
    }
}

/// The session; `None` while Macie is off, which it reports as a refusal.
async fn read(aws: &Clients) -> Result<Option<Spec>> {
    match MACIE.ask(aws, Call::rest(GET, "GET", &["macie"])).await {
        Err(fault) if is_off(&fault) => Ok(None),
        reply => {
            let session = unless_gone(reply)?;
            session.map(|it| MACIE.read(GET, &NAMES, it)).transpose()
        }
    }
}

fn is_off(fault: &Error) -> bool {
    fault.code() == "AccessDeniedException" && fault.message().contains("Macie is not enabled")
}

/// Whether an administrator, which is the organisation's, manages it.
async fn is_managed(aws: &Clients) -> Result<bool> {
    let call = Call::rest("GetAdministratorAccount", "GET", &["administrator"]);
    let reply: Option<Value> = unless_gone(MACIE.ask(aws, call).await)?;
    Ok(reply.is_some_and(|it| it["administrator"]["accountId"].is_string()))
}

/// Enables, changes or disables it, each by a request of its own.
async fn put(aws: &Clients, wanted: &Spec) -> Result<()> {
    let reads = aws.reads();
    let there = read(&reads).await?.is_some();
    if there && is_managed(&reads).await? {
        let message = "the organisation's administrator manages Macie here";
        let operation = "UpdateMacieSession";
        return Err(Error::refused("macie2", operation, "platform", message));
    }
    let (operation, method) = match (there, wanted.status == OFF) {
        (false, true) => return Ok(()),
        (false, false) => ("EnableMacie", "POST"),
        (true, false) => ("UpdateMacieSession", "PATCH"),
        (true, true) => ("DisableMacie", "DELETE"),
    };
    let mut call = Call::rest(operation, method, &["macie"]);
    if wanted.status != OFF {
        call = call.body(NAMES.request(wanted));
    }
    MACIE.tell(aws, call).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disabled_macie_is_no_refusal() {
        let refused = |words: &str| {
            let code = "AccessDeniedException";
            is_off(&Error::refused("macie2", GET, code, words))
        };
        assert!(refused("Macie is not enabled"));
        assert!(!refused(
            "User is not authorized to perform: macie2:GetMacieSession"
        ));
    }
}
