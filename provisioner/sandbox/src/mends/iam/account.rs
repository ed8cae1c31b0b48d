//! The account's alias, and the issuers of tokens it trusts.
//!
//! In AWS a new alias takes the place of the old one, an issuer is reached by HTTPS only, and its
//! thumbprint is found out where none is given. The crate does none of it.

use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::ids;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::xml;

const VERSION: (&str, &str) = ("Version", "2010-05-08");

pub(super) async fn create_alias(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let former = bank.iam_view().await.account_aliases;
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        for alias in former {
            let action = ("Action", "DeleteAccountAlias");
            let delete = call.form_call(&[action, VERSION, ("AccountAlias", &alias)]);
            bank.forward(&delete).await;
        }
    }
    Ok(reply)
}

pub(super) async fn create_provider(
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    let url = params.need("Url")?;
    if !url.starts_with("https://") {
        let message = "Invalid Open ID Connect Provider URL";
        return Err(Refusal::bad("InvalidInput", message));
    }
    let reply = bank.forward(call).await;
    let body = String::from_utf8_lossy(reply.body()).into_owned();
    if reply.status().is_success()
        && params.list("ThumbprintList.member").is_empty()
        && let Some(arn) = xml::text_of(&body, "OpenIDConnectProviderArn")
    {
        let update = call.form_call(&[
            ("Action", "UpdateOpenIDConnectProviderThumbprint"),
            VERSION,
            ("OpenIDConnectProviderArn", &arn),
            ("ThumbprintList.member.1", &ids::digest(&[url])[..40]),
        ]);
        bank.forward(&update).await;
    }
    Ok(reply)
}
