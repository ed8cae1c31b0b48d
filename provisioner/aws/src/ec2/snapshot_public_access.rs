//! `aws.ec2.snapshot_public_access`: block public access for EBS snapshots in the region (EC2
//! `EnableSnapshotBlockPublicAccess`).
//!
//! A public snapshot is a public disk (AWS Security Hub EC2.1, NIST SP 800-53r5 AC-3).

use aws_sdk_ec2::types::SnapshotBlockPublicAccessState as State;
use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

/// Block public access for EBS snapshots in the region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// `block-all-sharing`, `block-new-sharing` or `unblocked`. AWS's default: `unblocked`.
    #[serde(deserialize_with = "state")]
    state: String,
}

fn state<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, State::values())
}

pub(crate) struct SnapshotPublicAccess;

impl AwsKind for SnapshotPublicAccess {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.ec2.snapshot_public_access",
        "block public access for EBS snapshots in the region",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let reply = aws
            .ec2()
            .get_snapshot_block_public_access_state()
            .send()
            .await?;
        let spec = Spec {
            state: text(reply.state().map(State::as_str)),
        };
        Ok(ec2::setting(aws, spec, reply.managed_by()))
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, State::from(new.spec.state.as_str())).await?;
        Ok(created(aws.region()))
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, State::from(after.state.as_str())).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        put(aws, State::Unblocked).await
    }
}

/// AWS has a request of its own for no block at all.
async fn put(aws: &Clients, state: State) -> Result<()> {
    let ec2 = aws.ec2();
    if state == State::Unblocked {
        ec2.disable_snapshot_block_public_access().send().await?;
    } else {
        ec2.enable_snapshot_block_public_access()
            .state(state)
            .send()
            .await?;
    }
    Ok(())
}
