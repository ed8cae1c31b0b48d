//! Instance profiles.
//!
//! AWS takes one role in a profile, pages its list in name order and leaves the tags out of it.
//! The crate does none of it.

use serde_json::{Value, json};
use winterbaume_iam::views::{IamStateView, InstanceProfileView};

use super::{date, listed, roles};
use crate::aws_error::AwsError;
use crate::pass_on::pass_on;
use crate::protocol::Reply;
use crate::service::Context;

pub(super) async fn add_role(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = cx.params.need("InstanceProfileName")?;
    let profiles = cx.state.crates.iam_view().await.instance_profiles;
    if profiles.get(name).is_some_and(|it| !it.roles.is_empty()) {
        let message = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1";
        return Err(AwsError::new(409, "LimitExceeded", message));
    }
    pass_on(cx).await
}

pub(super) async fn list(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let prefix = cx.params.get("PathPrefix").unwrap_or("/");
    let view = cx.state.crates.iam_view().await;
    let profiles = view.instance_profiles.values();
    let profiles = profiles.filter(|it| it.path.starts_with(prefix)).collect();
    let name = |it: &&InstanceProfileView| it.name.clone();
    listed(cx, "InstanceProfiles", profiles, name, |it| {
        describe(it, &view)
    })
}

fn describe(profile: &InstanceProfileView, view: &IamStateView) -> Value {
    let roles = profile.roles.iter().filter_map(|name| view.roles.get(name));
    json!({
        "Path": profile.path, "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.instance_profile_id, "Arn": profile.arn,
        "CreateDate": date(profile.create_date.as_deref()),
        "Roles": { "member": roles.map(roles::describe).collect::<Vec<_>>() },
    })
}
