//! VPC peering connections. One within the account and region waits to be accepted there, one to
//! elsewhere by the owner of the other VPC, who is notified where there is such a VPC. They pass
//! through AWS's states at once, but replies show the state before.

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Listed, Outcome, Vpc, element, requested_tags, yes};
use crate::aws_error::AwsError;
use crate::clock;
use crate::params::{Params, Tags};
use crate::xml::Xml;

const ACTIVE: &str = "active";
const DELETED: &str = "deleted";
const FAILED: &str = "failed";
const PENDING: &str = "pending-acceptance";
const REJECTED: &str = "rejected";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Peering {
    pub(super) id: String,
    requester: Side,
    accepter: Side,
    state: String,
    /// When it was deleted, rejected or failed.
    ended: Option<i64>,
    pub(super) tags: Tags,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Side {
    account: String,
    region: String,
    vpc: String,
    resolves: bool,
}

/// A new state of a connection, for the side that is elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct PeeringChange {
    pub(crate) account: String,
    pub(crate) region: String,
    peering: Peering,
}

/// Notifies the side that is elsewhere, if one is.
fn notify_peer(ec2: &mut Ec2, id: &str) {
    let Some(peering) = ec2.peerings.get(id) else {
        return;
    };
    let is_ours = |side: &&Side| side.account == ec2.account && side.region == ec2.region;
    let sides = [&peering.requester, &peering.accepter];
    if let Some(theirs) = sides.into_iter().find(|side| !is_ours(side)) {
        ec2.outgoing.push(PeeringChange {
            account: theirs.account.clone(),
            region: theirs.region.clone(),
            peering: peering.clone(),
        });
    }
}

/// Applies what the other side did. Each side has its own tags.
pub(super) fn apply(ec2: &mut Ec2, change: PeeringChange) {
    let PeeringChange {
        account,
        region,
        mut peering,
    } = change;
    let is_ours = |side: &&Side| side.account == account && side.region == region;
    let sides = [&peering.requester, &peering.accepter];
    let ours = sides.into_iter().find(is_ours);
    let known = ec2.peerings.get(&peering.id);
    if known.is_none() && !ours.is_some_and(|side| ec2.vpcs.contains_key(&side.vpc)) {
        return;
    }
    peering.tags = known.map(|it| it.tags.clone()).unwrap_or_default();
    ec2.peerings.insert(peering.id.clone(), peering);
}

impl Peering {
    /// A reply that shows it in an earlier state than it has reached.
    fn reply(&self, state: &str, ec2: &Ec2) -> Xml {
        let state = state.to_owned();
        element(
            &Self {
                state,
                ..self.clone()
            },
            ec2,
        )
    }
}

impl Described for Peering {
    const LISTED_AFTERWARDS_S: i64 = 2 * 3600;

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "vpc-peering-connection-id" => self.id.clone(),
            "requester-vpc-info.vpc-id" => self.requester.vpc.clone(),
            "accepter-vpc-info.vpc-id" => self.accepter.vpc.clone(),
            "status-code" => self.state.clone(),
            _ => return None,
        }])
    }

    fn ended(&self) -> Option<i64> {
        self.ended
    }

    fn write(&self, xml: &mut Xml, _: &Ec2) {
        xml.text("vpcPeeringConnectionId", &self.id);
        for (name, side) in [
            ("requesterVpcInfo", &self.requester),
            ("accepterVpcInfo", &self.accepter),
        ] {
            xml.node(name, |xml| {
                xml.text("ownerId", &side.account)
                    .text("vpcId", &side.vpc)
                    .text("region", &side.region);
                if self.state == ACTIVE {
                    xml.node("peeringOptions", |xml| {
                        xml.text("allowDnsResolutionFromRemoteVpc", side.resolves);
                    });
                }
            });
        }
        xml.node("status", |xml| {
            let message = match self.state.as_str() {
                FAILED => "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
                state => state,
            };
            xml.text("code", &self.state).text("message", message);
        });
    }
}

/// AWS finds out only after its answer that ranges overlap. Asked again, it answers with the
/// connection there is.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let side = |vpc: &str, account: &str, region: &str| Side {
        account: account.to_owned(),
        region: region.to_owned(),
        vpc: vpc.to_owned(),
        resolves: false,
    };
    let requester = side(params.need("VpcId")?, &ec2.account, &ec2.region);
    let owner = params.get("PeerOwnerId").unwrap_or(&ec2.account);
    let region = params.get("PeerRegion").unwrap_or(&ec2.region);
    let accepter = side(params.need("PeerVpcId")?, owner, region);
    let range = ec2.get::<Vpc>(&requester.vpc)?.cidr;
    let theirs = ec2.vpcs.get(&accepter.vpc);
    let is_here = owner == ec2.account && region == ec2.region;
    if is_here && theirs.is_none() {
        return Err(Vpc::missing(&accepter.vpc));
    }
    let same = |it: &&Peering| {
        it.ended.is_none() && it.requester.vpc == requester.vpc && it.accepter.vpc == accepter.vpc
    };
    if let Some(there) = ec2.peerings.values().find(same) {
        return Ok(element(there, ec2));
    }
    let overlaps = theirs.is_some_and(|it| it.cidr.contains(&range) || range.contains(&it.cidr));
    let peering = Peering {
        id: ec2.new_id::<Peering>(),
        requester,
        accepter,
        state: if overlaps { FAILED } else { PENDING }.to_owned(),
        ended: overlaps.then(clock::now),
        tags: requested_tags::<Peering>(params)?,
    };
    let reply = peering.reply("initiating-request", ec2);
    let id = peering.id.clone();
    ec2.insert(peering);
    notify_peer(ec2, &id);
    Ok(reply)
}

/// Only the owner of the other VPC can.
pub(super) fn accept(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (account, region) = (ec2.account.clone(), ec2.region.clone());
    let peering = existing(ec2, params)?;
    let is_theirs = peering.accepter.account != account || peering.accepter.region != region;
    if is_theirs {
        let message = "User is not the owner of the accepter VPC";
        return Err(AwsError::bad("OperationNotPermitted", message));
    }
    peering.state = ACTIVE.to_owned();
    let accepted = peering.clone();
    notify_peer(ec2, &accepted.id);
    Ok(accepted.reply("provisioning", ec2))
}

pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let peering = existing(ec2, params)?;
    if peering.state != ACTIVE {
        let message = format!("Peering {} is not active", peering.id);
        return Err(AwsError::bad("OperationNotPermitted", message));
    }
    let option = "PeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc";
    if let Some(resolves) = params.flag(&format!("Requester{option}")) {
        peering.requester.resolves = resolves;
    }
    if let Some(resolves) = params.flag(&format!("Accepter{option}")) {
        peering.accepter.resolves = resolves;
    }
    let mut xml = Xml::new();
    for side in [&peering.requester, &peering.accepter] {
        let role = if side == &peering.requester {
            "requester"
        } else {
            "accepter"
        };
        xml.node(&format!("{role}PeeringConnectionOptions"), |xml| {
            xml.text("allowDnsResolutionFromRemoteVpc", side.resolves);
        });
    }
    Ok(xml)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let account = ec2.account.clone();
    let peering = existing(ec2, params)?;
    if peering.state == PENDING && peering.requester.account != account {
        return Err(invalid_transition(peering, "deleting"));
    }
    end(ec2, params, DELETED)
}

/// Only the owner of the other VPC can, before it is accepted.
pub(super) fn reject(ec2: &mut Ec2, params: &Params) -> Outcome {
    let account = ec2.account.clone();
    let peering = existing(ec2, params)?;
    if peering.accepter.account != account {
        let message = "User is not the owner of the accepter VPC";
        return Err(AwsError::bad("OperationNotPermitted", message));
    }
    if peering.state != PENDING {
        return Err(invalid_transition(peering, REJECTED));
    }
    end(ec2, params, REJECTED)
}

fn invalid_transition(peering: &Peering, to: &str) -> AwsError {
    let Peering { id, state, .. } = peering;
    let message =
        format!("Invalid state transition for {id}, attempted to transition from {state} to {to}");
    AwsError::bad("InvalidStateTransition", message)
}

fn end(ec2: &mut Ec2, params: &Params, state: &str) -> Outcome {
    let peering = existing(ec2, params)?;
    peering.state = state.to_owned();
    peering.ended = Some(clock::now());
    notify_peer(ec2, params.need("VpcPeeringConnectionId")?);
    yes()
}

/// A VPC is deleted with its connections.
pub(super) fn vpc_deleted(ec2: &mut Ec2, vpc: &str) {
    let mut gone = Vec::new();
    let all = ec2.peerings.values_mut();
    for peering in all.filter(|it| it.requester.vpc == vpc || it.accepter.vpc == vpc) {
        peering.state = DELETED.to_owned();
        peering.ended = peering.ended.or_else(|| Some(clock::now()));
        gone.push(peering.id.clone());
    }
    for id in gone {
        notify_peer(ec2, &id);
    }
}

fn existing<'a>(ec2: &'a mut Ec2, params: &Params) -> Result<&'a mut Peering, AwsError> {
    ec2.existing_mut(params.need("VpcPeeringConnectionId")?)
}
