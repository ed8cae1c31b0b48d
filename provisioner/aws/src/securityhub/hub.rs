//! `aws.securityhub.hub`: findings of many services in one place (Security Hub
//! `EnableSecurityHub`).
//!
//! On in every region in use (CIS AWS 4.16, NIST SP 800-53r5 CA-7, AU-6(1)). What the account is
//! held to are standards of their own kind: none is taken on with the hub. Where the
//! organisation's administrator manages it, it is the platform's.

use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::securityhub::{self, SECURITY_HUB, hub_arn, unless_off};
use crate::spec::{one_of, yes};
use crate::waiting;
use crate::wire::Call;

/// What AWS calls the one hub there is.
const ID: &str = "default";

/// Findings of many services in one place. One in account and region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Whether controls that AWS adds to a standard in use are in use as well. Default: true.
    #[serde(default = "yes")]
    auto_enable_controls: bool,
    /// Whether a control makes one finding (`SECURITY_CONTROL`, AWS's default) or one for each
    /// standard it belongs to (`STANDARD_CONTROL`).
    #[serde(default = "one_finding", deserialize_with = "generator")]
    control_finding_generator: String,
}

fn one_finding() -> String {
    "SECURITY_CONTROL".to_owned()
}

fn generator<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &["SECURITY_CONTROL", "STANDARD_CONTROL"])
}

/// The hub as Security Hub tells it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    auto_enable_controls: bool,
    #[serde(default = "one_finding")]
    control_finding_generator: String,
}

pub(crate) struct Hub;

impl AwsKind for Hub {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.securityhub.hub",
            "findings of many services in one place",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let Some(spec) = unless_off(read(aws).await)? else {
            return Ok(Vec::new());
        };
        let item = Item::new(ID, spec).output("arn", hub_arn(aws));
        if securityhub::is_managed(aws).await? {
            return Ok(vec![item.platform(true)]);
        }
        Ok(vec![item.tags(securityhub::tags(aws).await?)])
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let body = json!({
            "Tags": new.tags, "EnableDefaultStandards": false,
            "ControlFindingGenerator": new.spec.control_finding_generator,
        });
        let call = Call::rest("EnableSecurityHub", "POST", &["accounts"]).body(body);
        SECURITY_HUB.tell(aws, call).await?;
        // The reply is empty; there is one hub, and its ARN follows from where it is.
        made_with_arn(
            "securityhub",
            "EnableSecurityHub",
            Some(ID),
            Some(&hub_arn(aws)),
        )
    }

    async fn finish(aws: &Clients, _made: &Created, new: &New<Spec>) -> Result<()> {
        set(aws, &new.spec).await
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        set(aws, after).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        let call = Call::rest("DisableSecurityHub", "DELETE", &["accounts"]);
        unless_off(SECURITY_HUB.tell(aws, call).await).map(drop)
    }
}

async fn read(aws: &Clients) -> Result<Spec> {
    let call = Call::rest("DescribeHub", "GET", &["accounts"]);
    let told: Told = SECURITY_HUB.ask(aws, call).await?;
    Ok(Spec {
        auto_enable_controls: told.auto_enable_controls,
        control_finding_generator: told.control_finding_generator,
    })
}

async fn set(aws: &Clients, spec: &Spec) -> Result<()> {
    let operation = "UpdateSecurityHubConfiguration";
    let body = json!({
        "AutoEnableControls": spec.auto_enable_controls,
        "ControlFindingGenerator": spec.control_finding_generator,
    });
    let call = Call::rest(operation, "PATCH", &["accounts"]).body(body);
    SECURITY_HUB.tell(aws, call).await?;
    let shown = || async { Ok(read(&aws.reads()).await? == *spec) };
    waiting::until("securityhub", operation, "the change to show", shown).await
}
