//! Instance profiles.
//!
//! AWS has room for one role in a profile, pages its list in name order and leaves the tags out
//! of it. The crate does none of it.

use winterbaume_iam::views::{IamStateView, InstanceProfileView};

use super::{date, listed, roles};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::xml::Xml;

pub(super) async fn add_role(
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    let name = params.need("InstanceProfileName")?;
    let profiles = bank.iam_view().await.instance_profiles;
    if profiles.get(name).is_some_and(|it| !it.roles.is_empty()) {
        let message = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1";
        return Err(Refusal::new(409, "LimitExceeded", message));
    }
    Ok(bank.forward(call).await)
}

pub(super) async fn list(params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let prefix = params.get("PathPrefix").unwrap_or("/");
    let view = bank.iam_view().await;
    let profiles = view.instance_profiles.values();
    let profiles = profiles.filter(|it| it.path.starts_with(prefix)).collect();
    listed(
        "ListInstanceProfiles",
        params,
        profiles,
        |profile: &&InstanceProfileView| profile.name.clone(),
        "InstanceProfiles",
        |xml, profile| write(xml, profile, &view),
    )
}

fn write(xml: &mut Xml, profile: &InstanceProfileView, view: &IamStateView) {
    xml.text("Path", &profile.path)
        .text("InstanceProfileName", &profile.name);
    xml.text("InstanceProfileId", &profile.instance_profile_id)
        .text("Arn", &profile.arn);
    xml.text("CreateDate", date(profile.create_date.as_deref()));
    let in_it = profile.roles.iter().filter_map(|name| view.roles.get(name));
    xml.list("Roles", "member", in_it, roles::write);
}
