//! IAM: passed on, with AWS's checks, lists and pages restored.
//!
//! The crate keeps more than it returns, so many replies are written here from its view.

mod account;
mod details;
mod managed;
mod profiles;
mod roles;
mod versions;

use serde_json::{Value, json};

use crate::aws_error::AwsError;
use crate::clock;
use crate::crates::Crate;
use crate::paging::page;
use crate::params::{Params, encode};
use crate::pass_on::pass_on;
use crate::protocol::{Protocol, Reply};
use crate::records::is_policy;
use crate::service::{Context, Operations, Service, handler};

pub(crate) static SERVICE: Service = Service::new(
    "iam",
    Protocol::Query("https://iam.amazonaws.com/doc/2010-05-08/"),
    Operations::Crate(
        Crate::Iam,
        &[
            ("CreateRole", handler!(roles::create)),
            ("GetRole", handler!(roles::get)),
            ("ListRoles", handler!(roles::list)),
            ("ListRoleTags", handler!(roles::list_tags)),
            ("ListRolePolicies", handler!(roles::list_policies)),
            ("GetRolePolicy", handler!(roles::get_policy)),
            ("UpdateAssumeRolePolicy", handler!(put_policy)),
            ("PutRolePolicy", handler!(put_policy)),
            ("PutGroupPolicy", handler!(put_policy)),
            ("AttachRolePolicy", handler!(managed::attach)),
            ("AttachUserPolicy", handler!(managed::attach)),
            ("AttachGroupPolicy", handler!(managed::attach)),
            ("CreatePolicy", handler!(put_policy)),
            ("ListPolicies", handler!(managed::list)),
            ("DeletePolicy", handler!(versions::delete_policy)),
            ("CreatePolicyVersion", handler!(versions::create)),
            ("GetPolicyVersion", handler!(versions::get)),
            ("ListPolicyVersions", handler!(versions::list)),
            ("CreateAccountAlias", handler!(account::create_alias)),
            (
                "CreateOpenIDConnectProvider",
                handler!(account::create_provider),
            ),
            ("AddRoleToInstanceProfile", handler!(profiles::add_role)),
            ("ListInstanceProfiles", handler!(profiles::list)),
            ("GetAccountAuthorizationDetails", handler!(details::get)),
        ],
        handler!(pass_on),
    ),
);

const VERSION: (&str, &str) = ("Version", "2010-05-08");
const PAGE_SIZE_DEFAULT: usize = 100;

/// AWS refuses text that is no policy document.
async fn put_policy(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    check_policy(cx.params.need("PolicyDocument")?)?;
    pass_on(cx).await
}

fn check_policy(document: &str) -> Result<(), AwsError> {
    if is_policy(document) {
        return Ok(());
    }
    let message = "The policy document is not valid JSON or has no statement";
    Err(AwsError::bad("MalformedPolicyDocument", message))
}

fn no_such_entity(message: String) -> AwsError {
    AwsError::new(404, "NoSuchEntity", message)
}

fn reply(cx: &Context, output: &Value) -> Result<Reply, AwsError> {
    Ok(cx.call.service.protocol.reply(&cx.call.operation, output))
}

/// One page of `items`, each described by `describe`, with `IsTruncated` and `Marker`.
fn listed<T>(
    cx: &Context,
    list: &str,
    items: Vec<T>,
    key: impl Fn(&T) -> String,
    describe: impl Fn(&T) -> Value,
) -> Result<Reply, AwsError> {
    let size = page_size(cx.params)?;
    let (items, next) = page(items, key, cx.params.get("Marker"), size);
    let described: Vec<Value> = items.iter().map(describe).collect();
    let is_truncated = next.is_some();
    let output = json!({
        list: { "member": described }, "IsTruncated": is_truncated, "Marker": next,
    });
    reply(cx, &output)
}

fn page_size(params: &Params) -> Result<usize, AwsError> {
    let size = params.number("MaxItems")?.unwrap_or(PAGE_SIZE_DEFAULT);
    match (1..=1000).contains(&size) {
        true => Ok(size),
        false => {
            let message = "MaxItems must be between 1 and 1000";
            Err(AwsError::bad("ValidationError", message))
        }
    }
}

/// A date as IAM writes it; views keep fractions of a second.
fn date(stored: Option<&str>) -> String {
    clock::iso(clock::seconds(stored.unwrap_or_default()))
}

/// A policy document as IAM writes it: percent-encoded.
fn document(text: &str) -> String {
    encode(text)
}
