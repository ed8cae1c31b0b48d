//! The account's roles, policies, users and groups in one list.
//!
//! AWS filters by type, pages, percent-encodes policy documents and returns the tags; the crate
//! does none of it.

use serde::Serialize;
use serde_json::{Value, json};
use winterbaume_iam::views::RoleView;

use super::{date, document, managed, page_size, reply, roles};
use crate::aws_error::AwsError;
use crate::paging::page;
use crate::protocol::Reply;
use crate::records::{items, text};
use crate::service::Context;

/// The lists of the reply; an entity is paged by type and key, and described in one of them.
const LISTS: [&str; 4] = [
    "UserDetailList",
    "GroupDetailList",
    "RoleDetailList",
    "Policies",
];

/// An entity: what it is paged by, its list, and its description.
type Entity = (String, &'static str, Value);

pub(super) async fn get(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let filters = cx.params.list("Filter.member");
    let wanted = |kind: &str| filters.is_empty() || filters.iter().any(|filter| filter == kind);
    let view = cx.state.crates.iam_view().await;
    let mut entities: Vec<Entity> = Vec::new();
    if wanted("Group") {
        let groups = view.groups.values().map(generic);
        entities.extend(groups.map(|it| principal(&it, "Group", "GroupDetailList")));
    }
    for policy in view.policies.values() {
        let kind = match managed::is_of_aws(&policy.arn) {
            true => "AWSManagedPolicy",
            false => "LocalManagedPolicy",
        };
        if wanted(kind) {
            let key = format!("policy/{}", policy.arn);
            entities.push((key, "Policies", describe_policy(&generic(policy))));
        }
    }
    if wanted("Role") {
        let role = |it: &RoleView| {
            (
                format!("role/{}", it.name),
                "RoleDetailList",
                describe_role(it),
            )
        };
        entities.extend(view.roles.values().map(role));
    }
    if wanted("User") {
        let users = view.users.values().map(generic);
        entities.extend(users.map(|it| principal(&it, "User", "UserDetailList")));
    }
    let key = |(key, ..): &Entity| key.clone();
    let (entities, next) = page(
        entities,
        key,
        cx.params.get("Marker"),
        page_size(cx.params)?,
    );
    let mut output = json!({ "IsTruncated": next.is_some(), "Marker": next });
    for list in LISTS {
        let members = entities.iter().filter(|(_, of, _)| *of == list);
        let members: Vec<&Value> = members.map(|(.., described)| described).collect();
        output[list] = json!({ "member": members });
    }
    reply(cx, &output)
}

fn generic(view: &impl Serialize) -> Value {
    serde_json::to_value(view).unwrap_or_default()
}

fn describe_role(role: &RoleView) -> Value {
    let mut described = roles::describe_whole(role);
    if let Some(members) = described.as_object_mut() {
        members.remove("Description");
        members.remove("MaxSessionDuration");
    }
    described["InstanceProfileList"] = json!({});
    described["RoleLastUsed"] = json!({});
    add_policies(&mut described, &generic(role), "RolePolicyList");
    described
}

/// A user or a group.
fn principal(view: &Value, kind: &str, list: &'static str) -> Entity {
    let kind_lower = kind.to_lowercase();
    let mut described = json!({
        "Path": view["path"], "Arn": view["arn"], "CreateDate": date(view["create_date"].as_str()),
        format!("{kind}Name"): view["name"],
        format!("{kind}Id"): view[format!("{kind_lower}_id")],
    });
    add_policies(&mut described, view, &format!("{kind}PolicyList"));
    (
        format!("{kind_lower}/{}", text(view, "name")),
        list,
        described,
    )
}

fn add_policies(described: &mut Value, view: &Value, inline_list: &str) {
    let inline = items(&view["inline_policies"]).map(|it| {
        let document = document(text(it, "policy_document"));
        json!({ "PolicyName": it["policy_name"], "PolicyDocument": document })
    });
    described[inline_list] = json!({ "member": inline.collect::<Vec<_>>() });
    let attached = items(&view["attached_policies"])
        .map(|it| json!({ "PolicyName": it["policy_name"], "PolicyArn": it["policy_arn"] }));
    described["AttachedManagedPolicies"] = json!({ "member": attached.collect::<Vec<_>>() });
}

fn describe_policy(view: &Value) -> Value {
    let versions = items(&view["versions"]).map(|it| {
        json!({
            "Document": document(text(it, "document")), "VersionId": it["version_id"],
            "IsDefaultVersion": it["is_default_version"],
            "CreateDate": date(it["create_date"].as_str()),
        })
    });
    json!({
        "PolicyName": view["policy_name"], "PolicyId": view["policy_id"], "Arn": view["arn"],
        "Path": view["path"], "DefaultVersionId": view["default_version_id"],
        "AttachmentCount": view["attachment_count"], "IsAttachable": view["is_attachable"],
        "CreateDate": date(view["create_date"].as_str()),
        "UpdateDate": date(view["update_date"].as_str()),
        "PolicyVersionList": { "member": versions.collect::<Vec<_>>() },
    })
}
