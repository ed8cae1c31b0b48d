//! The account's roles, policies, users and groups in one list.
//!
//! AWS filters by kind, pages, percent-encodes policy documents and tells the tags; the crate
//! does none of it.

use serde::Serialize;
use serde_json::Value;
use winterbaume_iam::views::RoleView;

use super::{NAMESPACE, date, document, managed, page_size, roles};
use crate::bank::Bank;
use crate::call::Reply;
use crate::mends::paging::page;
use crate::params::Params;
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

/// One entity; the order of the kinds is the order of the pages.
enum Detail {
    Group(Value),
    Policy(Value),
    Role(Box<RoleView>),
    User(Value),
}

pub(super) async fn get(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let filters = params.list("Filter.member");
    let wanted = |kind: &str| filters.is_empty() || filters.iter().any(|filter| filter == kind);
    let view = bank.iam_view().await;
    let mut details = Vec::new();
    if wanted("Group") {
        details.extend(
            view.groups
                .values()
                .map(|group| Detail::Group(generic(group))),
        );
    }
    let of_kind = |arn: &str| match managed::is_of_aws(arn) {
        true => wanted("AWSManagedPolicy"),
        false => wanted("LocalManagedPolicy"),
    };
    let policies = view.policies.values().filter(|it| of_kind(&it.arn));
    details.extend(policies.map(|policy| Detail::Policy(generic(policy))));
    if wanted("Role") {
        details.extend(
            view.roles
                .into_values()
                .map(|role| Detail::Role(Box::new(role))),
        );
    }
    if wanted("User") {
        details.extend(view.users.values().map(|user| Detail::User(generic(user))));
    }
    let (details, next) = page(details, key, params.get("Marker"), page_size(params)?);
    Ok(refusal::query(
        "GetAccountAuthorizationDetails",
        NAMESPACE,
        &|xml: &mut Xml| {
            list(xml, "UserDetailList", &details);
            list(xml, "GroupDetailList", &details);
            list(xml, "RoleDetailList", &details);
            list(xml, "Policies", &details);
            xml.text("IsTruncated", next.is_some())
                .option("Marker", next.as_ref());
        },
    ))
}

fn generic(view: &impl Serialize) -> Value {
    serde_json::to_value(view).unwrap_or_default()
}

fn key(detail: &Detail) -> String {
    match detail {
        Detail::Group(view) => format!("group/{}", text(view, "name")),
        Detail::Policy(view) => format!("policy/{}", text(view, "arn")),
        Detail::Role(role) => format!("role/{}", role.name),
        Detail::User(view) => format!("user/{}", text(view, "name")),
    }
}

fn list(xml: &mut Xml, list: &str, details: &[Detail]) {
    let members = details.iter().filter(|detail| list_of(detail) == list);
    xml.list(list, "member", members, |xml, detail| match detail {
        Detail::Group(view) => principal(xml, view, "Group"),
        Detail::Policy(view) => policy(xml, view),
        Detail::Role(role) => role_detail(xml, role),
        Detail::User(view) => principal(xml, view, "User"),
    });
}

fn list_of(detail: &Detail) -> &'static str {
    match detail {
        Detail::Group(_) => "GroupDetailList",
        Detail::Policy(_) => "Policies",
        Detail::Role(_) => "RoleDetailList",
        Detail::User(_) => "UserDetailList",
    }
}

fn role_detail(xml: &mut Xml, role: &RoleView) {
    xml.text("Path", &role.path).text("RoleName", &role.name);
    xml.text("RoleId", &role.role_id).text("Arn", &role.arn);
    xml.text("CreateDate", date(role.create_date.as_deref()));
    xml.text(
        "AssumeRolePolicyDocument",
        document(&role.assume_role_policy_document),
    );
    let view = generic(role);
    policies(xml, &view, "RolePolicyList");
    xml.node("InstanceProfileList", |_| {});
    roles::boundary(xml, role);
    roles::tags(xml, role);
    xml.node("RoleLastUsed", |_| {});
}

/// A user or a group.
fn principal(xml: &mut Xml, view: &Value, kind: &str) {
    let id = format!("{}_id", kind.to_lowercase());
    xml.text("Path", text(view, "path"))
        .text(&format!("{kind}Name"), text(view, "name"));
    xml.text(&format!("{kind}Id"), text(view, &id))
        .text("Arn", text(view, "arn"));
    xml.text("CreateDate", date(view["create_date"].as_str()));
    policies(xml, view, &format!("{kind}PolicyList"));
}

fn policies(xml: &mut Xml, view: &Value, inline_list: &str) {
    xml.list(
        inline_list,
        "member",
        array(view, "inline_policies"),
        |xml, policy| {
            xml.text("PolicyName", text(policy, "policy_name"));
            xml.text("PolicyDocument", document(text(policy, "policy_document")));
        },
    );
    xml.list(
        "AttachedManagedPolicies",
        "member",
        array(view, "attached_policies"),
        |xml, it| {
            xml.text("PolicyName", text(it, "policy_name"))
                .text("PolicyArn", text(it, "policy_arn"));
        },
    );
}

fn policy(xml: &mut Xml, view: &Value) {
    xml.text("PolicyName", text(view, "policy_name"))
        .text("PolicyId", text(view, "policy_id"));
    xml.text("Arn", text(view, "arn"))
        .text("Path", text(view, "path"));
    xml.text("DefaultVersionId", text(view, "default_version_id"));
    xml.text("AttachmentCount", &view["attachment_count"]);
    xml.text("IsAttachable", &view["is_attachable"]);
    xml.text("CreateDate", date(view["create_date"].as_str()));
    xml.text("UpdateDate", date(view["update_date"].as_str()));
    xml.list(
        "PolicyVersionList",
        "member",
        array(view, "versions"),
        |xml, version| {
            xml.text("Document", document(text(version, "document")));
            xml.text("VersionId", text(version, "version_id"));
            xml.text("IsDefaultVersion", &version["is_default_version"]);
            xml.text("CreateDate", date(version["create_date"].as_str()));
        },
    );
}

fn array<'a>(view: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    view[field].as_array().into_iter().flatten()
}

fn text<'a>(view: &'a Value, field: &str) -> &'a str {
    view[field].as_str().unwrap_or_default()
}
