//! `aws.ec2.instance_metadata_defaults`: the region's defaults for instance metadata (IMDS) (EC2
//! `ModifyInstanceMetadataDefaults`).
//!
//! Tokens required keeps credentials from a tricked server (CIS AWS 5.7, AWS Security Hub EC2.8,
//! NIST SP 800-53r5 AC-3).

use aws_sdk_ec2::types::{
    DefaultInstanceMetadataEndpointState, HttpTokensState, InstanceMetadataEndpointState,
    InstanceMetadataTagsState, MetadataDefaultHttpTokensState,
};
use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::one_of;

/// The word for a default that is left to the image.
const NO_PREFERENCE: &str = "no-preference";

/// The number for the same.
const NO_HOP_LIMIT: i32 = -1;

/// The region's defaults for instance metadata (IMDS).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Whether new instances require IMDSv2: `required`, `optional` or `no-preference`. AWS's
    /// default: `no-preference`.
    #[serde(deserialize_with = "tokens")]
    http_tokens: String,
    /// Network hops that a session token may travel, 1 to 64; -1 for no preference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    http_put_response_hop_limit: Option<i32>,
    /// Whether the metadata service of new instances is reachable: `enabled`, `disabled` or
    /// `no-preference`.
    #[serde(
        default,
        deserialize_with = "switch",
        skip_serializing_if = "Option::is_none"
    )]
    http_endpoint: Option<String>,
    /// Whether metadata shows an instance's tags: `enabled`, `disabled` or `no-preference`.
    #[serde(
        default,
        deserialize_with = "switch",
        skip_serializing_if = "Option::is_none"
    )]
    instance_metadata_tags: Option<String>,
}

fn tokens<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, MetadataDefaultHttpTokensState::values())
}

fn switch<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    one_of(from, DefaultInstanceMetadataEndpointState::values()).map(Some)
}

pub(crate) struct InstanceMetadataDefaults;

impl AwsKind for InstanceMetadataDefaults {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.ec2.instance_metadata_defaults",
        "the region's defaults for instance metadata (IMDS)",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let reply = aws.ec2().get_instance_metadata_defaults().send().await?;
        let now = reply.account_level.as_ref();
        // AWS leaves out what nobody has a preference for.
        let word = |word: Option<&str>| word.unwrap_or(NO_PREFERENCE).to_owned();
        let tokens = now
            .and_then(|now| now.http_tokens())
            .map(HttpTokensState::as_str);
        let endpoint = now
            .and_then(|now| now.http_endpoint())
            .map(InstanceMetadataEndpointState::as_str);
        let tags = now
            .and_then(|now| now.instance_metadata_tags())
            .map(InstanceMetadataTagsState::as_str);
        let hops = now.and_then(|now| now.http_put_response_hop_limit());
        let spec = Spec {
            http_tokens: word(tokens),
            http_put_response_hop_limit: Some(hops.unwrap_or(NO_HOP_LIMIT)),
            http_endpoint: Some(word(endpoint)),
            instance_metadata_tags: Some(word(tags)),
        };
        Ok(ec2::setting(
            aws,
            spec,
            now.and_then(|now| now.managed_by()),
        ))
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec).await?;
        Ok(created(aws.region()))
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, after).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        let none = || NO_PREFERENCE.to_owned();
        let unset = Spec {
            http_tokens: none(),
            http_put_response_hop_limit: Some(NO_HOP_LIMIT),
            http_endpoint: Some(none()),
            instance_metadata_tags: Some(none()),
        };
        put(aws, &unset).await
    }
}

async fn put(aws: &Clients, spec: &Spec) -> Result<()> {
    let request = aws
        .ec2()
        .modify_instance_metadata_defaults()
        .http_tokens(spec.http_tokens.as_str().into())
        .set_http_put_response_hop_limit(spec.http_put_response_hop_limit)
        .set_http_endpoint(spec.http_endpoint.as_deref().map(Into::into))
        .set_instance_metadata_tags(spec.instance_metadata_tags.as_deref().map(Into::into));
    request.send().await?;
    Ok(())
}
