//! IAM.

mod account;
mod details;
mod managed;
mod profiles;
mod roles;
mod versions;

use winterbaume_iam::views::RoleView;

use super::paging::page;
use super::{is_policy, or_refuse};
use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::params::{Params, encode};
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";
const PAGE_SIZE_DEFAULT: usize = 100;

/// Answers an IAM call.
pub(super) async fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let params = call.params();
    let answered = match call.operation().as_str() {
        "CreateRole" => roles::create(call, &params, bank).await,
        "GetRole" => roles::get(&params, bank).await,
        "ListRoles" => roles::list(&params, bank).await,
        "ListRoleTags" => roles::list_tags(&params, bank).await,
        "ListRolePolicies" => roles::list_policies(&params, bank).await,
        "GetRolePolicy" => roles::get_policy(&params, bank).await,
        "CreateAccountAlias" => account::create_alias(call, bank).await,
        "CreateOpenIDConnectProvider" => account::create_provider(call, &params, bank).await,
        "AddRoleToInstanceProfile" => profiles::add_role(call, &params, bank).await,
        "ListInstanceProfiles" => profiles::list(&params, bank).await,
        "CreatePolicyVersion" => versions::create(&params, bank).await,
        "GetPolicyVersion" => versions::get(&params, bank).await,
        "ListPolicyVersions" => versions::list(&params, bank).await,
        "DeletePolicy" => versions::delete_policy(call, &params, bank).await,
        "PutRolePolicy" | "PutGroupPolicy" | "CreatePolicy" | "UpdateAssumeRolePolicy" => {
            put_policy(call, &params, "PolicyDocument", bank).await
        }
        "AttachRolePolicy" | "AttachUserPolicy" | "AttachGroupPolicy" => {
            managed::attach(call, &params, bank).await
        }
        "ListPolicies" => managed::list(&params, bank).await,
        "GetAccountAuthorizationDetails" => details::get(&params, bank).await,
        _ => Ok(bank.forward(call).await),
    };
    or_refuse(answered, Service::Iam)
}

/// AWS refuses text that is no policy document.
async fn put_policy(
    call: &Call,
    params: &Params,
    parameter: &str,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    check_policy(params.need(parameter)?)?;
    Ok(bank.forward(call).await)
}

fn check_policy(document: &str) -> Result<(), Refusal> {
    if is_policy(document) {
        return Ok(());
    }
    let message = "The policy document is not valid JSON or has no statement";
    Err(Refusal::bad("MalformedPolicyDocument", message))
}

fn no_such_role(name: &str) -> Refusal {
    let message = format!("The role with name {name} cannot be found.");
    Refusal::new(404, "NoSuchEntity", message)
}

async fn role(name: &str, bank: &Bank) -> Result<RoleView, Refusal> {
    bank.iam_view()
        .await
        .roles
        .remove(name)
        .ok_or_else(|| no_such_role(name))
}

/// One page of `items` in the wanted shape, with `IsTruncated` and `Marker`.
fn listed<T>(
    operation: &str,
    params: &Params,
    items: Vec<T>,
    key: impl Fn(&T) -> String,
    list: &str,
    write: impl Fn(&mut Xml, &T),
) -> Result<Reply, Refusal> {
    let (items, next) = page(items, key, params.get("Marker"), page_size(params)?);
    Ok(refusal::query(operation, NAMESPACE, &|xml: &mut Xml| {
        xml.list(list, "member", &items, &write);
        xml.text("IsTruncated", next.is_some())
            .option("Marker", next.as_ref());
    }))
}

fn page_size(params: &Params) -> Result<usize, Refusal> {
    match params.number("MaxItems")? {
        None => Ok(PAGE_SIZE_DEFAULT),
        Some(size @ 1..=1000) => Ok(size),
        Some(_) => Err(Refusal::bad(
            "ValidationError",
            "MaxItems must be between 1 and 1000",
        )),
    }
}

/// A date as IAM writes it; views keep fractions of a second.
fn date(stored: Option<&str>) -> String {
    crate::clock::iso(crate::clock::seconds(stored.unwrap_or_default()))
}

/// A policy document as IAM writes it: percent-encoded.
fn document(text: &str) -> String {
    encode(text)
}
