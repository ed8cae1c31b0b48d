//! `aws.iam.openid_connect_provider`: an IAM OpenID Connect identity provider (IAM
//! `CreateOpenIDConnectProvider`).
//!
//! A pipeline that brings a token of its own needs no stored keys (CIS AWS 1.13, NIST SP
//! 800-53r5 IA-5).

use std::collections::BTreeSet;

use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use gabakura_model::reference;
use gabakura_model::resource::Tags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::iam;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::tags::{Ownership, retag};

/// What every issuer's URL begins with; IAM leaves it out when it returns one.
const SCHEME: &str = "https://";

/// An IAM OpenID Connect identity provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// URL of the issuer, as its tokens have it: `https://token.actions.githubusercontent.com`.
    url: String,
    /// Client ids (audiences) of its tokens that are accepted: `sts.amazonaws.com`.
    client_id_list: BTreeSet<String>,
    /// SHA-1 thumbprints of the issuer's certificates, in lower case. AWS's default: those that AWS
    /// retrieves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thumbprint_list: Option<BTreeSet<String>>,
}

pub(crate) struct OpenIdConnectProvider;

impl AwsKind for OpenIdConnectProvider {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["url"],
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove))),
        ..Facts::named(
            "aws.iam.openid_connect_provider",
            "an IAM OpenID Connect identity provider",
            "url",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.url.starts_with(SCHEME) || spec.url.contains(reference::OPEN) {
            return Ok(());
        }
        Err(SpecError::new(
            "url",
            format!("`{}` does not begin with `{SCHEME}`", spec.url),
        ))
    }

    /// The list has ARNs only and no pages: an account has at most some hundred.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let reply = aws.iam().list_open_id_connect_providers().send().await?;
        let providers = reply.open_id_connect_provider_list().iter();
        let arns = providers.map(|provider| text(provider.arn())).collect();
        read_each(arns, |arn| read(aws, arn)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let thumbprints = new.spec.thumbprint_list.clone();
        let request = aws
            .iam()
            .create_open_id_connect_provider()
            .url(&new.spec.url)
            .set_client_id_list(Some(new.spec.client_id_list.iter().cloned().collect()))
            .set_thumbprint_list(thumbprints.map(|list| list.into_iter().collect()))
            .set_tags(Some(iam::sdk_tags(&new.tags)));
        let reply = request.send().await?;
        let arn = reply.open_id_connect_provider_arn();
        let operation = "CreateOpenIDConnectProvider";
        made_with_arn("iam", operation, Some(&new.spec.url), arn)
    }

    async fn update(aws: &Clients, url: &str, before: &Spec, after: &Spec) -> Result<()> {
        let (iam, arn) = (aws.iam(), arn_of(aws, url));
        for client in after.client_id_list.difference(&before.client_id_list) {
            let request = iam.add_client_id_to_open_id_connect_provider();
            let request = request.open_id_connect_provider_arn(&arn);
            request.client_id(client).send().await?;
        }
        for client in before.client_id_list.difference(&after.client_id_list) {
            let request = iam.remove_client_id_from_open_id_connect_provider();
            let request = request.open_id_connect_provider_arn(&arn);
            request.client_id(client).send().await?;
        }
        if let Some(thumbprints) = &after.thumbprint_list
            && before.thumbprint_list.as_ref() != Some(thumbprints)
        {
            let request = iam.update_open_id_connect_provider_thumbprint();
            let request = request.open_id_connect_provider_arn(&arn);
            let thumbprints = thumbprints.iter().cloned().collect();
            request
                .set_thumbprint_list(Some(thumbprints))
                .send()
                .await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, url: &str, _spec: &Spec) -> Result<()> {
        let request = aws.iam().delete_open_id_connect_provider();
        let request = request.open_id_connect_provider_arn(arn_of(aws, url));
        request.send().await?;
        Ok(())
    }
}

/// The ARN of an issuer of this account.
pub(super) fn arn_of(aws: &Clients, url: &str) -> String {
    let host = url.strip_prefix(SCHEME).unwrap_or(url);
    iam::arn(aws, "oidc-provider", "/", host)
}

async fn read(aws: &Clients, arn: String) -> Result<Option<Item<Spec>>> {
    let request = aws.iam().get_open_id_connect_provider();
    let reply = request.open_id_connect_provider_arn(&arn).send().await?;
    let url = format!("{SCHEME}{}", text(reply.url()));
    let spec = Spec {
        url: url.clone(),
        client_id_list: reply.client_id_list().iter().cloned().collect(),
        thumbprint_list: Some(reply.thumbprint_list().iter().cloned().collect()),
    };
    let item = Item::new(url, spec).tags(iam::tags_of(reply.tags()));
    Ok(Some(item.output("arn", arn)))
}

/// Sets and removes tags of a provider of identities.
async fn retag(aws: &Clients, url: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (iam, arn) = (aws.iam(), arn_of(aws, url));
    let tag = iam.tag_open_id_connect_provider();
    let untag = iam.untag_open_id_connect_provider();
    let untag = untag.open_id_connect_provider_arn(&arn);
    retag!(
        tag.open_id_connect_provider_arn(&arn),
        super::sdk_tags(set),
        untag,
        remove
    )
}
