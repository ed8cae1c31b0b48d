//! Servers and their volumes: where they stand and how they are set. Nothing runs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Described, Ec2, Listed, Outcome, SecurityGroup, Subnet, described, is_listed, page,
    requested_tags, specified_tags, write_tagged,
};
use crate::aws_error::AwsError;
use crate::clock;
use crate::ids;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Instance {
    pub(super) id: String,
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
    pub(super) fn is_running(&self) -> bool {
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

impl Described for Instance {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "instance-id" => self.id.clone(),
            "instance-state-name" => self.state().1.to_owned(),
            "subnet-id" => self.subnet.clone(),
            "vpc-id" => self.vpc.clone(),
            _ => return None,
        }])
    }

    fn ended(&self) -> Option<i64> {
        self.ended
    }

    fn write(&self, xml: &mut Xml, _: &Ec2) {
        let (code, state) = self.state();
        xml.text("instanceId", &self.id)
            .text("imageId", &self.image);
        xml.node("instanceState", |xml| {
            xml.text("code", code).text("name", state);
        });
        xml.text("instanceType", &self.size)
            .text("subnetId", &self.subnet)
            .text("vpcId", &self.vpc)
            .text("privateIpAddress", &self.private_ip);
        xml.option("ipAddress", self.public_ip.as_ref());
        xml.list("groupSet", "item", &self.groups, |xml, id| {
            xml.text("groupId", id);
        });
        xml.list(
            "blockDeviceMapping",
            "item",
            [&self.volume],
            |xml, volume| {
                xml.text("deviceName", "/dev/xvda").node("ebs", |xml| {
                    xml.text("volumeId", &volume.id).text("status", "attached");
                });
            },
        );
        if let Some(profile) = &self.profile {
            xml.node("iamInstanceProfile", |xml| {
                xml.text("arn", profile);
            });
        }
        xml.node("metadataOptions", |xml| {
            xml.text("state", "applied")
                .text("httpTokens", &self.http_tokens)
                .text("httpEndpoint", "enabled");
        });
    }
}

impl Described for Volume {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "encrypted" => self.encrypted.to_string(),
            "attachment.instance-id" => self.instance.clone(),
            _ => return None,
        }])
    }

    fn write(&self, xml: &mut Xml, _: &Ec2) {
        xml.text("volumeId", &self.id)
            .text("status", "in-use")
            .text("encrypted", self.encrypted);
        xml.list("attachmentSet", "item", [self], |xml, it| {
            xml.text("instanceId", &it.instance)
                .text("status", "attached");
        });
    }
}

impl Listed for Volume {
    const ID: &'static str = "VolumeId";
    const SET: &'static str = "volumeSet";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn missing(id: &str) -> AwsError {
        let message = format!("The volume '{id}' does not exist.");
        AwsError::bad("InvalidVolume.NotFound", message)
    }
}

/// One server in a subnet. What the request leaves open, subnet and account decide.
pub(super) fn run(ec2: &mut Ec2, params: &Params) -> Outcome {
    let count = params.number::<u32>("MaxCount")?.unwrap_or(1);
    if count != 1 {
        let why = "The sandbox starts one server at a time.";
        return Err(AwsError::invalid_value(&count.to_string(), "MaxCount", why));
    }
    let interfaces = params.nested("NetworkInterface");
    let interface = interfaces.first();
    let within = interface.and_then(|it| it.get("SubnetId"));
    let within = params.get("SubnetId").or(within);
    let within = within.ok_or_else(|| AwsError::missing_parameter("SubnetId"))?;
    let subnet = ec2.get::<Subnet>(within)?;
    let groups: BTreeSet<String> = params.list("SecurityGroupId").into_iter().collect();
    ec2.check_all::<SecurityGroup>(&groups)?;
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
    let id = ec2.new_id::<Instance>();
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
            tags: specified_tags(params, "volume")?,
        },
        ended: None,
        tags: requested_tags::<Instance>(params)?,
        id,
    };
    let mut xml = Xml::new();
    write_reservation(&mut xml, &instance, ec2);
    ec2.insert(instance);
    Ok(xml)
}

pub(super) fn describe(ec2: &mut Ec2, params: &Params) -> Outcome {
    let all = ec2.instances.values().filter(|it| is_listed(*it));
    let (instances, next) = page(all, params)?;
    let mut xml = Xml::new();
    xml.list(Instance::SET, "item", instances, |xml, instance| {
        write_reservation(xml, instance, ec2);
    });
    xml.option("nextToken", next);
    Ok(xml)
}

/// A reservation of one.
fn write_reservation(xml: &mut Xml, instance: &Instance, ec2: &Ec2) {
    xml.text("reservationId", ids::resource("r", &[&instance.id]))
        .text("ownerId", &ec2.account);
    xml.list("instancesSet", "item", [instance], |xml, instance| {
        write_tagged(xml, instance, ec2);
    });
}

/// The volumes of instances that run; they are deleted with them.
pub(super) fn describe_volumes(ec2: &mut Ec2, params: &Params) -> Outcome {
    let running = ec2.instances.values().filter(|it| it.is_running());
    described(running.map(|it| &it.volume), params, ec2)
}

pub(super) fn terminate(ec2: &mut Ec2, params: &Params) -> Outcome {
    let ids = params.list("InstanceId");
    ec2.check_all::<Instance>(&ids)?;
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
    let mut running = ec2.instances.values().filter(|it| it.is_running());
    running.any(|it| it.subnet == subnet && it.private_ip == address)
}
