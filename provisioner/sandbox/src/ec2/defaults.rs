//! What an account sets once per region: encryption of new volumes, the metadata service of new
//! instances, and public access to snapshots, images and networks.

use serde::{Deserialize, Serialize};

use super::{Ec2, Outcome, public_access, yes};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::xml::Xml;

/// The key AWS takes for volumes when none is chosen.
const EBS_KEY: &str = "alias/aws/ebs";
const UNBLOCKED: &str = "unblocked";
const NO_PREFERENCE: &str = "no-preference";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Defaults {
    pub(super) encrypt_volumes: bool,
    volume_key: Option<String>,
    snapshot_block: Option<String>,
    metadata: Metadata,
    #[serde(default)]
    pub(super) images_unblocked: bool,
    #[serde(default)]
    pub(super) gateway_block: Option<String>,
}

/// `None` where the account has no preference.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Metadata {
    http_tokens: Option<String>,
    http_endpoint: Option<String>,
    instance_tags: Option<String>,
    hop_limit: Option<i32>,
    tokens_enforced: Option<String>,
}

impl Defaults {
    /// What the metadata of a new instance demands that does not say so itself.
    pub(super) fn http_tokens(&self) -> &str {
        self.metadata.http_tokens.as_deref().unwrap_or("optional")
    }
}

pub(super) fn act(ec2: &mut Ec2, action: &str, params: &Params) -> Outcome {
    match action {
        "EnableEbsEncryptionByDefault" => Ok(set_encryption(ec2, true)),
        "DisableEbsEncryptionByDefault" => Ok(set_encryption(ec2, false)),
        "GetEbsEncryptionByDefault" => Ok(encryption(ec2)),
        "ModifyEbsDefaultKmsKeyId" => {
            let key = key_arn(ec2, params.need("KmsKeyId")?);
            Ok(set_key(ec2, Some(key)))
        }
        "ResetEbsDefaultKmsKeyId" => Ok(set_key(ec2, None)),
        "GetEbsDefaultKmsKeyId" => Ok(key(ec2)),
        "EnableSnapshotBlockPublicAccess" => block_snapshots(ec2, params.need("State")?),
        "DisableSnapshotBlockPublicAccess" => {
            ec2.defaults.snapshot_block = None;
            Ok(snapshot_block(ec2))
        }
        "GetSnapshotBlockPublicAccessState" => Ok(snapshot_block(ec2)),
        "EnableImageBlockPublicAccess" => public_access::block_images(ec2, params),
        "DisableImageBlockPublicAccess" => Ok(public_access::unblock_images(ec2)),
        "GetImageBlockPublicAccessState" => Ok(public_access::images(ec2)),
        "ModifyVpcBlockPublicAccessOptions" => public_access::block_gateways(ec2, params),
        "DescribeVpcBlockPublicAccessOptions" => Ok(public_access::gateways(ec2)),
        "ModifyInstanceMetadataDefaults" => set_metadata(ec2, params),
        "GetInstanceMetadataDefaults" => Ok(metadata(ec2)),
        _ => Err(Refusal::unknown_operation(action)),
    }
}

fn set_encryption(ec2: &mut Ec2, on: bool) -> Xml {
    ec2.defaults.encrypt_volumes = on;
    encryption(ec2)
}

fn encryption(ec2: &Ec2) -> Xml {
    let mut xml = Xml::new();
    xml.text("ebsEncryptionByDefault", ec2.defaults.encrypt_volumes);
    xml.text(
        "sseType",
        if ec2.defaults.encrypt_volumes {
            "sse-kms"
        } else {
            "none"
        },
    );
    xml
}

fn set_key(ec2: &mut Ec2, wanted: Option<String>) -> Xml {
    ec2.defaults.volume_key = wanted;
    key(ec2)
}

fn key(ec2: &Ec2) -> Xml {
    let mut xml = Xml::new();
    xml.text(
        "kmsKeyId",
        ec2.defaults.volume_key.as_deref().unwrap_or(EBS_KEY),
    );
    xml
}

/// AWS tells the key by ARN, however it was named.
fn key_arn(ec2: &Ec2, key: &str) -> String {
    if key.starts_with("arn:") {
        return key.to_owned();
    }
    let resource = if key.starts_with("alias/") {
        key.to_owned()
    } else {
        format!("key/{key}")
    };
    format!("arn:aws:kms:{}:{}:{resource}", ec2.region, ec2.account)
}

fn block_snapshots(ec2: &mut Ec2, state: &str) -> Outcome {
    if !["block-all-sharing", "block-new-sharing"].contains(&state) {
        return Err(Refusal::invalid_value(state, "State", ""));
    }
    ec2.defaults.snapshot_block = Some(state.to_owned());
    Ok(snapshot_block(ec2))
}

fn snapshot_block(ec2: &Ec2) -> Xml {
    let mut xml = Xml::new();
    xml.text(
        "state",
        ec2.defaults.snapshot_block.as_deref().unwrap_or(UNBLOCKED),
    );
    xml.text("managedBy", "account");
    xml
}

/// AWS changes what is given; `no-preference` and a hop limit of -1 take a preference back.
fn set_metadata(ec2: &mut Ec2, params: &Params) -> Outcome {
    let metadata = &mut ec2.defaults.metadata;
    for (name, field) in [
        ("HttpTokens", &mut metadata.http_tokens),
        ("HttpEndpoint", &mut metadata.http_endpoint),
        ("InstanceMetadataTags", &mut metadata.instance_tags),
        ("HttpTokensEnforced", &mut metadata.tokens_enforced),
    ] {
        if let Some(value) = params.get(name) {
            *field = Some(value.to_owned()).filter(|value| value != NO_PREFERENCE);
        }
    }
    if let Some(limit) = params.number::<i32>("HttpPutResponseHopLimit")? {
        if limit != -1 && !(1..=64).contains(&limit) {
            let why = "Valid values are -1 and 1 to 64.";
            let value = limit.to_string();
            return Err(Refusal::invalid_value(
                &value,
                "HttpPutResponseHopLimit",
                why,
            ));
        }
        metadata.hop_limit = Some(limit).filter(|limit| *limit != -1);
    }
    yes()
}

fn metadata(ec2: &Ec2) -> Xml {
    let metadata = &ec2.defaults.metadata;
    let mut xml = Xml::new();
    xml.node("accountLevel", |xml| {
        xml.option("httpTokens", metadata.http_tokens.as_ref());
        xml.option("httpPutResponseHopLimit", metadata.hop_limit);
        xml.option("httpEndpoint", metadata.http_endpoint.as_ref());
        xml.option("instanceMetadataTags", metadata.instance_tags.as_ref());
        xml.option("httpTokensEnforced", metadata.tokens_enforced.as_ref());
        xml.text("managedBy", "account");
    });
    xml
}
