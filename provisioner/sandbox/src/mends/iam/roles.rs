//! Roles.
//!
//! AWS tells description, tags and permissions boundary of a role, percent-encodes policy
//! documents, and pages its lists in name order. The crate keeps all of that (save the boundary
//! given at creation) but tells only half of it, so answers are written here from its view.

use winterbaume_iam::views::RoleView;

use super::{NAMESPACE, check_policy, date, document, listed, role};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::params::Params;
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

/// AWS refuses text that is no trust policy.
pub(super) async fn create(
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    let name = params.need("RoleName")?;
    check_policy(params.need("AssumeRolePolicyDocument")?)?;
    let reply = bank.forward(call).await;
    if !reply.status().is_success() {
        return Ok(reply);
    }
    if let Some(boundary) = params.get("PermissionsBoundary") {
        let parameters = [
            ("Action", "PutRolePermissionsBoundary"),
            ("Version", "2010-05-08"),
            ("RoleName", name),
            ("PermissionsBoundary", boundary),
        ];
        bank.forward(&call.form_call(&parameters)).await;
    }
    let role = role(name, bank).await?;
    Ok(one("CreateRole", &role))
}

pub(super) async fn get(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let role = role(params.need("RoleName")?, bank).await?;
    Ok(one("GetRole", &role))
}

fn one(operation: &str, role: &RoleView) -> Reply {
    refusal::query(operation, NAMESPACE, &|xml: &mut Xml| {
        xml.node("Role", |xml| {
            write(xml, role);
            boundary(xml, role);
            tags(xml, role);
            if operation == "GetRole" {
                xml.node("RoleLastUsed", |_| {});
            }
        });
    })
}

/// A list of roles leaves out tags, boundary and last use, as AWS does.
pub(super) async fn list(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let prefix = params.get("PathPrefix").unwrap_or("/");
    let roles = bank.iam_view().await.roles.into_values();
    let roles = roles.filter(|role| role.path.starts_with(prefix)).collect();
    listed(
        "ListRoles",
        params,
        roles,
        |role| role.name.clone(),
        "Roles",
        write,
    )
}

pub(super) async fn list_tags(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let role = role(params.need("RoleName")?, bank).await?;
    let tags = role.tags.into_iter().collect();
    listed(
        "ListRoleTags",
        params,
        tags,
        |(key, _)| key.clone(),
        "Tags",
        |xml, (key, value)| {
            xml.text("Key", key).text("Value", value);
        },
    )
}

pub(super) async fn list_policies(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let role = role(params.need("RoleName")?, bank).await?;
    let names = role
        .inline_policies
        .into_iter()
        .map(|policy| policy.policy_name)
        .collect();
    listed(
        "ListRolePolicies",
        params,
        names,
        String::clone,
        "PolicyNames",
        |xml, name| {
            xml.raw(name);
        },
    )
}

pub(super) async fn get_policy(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let (name, policy) = (params.need("RoleName")?, params.need("PolicyName")?);
    let role = role(name, bank).await?;
    let found = role
        .inline_policies
        .iter()
        .find(|it| it.policy_name == policy);
    let found = found.ok_or_else(|| {
        let message = format!("The role policy with name {policy} cannot be found.");
        Refusal::new(404, "NoSuchEntity", message)
    })?;
    Ok(refusal::query(
        "GetRolePolicy",
        NAMESPACE,
        &|xml: &mut Xml| {
            xml.text("RoleName", name).text("PolicyName", policy);
            xml.text("PolicyDocument", document(&found.policy_document));
        },
    ))
}

/// A role as lists show it.
pub(super) fn write(xml: &mut Xml, role: &RoleView) {
    xml.text("Path", &role.path).text("RoleName", &role.name);
    xml.text("RoleId", &role.role_id).text("Arn", &role.arn);
    xml.text("CreateDate", date(role.create_date.as_deref()));
    xml.text(
        "AssumeRolePolicyDocument",
        document(&role.assume_role_policy_document),
    );
    if !role.description.is_empty() {
        xml.text("Description", &role.description);
    }
    xml.text("MaxSessionDuration", role.max_session_duration);
}

/// The boundary, if one is set.
pub(super) fn boundary(xml: &mut Xml, role: &RoleView) {
    if let Some(arn) = &role.permissions_boundary {
        xml.node("PermissionsBoundary", |xml| {
            xml.text("PermissionsBoundaryType", "Policy")
                .text("PermissionsBoundaryArn", arn);
        });
    }
}

/// The tags in key order, if there are any.
pub(super) fn tags(xml: &mut Xml, role: &RoleView) {
    let mut tags: Vec<_> = role.tags.iter().collect();
    tags.sort();
    if !tags.is_empty() {
        xml.list("Tags", "member", tags, |xml, (key, value)| {
            xml.text("Key", key).text("Value", value);
        });
    }
}
