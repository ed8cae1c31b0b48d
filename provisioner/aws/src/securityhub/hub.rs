//! `aws.securityhub.hub`: AWS Security Hub in the account and region (`EnableSecurityHub`).
//!
//! Enabled in every region in use (CIS AWS 4.16, NIST SP 800-53r5 CA-7, AU-6(1)). Standards are a
//! kind of their own: none is enabled with the hub. Where the organisation's administrator manages
//! it, it is the platform's.

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_named};
use crate::securityhub::{self, SECURITY_HUB, hub_arn, unless_off};
use crate::spec::{check_one_of, yes};
use crate::waiting;
use crate::wire::{Call, Names};

/// The name of the one hub there is.
const ID: &str = "default";

const NAMES: Names = Names {
    always: &["auto_enable_controls"],
    ..Names::PASCAL
};

/// AWS Security Hub, which gathers the findings of many services. One in account and region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Whether Security Hub enables controls that AWS adds to an enabled standard. AWS's default:
    /// true.
    #[serde(default = "yes")]
    auto_enable_controls: bool,
    /// Whether a control makes one finding (`SECURITY_CONTROL`, AWS's default) or one for each
    /// standard it belongs to (`STANDARD_CONTROL`).
    #[serde(default = "one_finding")]
    control_finding_generator: String,
}

fn one_finding() -> String {
    "SECURITY_CONTROL".to_owned()
}

pub(crate) struct Hub;

impl AwsKind for Hub {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.securityhub.hub",
            "AWS Security Hub, which gathers the findings of many services",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let (field, value) = ("control_finding_generator", &spec.control_finding_generator);
        check_one_of(field, value, &["SECURITY_CONTROL", "STANDARD_CONTROL"])
    }

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
        Ok(made_named(ID, hub_arn(aws)))
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
    let operation = "DescribeHub";
    let call = Call::rest(operation, "GET", &["accounts"]);
    let hub = SECURITY_HUB.ask(aws, call).await?;
    SECURITY_HUB.read(operation, &NAMES, hub)
}

async fn set(aws: &Clients, spec: &Spec) -> Result<()> {
    let operation = "UpdateSecurityHubConfiguration";
    let call = Call::rest(operation, "PATCH", &["accounts"]);
    let call = call.body(NAMES.request(spec));
    SECURITY_HUB.tell(aws, call).await?;
    let shown = || async { Ok(read(&aws.reads()).await? == *spec) };
    waiting::until("securityhub", operation, "the change to show", shown).await
}
