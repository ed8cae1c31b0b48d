//! `aws.securityhub.standard`: a standard the account is held to (Security Hub
//! `BatchEnableStandards`).
//!
//! Every control of it is checked but those that are named with a reason (CIS AWS 4.16, NIST SP
//! 800-53r5 CA-7, CM-6). Where the organisation's administrator manages Security Hub, its
//! standards are the platform's.

use gabakura_adapter::{created, read_each};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clients::Clients;
use crate::fault::{Fault, Result};
use crate::kind::{AwsKind, Facts, Item, New};
use crate::securityhub::control::{self, Disabled};
use crate::securityhub::{self, SECURITY_HUB, unless_off};
use crate::waiting;
use crate::wire::Call;

const SERVICE: &str = "securityhub";
const ENABLE: &str = "BatchEnableStandards";
const DISABLE: &str = "BatchDisableStandards";
/// Largest page.
const PAGE: u32 = 100;

/// A standard the account is held to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// ARN of the standard:
    /// `arn:aws:securityhub:REGION::standards/aws-foundational-security-best-practices/v/1.0.0`, ….
    standards_arn: String,
    /// Controls that are not checked, by their id in the standard, each with the reason why.
    /// Not told while Security Hub is still adding controls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    disabled_controls: Option<Disabled>,
    /// What Security Hub says of it: `READY`, `PENDING`, `INCOMPLETE` (not every control can be
    /// checked). Nobody can set it: declared, it shows as a difference until it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<String>,
}

/// A subscription as Security Hub tells it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    standards_subscription_arn: String,
    standards_arn: String,
    standards_status: String,
    #[serde(default)]
    standards_controls_updatable: String,
    #[serde(default)]
    standards_status_reason: Value,
}

pub(crate) struct Standard;

impl AwsKind for Standard {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["standards_arn"],
        // It carries no mark, and a subscription is a subscription, whoever asked for it.
        interchangeable: true,
        ..Facts::named(
            "aws.securityhub.standard",
            "a standard the account is held to",
            "standards_arn",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let mut standards = all(aws).await?;
        standards.retain(|it| !["DELETING", "FAILED"].contains(&it.standards_status.as_str()));
        if standards.is_empty() {
            return Ok(Vec::new());
        }
        let is_managed = securityhub::is_managed(aws).await?;
        let items = read_each(standards, |standard| read(aws, standard)).await?;
        let items = items.into_iter();
        Ok(items.map(|item| item.platform(is_managed)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = json!([{ "StandardsArn": new.spec.standards_arn }]);
        let call = Call::rest(ENABLE, "POST", &["standards", "register"]);
        let call = call.body(json!({ "StandardsSubscriptionRequests": request }));
        SECURITY_HUB.tell(aws, call).await?;
        Ok(created(&new.spec.standards_arn))
    }

    /// Its controls can be told apart only once they are there, which takes minutes.
    async fn finish(aws: &Clients, _made: &Created, new: &New<Spec>) -> Result<()> {
        settle(aws, &new.spec).await
    }

    async fn update(aws: &Clients, _arn: &str, _before: &Spec, after: &Spec) -> Result<()> {
        settle(aws, after).await
    }

    async fn delete(aws: &Clients, arn: &str, _spec: &Spec) -> Result<()> {
        let Some(standard) = find(aws, arn).await? else {
            return Ok(());
        };
        let subscription = standard.standards_subscription_arn;
        let call = Call::rest(DISABLE, "POST", &["standards", "deregister"]);
        let call = call.body(json!({ "StandardsSubscriptionArns": [subscription] }));
        unless_off(SECURITY_HUB.tell(aws, call).await)?;
        let gone = || async { Ok(find(aws, arn).await?.is_none()) };
        let awaited = format!("{arn} to be gone");
        waiting::until(SERVICE, DISABLE, &awaited, gone).await
    }
}

/// Every subscription; none where Security Hub is off.
async fn all(aws: &Clients) -> Result<Vec<Told>> {
    let call = Call::rest("GetEnabledStandards", "POST", &["standards", "get"]);
    let call = call.body(json!({ "MaxResults": PAGE }));
    let told = SECURITY_HUB.list(aws, call, "StandardsSubscriptions").await;
    Ok(unless_off(told)?.unwrap_or_default())
}

async fn find(aws: &Clients, arn: &str) -> Result<Option<Told>> {
    let mut all = all(&aws.reads()).await?.into_iter();
    Ok(all.find(|it| it.standards_arn == arn))
}

async fn read(aws: &Clients, standard: Told) -> Result<Option<Item<Spec>>> {
    let disabled = if standard.is_updatable() {
        let controls = control::all(aws, &standard.standards_subscription_arn);
        Some(control::disabled(controls.await?))
    } else {
        None
    };
    let spec = Spec {
        standards_arn: standard.standards_arn.clone(),
        disabled_controls: disabled,
        status: Some(standard.standards_status),
    };
    Ok(Some(Item::new(standard.standards_arn, spec)))
}

/// Waits until Security Hub has set it up, then switches its controls.
async fn settle(aws: &Clients, spec: &Spec) -> Result<()> {
    let arn = &spec.standards_arn;
    let is_settled = || async {
        let standard = find(aws, arn).await?;
        if let Some(failed) = standard
            .as_ref()
            .filter(|it| it.standards_status == "FAILED")
        {
            let why = &failed.standards_status_reason["StatusReasonCode"];
            let why = why.as_str().unwrap_or("no reason told");
            return Err(Fault::refused(SERVICE, ENABLE, "FAILED", why));
        }
        Ok(standard.is_some_and(|it| it.standards_status != "PENDING" && it.is_updatable()))
    };
    waiting::until(SERVICE, ENABLE, &format!("{arn} to be ready"), is_settled).await?;
    let Some(wanted) = &spec.disabled_controls else {
        return Ok(());
    };
    let gone = || Fault::missing(SERVICE, "GetEnabledStandards", arn);
    let standard = find(aws, arn).await?.ok_or_else(gone)?;
    control::disable(aws, &standard.standards_subscription_arn, wanted).await
}

impl Told {
    fn is_updatable(&self) -> bool {
        self.standards_controls_updatable == "READY_FOR_UPDATES"
    }
}
