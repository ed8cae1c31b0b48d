//! Roles.
//!
//! AWS returns description, tags and permissions boundary of a role, percent-encodes policy
//! documents, and pages its lists in name order. The crate keeps all of that (except the boundary
//! given at creation) but returns only half of it.

use serde_json::{Value, json};
use winterbaume_iam::views::RoleView;

use super::{VERSION, check_policy, date, document, listed, no_such_entity, reply};
use crate::aws_error::AwsError;
use crate::pass_on::{ask_form, forward};
use crate::protocol::Reply;
use crate::service::Context;

/// AWS refuses text that is no trust policy.
pub(super) async fn create(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = cx.params.need("RoleName")?;
    check_policy(cx.params.need("AssumeRolePolicyDocument")?)?;
    let forwarded = forward(cx).await;
    if !forwarded.status().is_success() {
        return Ok(forwarded);
    }
    if let Some(boundary) = cx.params.get("PermissionsBoundary") {
        let action = ("Action", "PutRolePermissionsBoundary");
        let boundary = ("PermissionsBoundary", boundary);
        ask_form(cx, &[action, VERSION, ("RoleName", name), boundary]).await;
    }
    reply(cx, &json!({ "Role": describe_whole(&role(cx).await?) }))
}

/// The role that a request names.
async fn role(cx: &Context<'_>) -> Result<RoleView, AwsError> {
    let name = cx.params.need("RoleName")?;
    let role = cx.state.crates.iam_view().await.roles.remove(name);
    role.ok_or_else(|| no_such_entity(format!("The role with name {name} cannot be found.")))
}

pub(super) async fn get(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let mut described = describe_whole(&role(cx).await?);
    described["RoleLastUsed"] = json!({});
    reply(cx, &json!({ "Role": described }))
}

/// AWS leaves tags, boundary and last use out of the list.
pub(super) async fn list(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let prefix = cx.params.get("PathPrefix").unwrap_or("/");
    let roles = cx.state.crates.iam_view().await.roles.into_values();
    let roles = roles.filter(|role| role.path.starts_with(prefix)).collect();
    listed(cx, "Roles", roles, |role| role.name.clone(), describe)
}

pub(super) async fn list_tags(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let tags = role(cx).await?.tags.into_iter().collect();
    listed(cx, "Tags", tags, |(key, _)| key.clone(), tag)
}

fn tag((key, value): &(String, String)) -> Value {
    json!({ "Key": key, "Value": value })
}

pub(super) async fn list_policies(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let policies = role(cx).await?.inline_policies.into_iter();
    let names = policies.map(|it| it.policy_name).collect();
    listed(cx, "PolicyNames", names, String::clone, |name| json!(name))
}

pub(super) async fn get_policy(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let (role, name) = (role(cx).await?, cx.params.need("PolicyName")?);
    let found = role
        .inline_policies
        .iter()
        .find(|it| it.policy_name == name);
    let found = found.ok_or_else(|| {
        no_such_entity(format!("The role policy with name {name} cannot be found."))
    })?;
    let output = json!({
        "RoleName": role.name, "PolicyName": name,
        "PolicyDocument": document(&found.policy_document),
    });
    reply(cx, &output)
}

/// A role as lists show it.
pub(super) fn describe(role: &RoleView) -> Value {
    let description = Some(&role.description).filter(|it| !it.is_empty());
    json!({
        "Path": role.path, "RoleName": role.name, "RoleId": role.role_id, "Arn": role.arn,
        "CreateDate": date(role.create_date.as_deref()),
        "AssumeRolePolicyDocument": document(&role.assume_role_policy_document),
        "Description": description, "MaxSessionDuration": role.max_session_duration,
    })
}

/// A role with its boundary and its tags, if it has any.
pub(super) fn describe_whole(role: &RoleView) -> Value {
    let mut described = describe(role);
    if let Some(arn) = &role.permissions_boundary {
        described["PermissionsBoundary"] =
            json!({ "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn });
    }
    let mut tags: Vec<(String, String)> = role.tags.clone().into_iter().collect();
    tags.sort();
    if !tags.is_empty() {
        described["Tags"] = json!({ "member": tags.iter().map(tag).collect::<Vec<_>>() });
    }
    described
}
