//! `aws.securityhub.standard`: an enabled standard of Security Hub (`BatchEnableStandards`).
//!
//! Every control is checked but those that are disabled with a reason (CIS AWS 4.16, NIST SP
//! 800-53r5 CA-7, CM-6). Where the organisation's administrator manages Security Hub, its
//! standards are the platform's.

use gabakura_adapter::{created, read_each};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serde_with::skip_serializing_none;

use crate::clients::Clients;
use crate::error::{Error, Result};
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

/// An enabled standard of Security Hub.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// ARN of the standard:
    /// `arn:aws:securityhub:REGION::standards/aws-foundational-security-best-practices/v/1.0.0`, ….
    standards_arn: String,
    /// Disabled controls, by their id in the standard, each with the reason. Default: none. Not
    /// known while Security Hub is still adding controls.
    disabled_controls: Option<Disabled>,
    /// The status of the standard: `READY`, `PENDING` or `INCOMPLETE` (some controls cannot be
    /// checked). Read-only: declared, it is a difference until Security Hub reports it.
    status: Option<String>,
}

/// The subscription of an account to a standard.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Subscription {
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
            "an enabled standard of Security Hub",
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

    /// Security Hub adds the controls after the reply, which takes minutes.
    async fn finish(aws: &Clients, _made: &Created, new: &New<Spec>) -> Result<()> {
        disable_controls(aws, &new.spec).await
    }

    async fn update(aws: &Clients, _arn: &str, _before: &Spec, after: &Spec) -> Result<()> {
        disable_controls(aws, after).await
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
async fn all(aws: &Clients) -> Result<Vec<Subscription>> {
    let call = Call::rest("GetEnabledStandards", "POST", &["standards", "get"]);
    let call = call.body(json!({ "MaxResults": PAGE }));
    let all = SECURITY_HUB.list(aws, call, "StandardsSubscriptions").await;
    Ok(unless_off(all)?.unwrap_or_default())
}

async fn find(aws: &Clients, arn: &str) -> Result<Option<Subscription>> {
    let mut all = all(&aws.reads()).await?.into_iter();
    Ok(all.find(|it| it.standards_arn == arn))
}

async fn read(aws: &Clients, standard: Subscription) -> Result<Option<Item<Spec>>> {
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

/// Waits until Security Hub has set the standard up, then enables and disables its controls.
async fn disable_controls(aws: &Clients, spec: &Spec) -> Result<()> {
    let arn = &spec.standards_arn;
    let is_ready = || async {
        let standard = find(aws, arn).await?;
        let failed = standard.as_ref();
        if let Some(failed) = failed.filter(|it| it.standards_status == "FAILED") {
            let why = &failed.standards_status_reason["StatusReasonCode"];
            let why = why.as_str().unwrap_or("no reason given");
            return Err(Error::refused(SERVICE, ENABLE, "FAILED", why));
        }
        Ok(standard.is_some_and(|it| it.standards_status != "PENDING" && it.is_updatable()))
    };
    waiting::until(SERVICE, ENABLE, &format!("{arn} to be ready"), is_ready).await?;
    let Some(wanted) = &spec.disabled_controls else {
        return Ok(());
    };
    let gone = || Error::missing(SERVICE, "GetEnabledStandards", arn);
    let standard = find(aws, arn).await?.ok_or_else(gone)?;
    control::disable(aws, &standard.standards_subscription_arn, wanted).await
}

impl Subscription {
    fn is_updatable(&self) -> bool {
        self.standards_controls_updatable == "READY_FOR_UPDATES"
    }
}
