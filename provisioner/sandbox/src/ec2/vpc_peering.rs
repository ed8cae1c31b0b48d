//! Connections between two VPCs. One within the account and region waits to be accepted there, one
//! to elsewhere by the owner of the other VPC, who gets to know of it where there is such a VPC.
//! They pass through AWS's states at once, but are told a state late.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, is_shown, requested_tags, tag_set};
use super::refusals::{no_peering, no_vpc};
use super::{Ec2, Outcome, yes};
use crate::clock;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// How long AWS shows a connection that is over.
const SHOWN_AFTERWARDS_SECONDS: i64 = 2 * 3600;
const ACTIVE: &str = "active";
const DELETED: &str = "deleted";
const FAILED: &str = "failed";
const PENDING: &str = "pending-acceptance";
const REJECTED: &str = "rejected";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Peering {
    id: String,
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

/// What becomes of a connection, for the side that is elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) account: String,
    pub(crate) region: String,
    peering: Peering,
}

/// Tells the side that is elsewhere, if one is.
fn tell(ec2: &mut Ec2, id: &str) {
    let Some(peering) = ec2.peerings.get(id) else {
        return;
    };
    let is_ours = |side: &&Side| side.account == ec2.account && side.region == ec2.region;
    let sides = [&peering.requester, &peering.accepter];
    if let Some(theirs) = sides.into_iter().find(|side| !is_ours(side)) {
        ec2.letters.push(Letter {
            account: theirs.account.clone(),
            region: theirs.region.clone(),
            peering: peering.clone(),
        });
    }
}

/// Takes in what the other side did. Each side has its own tags.
pub(super) fn deliver(ec2: &mut Ec2, letter: Letter) {
    let Letter {
        account,
        region,
        mut peering,
    } = letter;
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

impl Listed for Peering {
    const IDS: &'static str = "VpcPeeringConnectionId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "vpc-peering-connection-id" => self.id.clone(),
            "requester-vpc-info.vpc-id" => self.requester.vpc.clone(),
            "accepter-vpc-info.vpc-id" => self.accepter.vpc.clone(),
            "status-code" => self.state.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_peering(id)
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
    let ours = ec2.vpcs.get(&requester.vpc);
    let range = ours.ok_or_else(|| no_vpc(&requester.vpc))?.cidr;
    let theirs = ec2.vpcs.get(&accepter.vpc);
    let is_here = owner == ec2.account && region == ec2.region;
    if is_here && theirs.is_none() {
        return Err(no_vpc(&accepter.vpc));
    }
    let same = |it: &&Peering| {
        it.ended.is_none() && it.requester.vpc == requester.vpc && it.accepter.vpc == accepter.vpc
    };
    let mut xml = Xml::new();
    if let Some(there) = ec2.peerings.values().find(same) {
        write_in(&mut xml, there, &there.state);
        return Ok(xml);
    }
    let overlaps = theirs.is_some_and(|it| it.cidr.contains(&range) || range.contains(&it.cidr));
    let peering = Peering {
        id: ec2.id("pcx"),
        requester,
        accepter,
        state: if overlaps { FAILED } else { PENDING }.to_owned(),
        ended: overlaps.then(clock::now),
        tags: requested_tags(params, "vpc-peering-connection")?,
    };
    write_in(&mut xml, &peering, "initiating-request");
    let id = peering.id.clone();
    ec2.peerings.insert(id.clone(), peering);
    tell(ec2, &id);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let all = ec2.peerings.values();
    let shown = all.filter(|it| is_shown(it.ended, SHOWN_AFTERWARDS_SECONDS));
    described(shown, params, "vpcPeeringConnectionSet", |xml, it| {
        write(xml, it, &it.state);
    })
}

/// Only the owner of the other VPC can.
pub(super) fn accept(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (account, region) = (ec2.account.clone(), ec2.region.clone());
    let peering = standing(ec2, params)?;
    let is_theirs = peering.accepter.account != account || peering.accepter.region != region;
    if is_theirs {
        let message = "User is not the owner of the accepter VPC";
        return Err(Refusal::bad("OperationNotPermitted", message));
    }
    peering.state = ACTIVE.to_owned();
    let mut xml = Xml::new();
    write_in(&mut xml, peering, "provisioning");
    tell(ec2, params.need("VpcPeeringConnectionId")?);
    Ok(xml)
}

pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let peering = standing(ec2, params)?;
    if peering.state != ACTIVE {
        let message = format!("Peering {} is not active", peering.id);
        return Err(Refusal::bad("OperationNotPermitted", message));
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
    let peering = standing(ec2, params)?;
    if peering.state == PENDING && peering.requester.account != account {
        return Err(no_way(peering, "deleting"));
    }
    end(ec2, params, DELETED)
}

/// Only the owner of the other VPC can, before it is accepted.
pub(super) fn reject(ec2: &mut Ec2, params: &Params) -> Outcome {
    let account = ec2.account.clone();
    let peering = standing(ec2, params)?;
    if peering.accepter.account != account {
        let message = "User is not the owner of the accepter VPC";
        return Err(Refusal::bad("OperationNotPermitted", message));
    }
    if peering.state != PENDING {
        return Err(no_way(peering, REJECTED));
    }
    end(ec2, params, REJECTED)
}

fn no_way(peering: &Peering, to: &str) -> Refusal {
    let Peering { id, state, .. } = peering;
    let message =
        format!("Invalid state transition for {id}, attempted to transition from {state} to {to}");
    Refusal::bad("InvalidStateTransition", message)
}

fn end(ec2: &mut Ec2, params: &Params, state: &str) -> Outcome {
    let peering = standing(ec2, params)?;
    peering.state = state.to_owned();
    peering.ended = Some(clock::now());
    tell(ec2, params.need("VpcPeeringConnectionId")?);
    yes()
}

/// A VPC that goes takes its connections along.
pub(super) fn vpc_goes(ec2: &mut Ec2, vpc: &str) {
    let mut gone = Vec::new();
    let all = ec2.peerings.values_mut();
    for peering in all.filter(|it| it.requester.vpc == vpc || it.accepter.vpc == vpc) {
        peering.state = DELETED.to_owned();
        peering.ended = peering.ended.or_else(|| Some(clock::now()));
        gone.push(peering.id.clone());
    }
    for id in gone {
        tell(ec2, &id);
    }
}

fn standing<'a>(ec2: &'a mut Ec2, params: &Params) -> Result<&'a mut Peering, Refusal> {
    let id = params.need("VpcPeeringConnectionId")?;
    let peering = ec2.peerings.get_mut(id);
    let peering = peering.filter(|it| it.ended.is_none());
    peering.ok_or_else(|| no_peering(id))
}

fn write_in(xml: &mut Xml, peering: &Peering, state: &str) {
    xml.node("vpcPeeringConnection", |xml| write(xml, peering, state));
}

fn write(xml: &mut Xml, peering: &Peering, state: &str) {
    xml.text("vpcPeeringConnectionId", &peering.id);
    for (name, side) in [
        ("requesterVpcInfo", &peering.requester),
        ("accepterVpcInfo", &peering.accepter),
    ] {
        xml.node(name, |xml| {
            xml.text("ownerId", &side.account)
                .text("vpcId", &side.vpc)
                .text("region", &side.region);
            if state == ACTIVE {
                xml.node("peeringOptions", |xml| {
                    xml.text("allowDnsResolutionFromRemoteVpc", side.resolves);
                });
            }
        });
    }
    xml.node("status", |xml| {
        let message = match state {
            FAILED => "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
            _ => state,
        };
        xml.text("code", state).text("message", message);
    });
    tag_set(xml, &peering.tags);
}
