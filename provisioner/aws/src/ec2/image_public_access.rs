//! `aws.ec2.image_public_access`: block public access for AMIs in the region (EC2
//! `EnableImageBlockPublicAccess`).
//!
//! A public image is a public disk (AWS Security Hub EC2.182, NIST SP 800-53r5 AC-3).

use aws_sdk_ec2::types::ImageBlockPublicAccessDisabledState as Open;
use aws_sdk_ec2::types::ImageBlockPublicAccessEnabledState as Closed;
use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, waiting};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

/// Block public access for AMIs in the region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// `block-new-sharing` or `unblocked`. AWS's default for accounts without public AMIs:
    /// `block-new-sharing`.
    #[serde(deserialize_with = "state")]
    state: String,
}

fn state<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &[CLOSED, Open::Unblocked.as_str()])
}

const CLOSED: &str = "block-new-sharing";

pub(crate) struct ImagePublicAccess;

impl AwsKind for ImagePublicAccess {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.ec2.image_public_access",
        "block public access for AMIs in the region",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().get_image_block_public_access_state();
        let reply = request.send().await?;
        let state = text(reply.image_block_public_access_state());
        Ok(ec2::setting(aws, Spec { state }, reply.managed_by()))
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec.state).await?;
        Ok(created(aws.region()))
    }

    async fn finish(aws: &Clients, _made: &Created, new: &New<Spec>) -> Result<()> {
        until_shown(aws, &new.spec.state).await
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, &after.state).await?;
        until_shown(aws, &after.state).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        put(aws, CLOSED).await?;
        until_shown(aws, CLOSED).await
    }
}

/// AWS has a request of its own for no block at all.
async fn put(aws: &Clients, state: &str) -> Result<()> {
    let ec2 = aws.ec2();
    if state == Open::Unblocked.as_str() {
        ec2.disable_image_block_public_access().send().await?;
    } else {
        let request = ec2.enable_image_block_public_access();
        let request = request.image_block_public_access_state(Closed::from(state));
        request.send().await?;
    }
    Ok(())
}

/// AWS takes minutes to let a change show.
async fn until_shown(aws: &Clients, state: &str) -> Result<()> {
    let shown = || async {
        let reply = aws.reads().ec2().get_image_block_public_access_state();
        Ok(reply.send().await?.image_block_public_access_state() == Some(state))
    };
    waiting::until("EnableImageBlockPublicAccess", "the change to show", shown).await
}
