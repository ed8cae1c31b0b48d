//! Security Hub: findings of many services in one place, and standards the account is held to.

pub(crate) mod control;
pub(crate) mod hub;
pub(crate) mod service;
pub(crate) mod standard;

use gabakura_model::Value;
use gabakura_model::resource::Tags;
use serde::Deserialize;
use serde_json::json;

use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::tags::Ownership;
use crate::wire::{Call, Service};

const SECURITY_HUB: Service = Service {
    page_token: ("NextToken", "NextToken"),
    ..Service::rest("SecurityHub", "securityhub")
};

/// The ARN of the hub of this account and region.
fn hub_arn(aws: &Clients) -> String {
    aws.arn("securityhub", "hub/default")
}

/// What is asked of an account that Security Hub may be off in; `None` when it is.
///
/// It says so by the code that it also refuses callers with: the words tell one from the other.
fn unless_off<T>(asked: Result<T>) -> Result<Option<T>> {
    match asked {
        Err(fault) if is_off(&fault) => Ok(None),
        other => unless_gone(other),
    }
}

fn is_off(fault: &Error) -> bool {
    fault.code() == "InvalidAccessException" && fault.message().contains("not subscribed")
}

/// Whether an administrator, which is the organisation's, manages Security Hub here.
async fn is_managed(aws: &Clients) -> Result<bool> {
    let asked = Call::rest("GetAdministratorAccount", "GET", &["administrator"]);
    let reply: Value = SECURITY_HUB.ask(aws, asked).await?;
    Ok(reply["Administrator"]["AccountId"].is_string())
}

/// Tags of the hub.
async fn tags(aws: &Clients) -> Result<Tags> {
    #[derive(Deserialize)]
    struct Response {
        #[serde(rename = "Tags", default)]
        tags: Tags,
    }
    let asked = Call::rest("ListTagsForResource", "GET", &["tags", &hub_arn(aws)]);
    let reply: Response = SECURITY_HUB.ask(aws, asked).await?;
    Ok(reply.tags)
}

/// Tags of the hub.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of the hub.
async fn retag(aws: &Clients, _id: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let arn = hub_arn(aws);
    let path = ["tags", &arn];
    if !set.is_empty() {
        let call = Call::rest("TagResource", "POST", &path);
        let call = call.body(json!({ "Tags": set }));
        SECURITY_HUB.tell(aws, call).await?;
    }
    if !remove.is_empty() {
        let call = Call::rest("UntagResource", "DELETE", &path);
        let call = remove
            .iter()
            .fold(call, |call, key| call.query("tagKeys", key));
        SECURITY_HUB.tell(aws, call).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off_is_told_from_not_allowed() {
        let asked = |code: &str, message: &str| {
            let fault = Error::refused("securityhub", "DescribeHub", code, message);
            unless_off::<()>(Err(fault)).map_err(|fault| fault.code().to_owned())
        };
        let off = "Account 111122223333 is not subscribed to AWS Security Hub";
        assert_eq!(asked("InvalidAccessException", off), Ok(None));
        let (code, words) = ("InvalidAccessException", "Account is suspended");
        assert_eq!(asked(code, words), Err(code.to_owned()));
        let (code, words) = ("AccessDeniedException", "User is not authorized");
        assert_eq!(asked(code, words), Err(code.to_owned()));
    }
}
