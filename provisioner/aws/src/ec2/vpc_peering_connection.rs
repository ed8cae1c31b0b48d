//! `aws.ec2.vpc_peering_connection`: a VPC peering connection (EC2 `CreateVpcPeeringConnection`).
//!
//! Ours is the side that asks. The owner of the other VPC must accept it; routes on both sides
//! decide how much of each VPC the other reaches (CIS AWS 5.6, NIST SP 800-53r5 AC-4). A connection
//! that others ask for is listed inside the VPC it leads to, whether somebody accepted it or not.

use aws_sdk_ec2::types::VpcPeeringConnectionStateReasonCode as State;
use aws_sdk_ec2::types::{
    Filter, PeeringConnectionOptionsRequest, ResourceType, VpcPeeringConnection as SdkConnection,
    VpcPeeringConnectionVpcInfo,
};
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE, waiting};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::given;

const WHAT: ResourceType = ResourceType::VpcPeeringConnection;

const CREATE: &str = "CreateVpcPeeringConnection";

/// A VPC peering connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC of this account.
    vpc_id: String,
    /// Peer VPC; its CIDR blocks and ours do not overlap.
    peer_vpc_id: String,
    /// Account of the peer VPC. Default: this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    peer_owner_id: Option<String>,
    /// Region of the peer VPC. Default: this region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    peer_region: Option<String>,
    /// Whether our public DNS names resolve to private addresses in the peer VPC. AWS's default:
    /// false; it cannot be set before the connection is accepted.
    #[serde(default)]
    allow_dns_resolution_from_remote_vpc: bool,
    /// Whether the owner of the peer VPC has accepted it. Declared `true`, it is accepted for a VPC
    /// of the same account and region; elsewhere only its owner can, and it shows as a difference
    /// until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accepted: Option<bool>,
    /// Whether the peer requested it. Nobody can declare that, so it shows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    incoming: bool,
}

impl Spec {
    /// Whether the other VPC is in the same account and region, so that we can accept it as well.
    fn is_between_ours(&self, aws: &Clients) -> bool {
        let is_here =
            |there: &Option<String>, here: &str| given(there).is_none_or(|there| there == here);
        is_here(&self.peer_owner_id, aws.account()) && is_here(&self.peer_region, aws.region())
    }
}

pub(crate) struct VpcPeeringConnection;

impl AwsKind for VpcPeeringConnection {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "vpc_id",
            "peer_vpc_id",
            "peer_owner_id",
            "peer_region",
            "incoming",
        ],
        parent: Some("vpc_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.vpc_peering_connection", "a VPC peering connection")
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.incoming {
            return Err(SpecError::new(
                "incoming",
                "only the peer can request such a connection",
            ));
        }
        Ok(())
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_vpc_peering_connections();
        let pages = request.max_results(PAGE).into_paginator().items().send();
        let all: Vec<SdkConnection> = pages.try_collect().await?;
        let there = all.iter().filter(|it| !is_over(it));
        Ok(there.map(|it| item(aws, it)).collect())
    }

    /// Where two VPCs are connected already, AWS may answer with that connection, which is
    /// somebody else's.
    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let between = [
            ("requester-vpc-info.vpc-id", spec.vpc_id.as_str()),
            ("accepter-vpc-info.vpc-id", spec.peer_vpc_id.as_str()),
        ];
        if let Some(there) = find(aws, &between).await?.iter().find(|it| !is_over(it)) {
            let id = text(there.vpc_peering_connection_id());
            let message = format!("{id} connects the two already");
            let code = "VpcPeeringConnectionAlreadyExists";
            return Err(Error::refused("ec2", CREATE, code, &message));
        }
        let request = aws
            .ec2()
            .create_vpc_peering_connection()
            .vpc_id(&spec.vpc_id)
            .peer_vpc_id(&spec.peer_vpc_id)
            .set_peer_owner_id(given(&spec.peer_owner_id))
            .set_peer_region(given(&spec.peer_region))
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let made = reply.vpc_peering_connection();
        let id = made.and_then(SdkConnection::vpc_peering_connection_id);
        ec2::made(aws, CREATE, WHAT, id)
    }

    /// AWS reports overlapping ranges only later, and an owner's consent may take days.
    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        reaches(aws, &made.id, &[State::PendingAcceptance, State::Active]).await?;
        if new.spec.accepted == Some(true) && new.spec.is_between_ours(aws) {
            accept(aws, &made.id).await?;
        }
        let is_active = state_of(aws, &made.id).await? == Some(State::Active);
        if is_active && new.spec.allow_dns_resolution_from_remote_vpc {
            resolve(aws, &made.id, true).await?;
        }
        Ok(())
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        if before.accepted == Some(false) && after.accepted == Some(true) {
            if !after.is_between_ours(aws) {
                let message = "only the owner of the other VPC can accept the connection";
                let operation = "AcceptVpcPeeringConnection";
                let code = "pending-acceptance";
                return Err(Error::refused("ec2", operation, code, message));
            }
            accept(aws, id).await?;
        }
        let resolves = after.allow_dns_resolution_from_remote_vpc;
        if before.allow_dns_resolution_from_remote_vpc != resolves {
            resolve(aws, id, resolves).await?;
        }
        Ok(())
    }

    /// Either side can delete one in force, and whoever asks one that waits for consent; who is
    /// asked can only reject it. Until it is gone, routes lead to it.
    async fn delete(aws: &Clients, id: &str, spec: &Spec) -> Result<()> {
        let state = state_of(aws, id).await?;
        if state.as_ref().is_none_or(is_gone) {
            return Ok(());
        }
        if spec.incoming && state == Some(State::PendingAcceptance) {
            let request = aws.ec2().reject_vpc_peering_connection();
            request.vpc_peering_connection_id(id).send().await?;
        } else {
            let request = aws.ec2().delete_vpc_peering_connection();
            request.vpc_peering_connection_id(id).send().await?;
        }
        let gone = || async { Ok(state_of(aws, id).await?.as_ref().is_none_or(is_gone)) };
        let awaited = format!("{id} to be deleted");
        waiting::until("DeleteVpcPeeringConnection", &awaited, gone).await
    }
}

/// Accepts it, if it still waits for that.
async fn accept(aws: &Clients, id: &str) -> Result<()> {
    if state_of(aws, id).await? == Some(State::PendingAcceptance) {
        let request = aws.ec2().accept_vpc_peering_connection();
        request.vpc_peering_connection_id(id).send().await?;
    }
    reaches(aws, id, &[State::Active]).await
}

/// Sets what the other VPC gets to know of our names. AWS refuses before it is accepted.
async fn resolve(aws: &Clients, id: &str, resolves: bool) -> Result<()> {
    let options = PeeringConnectionOptionsRequest::builder();
    let options = options.allow_dns_resolution_from_remote_vpc(resolves);
    let request = aws.ec2().modify_vpc_peering_connection_options();
    let request = request.vpc_peering_connection_id(id);
    request
        .requester_peering_connection_options(options.build())
        .send()
        .await?;
    Ok(())
}

/// Waits until it is in one of `wanted`.
async fn reaches(aws: &Clients, id: &str, wanted: &[State]) -> Result<()> {
    let is_ready = || async {
        let connection = by_id(aws, id).await?;
        let Some(connection) = connection else {
            return Ok(false);
        };
        if is_over(&connection) {
            let status = connection.status();
            let code = status.and_then(|it| it.code()).map_or("", State::as_str);
            let message = text(status.and_then(|it| it.message()));
            return Err(Error::refused("ec2", CREATE, code, &message));
        }
        Ok(state(&connection).is_some_and(|it| wanted.contains(it)))
    };
    waiting::until(CREATE, &format!("{id} to be ready"), is_ready).await
}

fn state(connection: &SdkConnection) -> Option<&State> {
    connection.status().and_then(|status| status.code())
}

/// Whether it is deleted, being deleted, or never existed; AWS lists it for hours yet.
fn is_over(connection: &SdkConnection) -> bool {
    state(connection).is_some_and(|it| is_gone(it) || it == &State::Deleting)
}

/// Whether it is gone or never came to be: nothing can be done with it any more.
fn is_gone(state: &State) -> bool {
    use State::{Deleted, Expired, Failed, Rejected};
    matches!(state, Deleted | Expired | Failed | Rejected)
}

async fn state_of(aws: &Clients, id: &str) -> Result<Option<State>> {
    let connection = by_id(aws, id).await?;
    Ok(connection.as_ref().and_then(state).cloned())
}

async fn by_id(aws: &Clients, id: &str) -> Result<Option<SdkConnection>> {
    let found = find(aws, &[("vpc-peering-connection-id", id)]).await?;
    Ok(found.into_iter().next())
}

async fn find(aws: &Clients, by: &[(&str, &str)]) -> Result<Vec<SdkConnection>> {
    let filter =
        |(name, value): &(&str, &str)| Filter::builder().name(*name).values(*value).build();
    let request = aws.reads().ec2().describe_vpc_peering_connections();
    let request = request.set_filters(Some(by.iter().map(filter).collect()));
    let pages = request.into_paginator().items().send();
    Ok(pages.try_collect().await?)
}

fn item(aws: &Clients, connection: &SdkConnection) -> Item<Spec> {
    let (requester, accepter) = (
        connection.requester_vpc_info(),
        connection.accepter_vpc_info(),
    );
    let owner = requester.and_then(|side| side.owner_id());
    let region = requester.and_then(|side| side.region());
    let incoming =
        owner.is_some_and(|it| it != aws.account()) || region.is_some_and(|it| it != aws.region());
    let (ours, theirs) = match incoming {
        true => (accepter, requester),
        false => (requester, accepter),
    };
    let vpc = |side: Option<&VpcPeeringConnectionVpcInfo>| text(side.and_then(|it| it.vpc_id()));
    let options = ours.and_then(|side| side.peering_options());
    let resolves = options.and_then(|it| it.allow_dns_resolution_from_remote_vpc());
    let spec = Spec {
        vpc_id: vpc(ours),
        peer_vpc_id: vpc(theirs),
        peer_owner_id: Some(text(theirs.and_then(|side| side.owner_id()))),
        peer_region: Some(text(theirs.and_then(|side| side.region()))),
        allow_dns_resolution_from_remote_vpc: resolves.unwrap_or_default(),
        accepted: Some(state(connection) == Some(&State::Active)),
        incoming,
    };
    let id = connection.vpc_peering_connection_id();
    ec2::item(aws, WHAT, id, spec, connection.tags())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::VpcPeeringConnectionStateReason;

    fn connection(state: State) -> SdkConnection {
        let status = VpcPeeringConnectionStateReason::builder().code(state);
        SdkConnection::builder().status(status.build()).build()
    }

    #[test]
    fn what_aws_still_shows_is_not_there() {
        let over = [
            State::Deleted,
            State::Deleting,
            State::Expired,
            State::Failed,
            State::Rejected,
        ];
        assert!(over.into_iter().map(connection).all(|it| is_over(&it)));
        let there = [
            State::InitiatingRequest,
            State::PendingAcceptance,
            State::Provisioning,
            State::Active,
        ];
        assert!(!there.into_iter().map(connection).any(|it| is_over(&it)));
    }
}
