//! What an account sets once per region: encryption of new volumes, the metadata service of new
//! instances, and public access to snapshots, images and networks.

use serde::{Deserialize, Serialize};

use super::{Ec2, Outcome, yes};
use crate::aws_error::AwsError;
use crate::params::Params;
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

pub(super) fn set_encryption(ec2: &mut Ec2, on: bool) -> Outcome {
    ec2.defaults.encrypt_volumes = on;
    encryption(ec2)
}

pub(super) fn encryption(ec2: &Ec2) -> Outcome {
    let on = ec2.defaults.encrypt_volumes;
    let mut xml = Xml::new();
    xml.text("ebsEncryptionByDefault", on)
        .text("sseType", if on { "sse-kms" } else { "none" });
    Ok(xml)
}

pub(super) fn set_key(ec2: &mut Ec2, params: &Params) -> Outcome {
    // AWS returns the key by ARN, however it was named.
    let place = format!("arn:aws:kms:{}:{}", ec2.region, ec2.account);
    ec2.defaults.volume_key = Some(match params.need("KmsKeyId")? {
        arn if arn.starts_with("arn:") => arn.to_owned(),
        alias if alias.starts_with("alias/") => format!("{place}:{alias}"),
        id => format!("{place}:key/{id}"),
    });
    key(ec2)
}

pub(super) fn reset_key(ec2: &mut Ec2, _: &Params) -> Outcome {
    ec2.defaults.volume_key = None;
    key(ec2)
}

pub(super) fn key(ec2: &Ec2) -> Outcome {
    let mut xml = Xml::new();
    let key = ec2.defaults.volume_key.as_deref();
    xml.text("kmsKeyId", key.unwrap_or(EBS_KEY));
    Ok(xml)
}

pub(super) fn block_snapshots(ec2: &mut Ec2, params: &Params) -> Outcome {
    let state = params.need("State")?;
    if !["block-all-sharing", "block-new-sharing"].contains(&state) {
        return Err(AwsError::invalid_value(state, "State", ""));
    }
    ec2.defaults.snapshot_block = Some(state.to_owned());
    snapshot_block(ec2)
}

pub(super) fn unblock_snapshots(ec2: &mut Ec2, _: &Params) -> Outcome {
    ec2.defaults.snapshot_block = None;
    snapshot_block(ec2)
}

pub(super) fn snapshot_block(ec2: &Ec2) -> Outcome {
    let mut xml = Xml::new();
    let state = ec2.defaults.snapshot_block.as_deref();
    xml.text("state", state.unwrap_or(UNBLOCKED))
        .text("managedBy", "account");
    Ok(xml)
}

/// AWS changes what is given; `no-preference` and a hop limit of -1 take a preference back.
pub(super) fn set_metadata(ec2: &mut Ec2, params: &Params) -> Outcome {
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
            return Err(AwsError::invalid_value(
                &value,
                "HttpPutResponseHopLimit",
                why,
            ));
        }
        metadata.hop_limit = Some(limit).filter(|limit| *limit != -1);
    }
    yes()
}

pub(super) fn metadata(ec2: &mut Ec2, _: &Params) -> Outcome {
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
    Ok(xml)
}
