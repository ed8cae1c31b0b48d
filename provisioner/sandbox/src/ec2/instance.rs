//! Servers and their volumes: where they stand and how they are set. Nothing runs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, is_shown, requested_tags, tag_set};
use super::refusals::{no_group, no_instance, no_subnet};
use super::{Ec2, Outcome};
use crate::clock;
use crate::ids;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// How long AWS shows an instance that is terminated.
const SHOWN_AFTERWARDS_SECONDS: i64 = 3600;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Instance {
    id: String,
    image: String,
    size: String,
    vpc: String,
    pub(super) subnet: String,
    private_ip: String,
    public_ip: Option<String>,
    groups: BTreeSet<String>,
    profile: Option<String>,
    http_tokens: String,
    volume: Volume,
    /// When it was terminated.
    ended: Option<i64>,
    pub(super) tags: Tags,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Volume {
    id: String,
    instance: String,
    encrypted: bool,
    tags: Tags,
}

impl Instance {
    pub(super) fn stands(&self) -> bool {
        self.ended.is_none()
    }

    /// Code and name of its state.
    fn state(&self) -> (u8, &'static str) {
        match self.ended {
            None => (16, "running"),
            Some(_) => (48, "terminated"),
        }
    }
}

impl Listed for Instance {
    const IDS: &'static str = "InstanceId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "instance-id" => self.id.clone(),
            "instance-state-name" => self.state().1.to_owned(),
            "subnet-id" => self.subnet.clone(),
            "vpc-id" => self.vpc.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_instance(id)
    }
}

impl Listed for Volume {
    const IDS: &'static str = "VolumeId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "encrypted" => self.encrypted.to_string(),
            "attachment.instance-id" => self.instance.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        let message = format!("The volume '{id}' does not exist.");
        Refusal::bad("InvalidVolume.NotFound", message)
    }
}

/// One server in a subnet. What the request leaves open, subnet and account decide.
pub(super) fn run(ec2: &mut Ec2, params: &Params) -> Outcome {
    let count = params.number::<u32>("MaxCount")?.unwrap_or(1);
    if count != 1 {
        let why = "The sandbox starts one server at a time.";
        return Err(Refusal::invalid_value(&count.to_string(), "MaxCount", why));
    }
    let interfaces = params.nested("NetworkInterface");
    let interface = interfaces.first();
    let within = interface.and_then(|it| it.get("SubnetId"));
    let within = params.get("SubnetId").or(within);
    let within = within.ok_or_else(|| Refusal::missing_parameter("SubnetId"))?;
    let subnet = ec2.subnets.get(within).ok_or_else(|| no_subnet(within))?;
    let groups: BTreeSet<String> = params.list("SecurityGroupId").into_iter().collect();
    if let Some(unknown) = groups
        .iter()
        .find(|id| !ec2.security_groups.contains_key(*id))
    {
        return Err(no_group(unknown));
    }
    let asked = interface.and_then(|it| it.flag("AssociatePublicIpAddress"));
    let is_public = asked.unwrap_or(subnet.public_addresses);
    let devices = params.nested("BlockDeviceMapping");
    let asked = devices.iter().find_map(|it| it.flag("Ebs.Encrypted"));
    let encrypted = asked.unwrap_or_default() || ec2.defaults.encrypt_volumes;
    let tokens = params.get("MetadataOptions.HttpTokens");
    let tokens = tokens.unwrap_or(ec2.defaults.http_tokens()).to_owned();
    let (vpc, subnet, private_ip) = (
        subnet.vpc.clone(),
        subnet.id.clone(),
        subnet.free_address(ec2),
    );
    let id = ec2.id("i");
    let instance = Instance {
        image: params.need("ImageId")?.to_owned(),
        size: params.get("InstanceType").unwrap_or("m1.small").to_owned(),
        vpc,
        subnet,
        private_ip,
        // A number kept for documentation (RFC 5737).
        public_ip: is_public.then(|| format!("198.51.100.{}", ec2.instances.len() % 254 + 1)),
        groups,
        profile: params.get("IamInstanceProfile.Arn").map(str::to_owned),
        http_tokens: tokens,
        volume: Volume {
            id: ec2.id("vol"),
            instance: id.clone(),
            encrypted,
            tags: requested_tags(params, "volume")?,
        },
        ended: None,
        tags: requested_tags(params, "instance")?,
        id,
    };
    let mut xml = Xml::new();
    write(&mut xml, &instance, &ec2.account);
    ec2.instances.insert(instance.id.clone(), instance);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let all = ec2.instances.values();
    let shown = all.filter(|it| is_shown(it.ended, SHOWN_AFTERWARDS_SECONDS));
    described(shown, params, "reservationSet", |xml, it| {
        write(xml, it, &ec2.account);
    })
}

/// Volumes of servers that stand; they go with them.
pub(super) fn describe_volumes(ec2: &Ec2, params: &Params) -> Outcome {
    let standing = ec2.instances.values().filter(|it| it.stands());
    described(
        standing.map(|it| &it.volume),
        params,
        "volumeSet",
        |xml, it| {
            xml.text("volumeId", &it.id)
                .text("status", "in-use")
                .text("encrypted", it.encrypted);
            xml.list("attachmentSet", "item", [it], |xml, it| {
                xml.text("instanceId", &it.instance)
                    .text("status", "attached");
            });
            tag_set(xml, &it.tags);
        },
    )
}

pub(super) fn terminate(ec2: &mut Ec2, params: &Params) -> Outcome {
    let ids = params.list("InstanceId");
    if let Some(unknown) = ids.iter().find(|id| !ec2.instances.contains_key(*id)) {
        return Err(no_instance(unknown));
    }
    for id in &ids {
        if let Some(instance) = ec2.instances.get_mut(id) {
            instance.ended = instance.ended.or_else(|| Some(clock::now()));
        }
    }
    let mut xml = Xml::new();
    xml.list("instancesSet", "item", &ids, |xml, id| {
        xml.text("instanceId", id);
        xml.node("currentState", |xml| {
            xml.text("code", 32).text("name", "shutting-down");
        });
    });
    Ok(xml)
}

/// Whether a server in a subnet has an address.
pub(super) fn has_address(ec2: &Ec2, subnet: &str, address: &str) -> bool {
    let mut standing = ec2.instances.values().filter(|it| it.stands());
    standing.any(|it| it.subnet == subnet && it.private_ip == address)
}

/// A reservation of one.
fn write(xml: &mut Xml, instance: &Instance, account: &str) {
    xml.text("reservationId", ids::resource("r", &[&instance.id]))
        .text("ownerId", account);
    xml.list("instancesSet", "item", [instance], |xml, it| {
        let (code, state) = it.state();
        xml.text("instanceId", &it.id).text("imageId", &it.image);
        xml.node("instanceState", |xml| {
            xml.text("code", code).text("name", state);
        });
        xml.text("instanceType", &it.size)
            .text("subnetId", &it.subnet)
            .text("vpcId", &it.vpc)
            .text("privateIpAddress", &it.private_ip);
        xml.option("ipAddress", it.public_ip.as_ref());
        xml.list("groupSet", "item", &it.groups, |xml, id| {
            xml.text("groupId", id);
        });
        xml.list("blockDeviceMapping", "item", [&it.volume], |xml, volume| {
            xml.text("deviceName", "/dev/xvda").node("ebs", |xml| {
                xml.text("volumeId", &volume.id).text("status", "attached");
            });
        });
        if let Some(profile) = &it.profile {
            xml.node("iamInstanceProfile", |xml| {
                xml.text("arn", profile);
            });
        }
        xml.node("metadataOptions", |xml| {
            xml.text("state", "applied")
                .text("httpTokens", &it.http_tokens)
                .text("httpEndpoint", "enabled");
        });
        tag_set(xml, &it.tags);
    });
}
