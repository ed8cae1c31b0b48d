//! The account's alias, and the OpenID Connect providers it trusts.
//!
//! In AWS a new alias replaces the old one, a provider's URL is HTTPS, and its thumbprint is looked
//! up where none is given. The crate does none of it.

use super::VERSION;
use crate::aws_error::AwsError;
use crate::ids;
use crate::pass_on::{ask_form, forward};
use crate::protocol::Reply;
use crate::service::Context;
use crate::xml::text_of;

pub(super) async fn create_alias(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let former = cx.state.crates.iam_view().await.account_aliases;
    let reply = forward(cx).await;
    if reply.status().is_success() {
        for alias in former {
            let action = ("Action", "DeleteAccountAlias");
            ask_form(cx, &[action, VERSION, ("AccountAlias", &alias)]).await;
        }
    }
    Ok(reply)
}

pub(super) async fn create_provider(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let url = cx.params.need("Url")?;
    if !url.starts_with("https://") {
        let message = "Invalid Open ID Connect Provider URL";
        return Err(AwsError::bad("InvalidInput", message));
    }
    let reply = forward(cx).await;
    let document = String::from_utf8_lossy(reply.body()).into_owned();
    if reply.status().is_success()
        && cx.params.list("ThumbprintList.member").is_empty()
        && let Some(arn) = text_of(&document, "OpenIDConnectProviderArn")
    {
        let update = [
            ("Action", "UpdateOpenIDConnectProviderThumbprint"),
            VERSION,
            ("OpenIDConnectProviderArn", &arn),
            ("ThumbprintList.member.1", &ids::digest(&[url])[..40]),
        ];
        ask_form(cx, &update).await;
    }
    Ok(reply)
}
