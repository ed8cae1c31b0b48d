//! Roles as IAM tells them, in two series of pages and no request per role.

use std::collections::BTreeMap;

use aws_sdk_iam::types::{EntityType, Role as SdkRole, RoleDetail};

use crate::clients::Clients;
use crate::fault::Result;
use crate::iam::role::{Spec, an_hour};
use crate::iam::{self, PAGE, policies};
use crate::kind::{Item, text};
use crate::policy_document::PolicyDocument;

/// Reads every role of the account.
pub(crate) async fn all(aws: &Clients) -> Result<Vec<Item<Spec>>> {
    let iam = aws.iam();
    let request = iam.get_account_authorization_details().max_items(PAGE);
    let mut pages = request.filter(EntityType::Role).into_paginator().send();
    let mut details = Vec::new();
    while let Some(page) = pages.next().await {
        details.extend(page?.role_detail_list.unwrap_or_default());
    }
    // The details lack description and session length. Asked for second, so that a role missing
    // here is one that was deleted in between.
    let roles = iam.list_roles().max_items(PAGE).into_paginator();
    let roles: Vec<SdkRole> = roles.items().send().try_collect().await?;
    let by_name: BTreeMap<&str, &SdkRole> = roles.iter().map(|r| (r.role_name(), r)).collect();
    let joined = details.iter().filter_map(|detail| {
        let role = by_name.get(detail.role_name()?)?;
        Some(item(detail, role))
    });
    joined.collect()
}

fn item(detail: &RoleDetail, role: &SdkRole) -> Result<Item<Spec>> {
    let boundary = detail.permissions_boundary();
    let spec = Spec {
        role_name: role.role_name().to_owned(),
        path: role.path().to_owned(),
        description: Some(text(role.description())),
        assume_role_policy: PolicyDocument::from_json_str(&text(
            detail.assume_role_policy_document(),
        ))?,
        inline_policies: policies::inline(detail.role_policy_list())?,
        managed_policy_arns: policies::managed(detail.attached_managed_policies()),
        max_session_duration: role.max_session_duration().unwrap_or_else(an_hour),
        permissions_boundary: Some(text(boundary.and_then(|b| b.permissions_boundary_arn()))),
    };
    Ok(Item::new(role.role_name(), spec)
        .tags(iam::tags_of(detail.tags()))
        .output("arn", role.arn())
        .platform(is_of_platform(role.path(), role.role_name())))
}

/// Paths under which only AWS makes roles: for its services, and for IAM Identity Center.
const PLATFORM_PATHS: &[&str] = &["/aws-service-role/", "/aws-reserved/"];
/// Names that Control Tower, its stack sets and AWS Organizations give to roles.
const PLATFORM_NAMES: &[&str] = &[
    "AWSControlTower",
    "aws-controltower-",
    "stacksets-exec-",
    "OrganizationAccountAccessRole",
];

fn is_of_platform(path: &str, name: &str) -> bool {
    PLATFORM_PATHS.iter().any(|p| path.starts_with(p))
        || PLATFORM_NAMES.iter().any(|p| name.starts_with(p))
}
