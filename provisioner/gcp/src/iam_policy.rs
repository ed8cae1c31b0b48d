//! IAM policies of resources: who may do what with them.
//!
//! A policy is read, changed and written back whole, with the etag it was read with. If somebody
//! else changed it in between, Google refuses, and the change is applied again to what they left.

use std::collections::BTreeSet;
use std::future::Future;

use google_cloud_iam_v1::model::{Binding as SdkBinding, GetPolicyOptions, Policy};
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::error::{Error, Result};

/// The version in which policies have conditions; writing back an older one would lose them.
const VERSION: i32 = 3;
/// Attempts at one change while others change the same policy.
const ATTEMPTS_MAX: u32 = 8;

/// An IAM binding: a role, and the principals it is granted to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Binding {
    /// The role to grant: `roles/…`, or the name of a custom role.
    pub role: String,
    /// The principals it is granted to: `user:…`, `group:…`, `serviceAccount:…`, `principal://…`,
    /// …
    pub members: BTreeSet<String>,
    /// The condition under which the grant applies. Default: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// An IAM condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Condition {
    /// Its title.
    pub title: String,
    /// The expression that must be true, in the Common Expression Language (CEL).
    pub expression: String,
    /// A description of the condition. Default: none.
    #[serde(default)]
    pub description: String,
}

impl Binding {
    pub fn of(binding: &SdkBinding) -> Self {
        let condition = |expr: &google_cloud_type::model::Expr| Condition {
            title: expr.title.clone(),
            expression: expr.expression.clone(),
            description: expr.description.clone(),
        };
        Self {
            role: binding.role.clone(),
            members: binding.members.iter().cloned().collect(),
            condition: binding.condition.as_ref().map(condition),
        }
    }

    pub fn to_sdk(&self) -> SdkBinding {
        let condition = |condition: &Condition| {
            google_cloud_type::model::Expr::new()
                .set_title(&condition.title)
                .set_expression(&condition.expression)
                .set_description(&condition.description)
        };
        SdkBinding::new()
            .set_role(&self.role)
            .set_members(&self.members)
            .set_or_clear_condition(self.condition.as_ref().map(condition))
    }
}

/// The IAM policy of a resource.
pub(crate) trait IamPolicy: Sync {
    /// The name of the resource.
    fn resource(&self) -> &str;

    /// The policy as it is.
    fn get(&self, google: &Clients) -> impl Future<Output = Result<Policy>> + Send;

    /// Replaces the policy.
    fn set(&self, google: &Clients, policy: Policy) -> impl Future<Output = Result<Policy>> + Send;

    /// The bindings as they are.
    fn bindings(&self, google: &Clients) -> impl Future<Output = Result<BTreeSet<Binding>>> + Send {
        async { Ok(bindings_of(&self.get(google).await?)) }
    }

    /// Sets the bindings of a new resource, whatever they were; `None` leaves them.
    fn bind(
        &self,
        google: &Clients,
        wanted: Option<&BTreeSet<Binding>>,
    ) -> impl Future<Output = Result<()>> + Send {
        let replace = move |policy: &mut Policy| {
            let wanted = wanted.filter(|wanted| bindings_of(policy) != **wanted);
            if let Some(wanted) = wanted {
                policy.bindings = wanted.iter().map(Binding::to_sdk).collect();
            }
            Ok(())
        };
        async move {
            match wanted {
                Some(_) => self.edit(google, replace).await,
                None => Ok(()),
            }
        }
    }

    /// Removes the bindings in `before` that are not wanted any more, and adds the new ones. What
    /// somebody else bound since stays; that is drift of its own. Where it is not known what was
    /// bound before, sets all.
    fn rebind(
        &self,
        google: &Clients,
        before: Option<&BTreeSet<Binding>>,
        wanted: &BTreeSet<Binding>,
    ) -> impl Future<Output = Result<()>> + Send {
        async move {
            let Some(before) = before else {
                return self.bind(google, Some(wanted)).await;
            };
            let change = |policy: &mut Policy| {
                replace_bindings(policy, before, wanted);
                Ok(())
            };
            self.edit(google, change).await
        }
    }

    /// As [`Self::rebind`], for a kind whose spec has `iam_bindings`.
    fn update<S: Serialize + Sync>(
        &self,
        google: &Clients,
        change: &Change<S>,
        bindings: fn(&S) -> Option<&BTreeSet<Binding>>,
    ) -> impl Future<Output = Result<()>> + Send {
        async move {
            match bindings(&change.after).filter(|_| change.has("iam_bindings")) {
                Some(wanted) => {
                    let before = change.before.as_ref().and_then(bindings);
                    self.rebind(google, before, wanted).await
                }
                None => Ok(()),
            }
        }
    }

    /// Reads the policy, changes it and writes it back; one after the other within this process.
    /// A change that changes nothing is not sent. Repeatable if `change` is.
    ///
    /// # Errors
    /// What `change` refuses, and what Google refuses. A member that was created a moment ago may
    /// not be known yet.
    fn edit(
        &self,
        google: &Clients,
        change: impl Fn(&mut Policy) -> Result<()> + Send,
    ) -> impl Future<Output = Result<()>> + Send {
        async move {
            let turn = google.turn_for(self.resource());
            let _mine = turn.lock().await;
            let mut attempt = 1;
            loop {
                let old = self.get(google).await?;
                let mut policy = old.clone();
                change(&mut policy)?;
                if policy == old {
                    return Ok(());
                }
                match self.set(google, policy.set_version(VERSION)).await {
                    // The etag did not match any more: nothing was done.
                    Err(error) if error.is_conflict() && attempt < ATTEMPTS_MAX => attempt += 1,
                    Err(error) => return Err(retried_if_member_is_new(error)),
                    Ok(_) => return Ok(()),
                }
            }
        }
    }
}

/// Declares the IAM policy of a service's resources, by the client that reads and writes it.
macro_rules! iam_policy {
    ($(#[$doc:meta])* $Name:ident, $service:expr, $client:ident) => {
        $(#[$doc])*
        pub(super) struct $Name<'a>(pub &'a str);

        impl $crate::iam_policy::IamPolicy for $Name<'_> {
            fn resource(&self) -> &str {
                self.0
            }

            async fn get(
                &self,
                google: &$crate::clients::Clients,
            ) -> $crate::error::Result<google_cloud_iam_v1::model::Policy> {
                let call = google.$client().await?.get_iam_policy().set_resource(self.0);
                let call = call.set_options($crate::iam_policy::options());
                $crate::call::read!(google, ($service, "GetIamPolicy"), call)
            }

            async fn set(
                &self,
                google: &$crate::clients::Clients,
                policy: google_cloud_iam_v1::model::Policy,
            ) -> $crate::error::Result<google_cloud_iam_v1::model::Policy> {
                let call = google.$client().await?.set_iam_policy().set_resource(self.0);
                let call = call.set_policy(policy).set_update_mask($crate::iam_policy::mask());
                google.change(($service, "SetIamPolicy"), call.send()).await
            }
        }
    };
}

pub(crate) use iam_policy;

pub(crate) fn options() -> GetPolicyOptions {
    GetPolicyOptions::new().set_requested_policy_version(VERSION)
}

pub(crate) fn mask() -> FieldMask {
    FieldMask::default().set_paths(["bindings", "etag", "audit_configs", "version"])
}

fn bindings_of(policy: &Policy) -> BTreeSet<Binding> {
    policy.bindings.iter().map(Binding::of).collect()
}

/// Removes from a policy what is bound in `before` and not in `after`, and adds what is bound in
/// `after` alone. Repeatable; nothing else is touched.
fn replace_bindings(policy: &mut Policy, before: &BTreeSet<Binding>, after: &BTreeSet<Binding>) {
    let (old, new) = (grants(before), grants(after));
    for (grant, member) in old.difference(&new) {
        let bindings = policy.bindings.iter_mut().filter(|own| grant.is_of(own));
        bindings.for_each(|own| own.members.retain(|known| known != member));
    }
    policy.bindings.retain(|own| !own.members.is_empty());
    for (grant, member) in new.difference(&old) {
        let mut bindings = policy.bindings.iter_mut().filter(|own| grant.is_of(own));
        if bindings.any(|own| own.members.iter().any(|known| known == member)) {
            continue;
        }
        match policy.bindings.iter_mut().find(|own| grant.is_of(own)) {
            Some(own) => own.members.push((*member).to_owned()),
            None => policy.bindings.push(grant.to(member)),
        }
    }
}

/// A binding without its members.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Grant<'b> {
    role: &'b str,
    condition: Option<&'b Condition>,
}

impl Grant<'_> {
    fn is_of(&self, binding: &SdkBinding) -> bool {
        let Binding {
            role, condition, ..
        } = Binding::of(binding);
        (role.as_str(), condition.as_ref()) == (self.role, self.condition)
    }

    fn to(&self, member: &str) -> SdkBinding {
        Binding {
            role: self.role.to_owned(),
            members: BTreeSet::from([member.to_owned()]),
            condition: self.condition.cloned(),
        }
        .to_sdk()
    }
}

/// Every grant and member, one by one.
fn grants(bindings: &BTreeSet<Binding>) -> BTreeSet<(Grant<'_>, &str)> {
    bindings
        .iter()
        .flat_map(|binding| {
            let grant = Grant {
                role: &binding.role,
                condition: binding.condition.as_ref(),
            };
            let members = binding.members.iter();
            members.map(move |member| (grant, member.as_str()))
        })
        .collect()
}

/// Retries where a member does not exist, because a new one does not for a while. Only the message
/// of IAM's error says so.
fn retried_if_member_is_new(error: Error) -> Error {
    match error.message().contains("does not exist") {
        true => error.not_yet(),
        false => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(role: &str, members: &[&str], title: Option<&str>) -> Binding {
        Binding {
            role: role.to_owned(),
            members: members.iter().map(|&member| member.to_owned()).collect(),
            condition: title.map(|title| Condition {
                title: title.to_owned(),
                expression: "true".to_owned(),
                description: String::new(),
            }),
        }
    }

    fn replaced(now: &[Binding], before: &[Binding], after: &[Binding]) -> BTreeSet<Binding> {
        let set = |bindings: &[Binding]| bindings.iter().cloned().collect::<BTreeSet<_>>();
        let mut policy = Policy::new().set_bindings(now.iter().map(Binding::to_sdk));
        for _ in 0..2 {
            replace_bindings(&mut policy, &set(before), &set(after));
        }
        policy.bindings.iter().map(Binding::of).collect()
    }

    #[test]
    fn what_somebody_else_bound_stays() {
        let now = [
            binding("roles/a", &["group:old", "user:new"], None),
            binding("roles/b", &["group:old"], None),
            binding("roles/a", &["group:old"], Some("night")),
        ];
        let before = [
            binding("roles/a", &["group:old"], None),
            binding("roles/b", &["group:old"], None),
        ];
        let after = [
            binding("roles/a", &["group:ops"], None),
            binding("roles/c", &["group:ops"], None),
        ];
        let left = BTreeSet::from([
            binding("roles/a", &["group:ops", "user:new"], None),
            binding("roles/a", &["group:old"], Some("night")),
            binding("roles/c", &["group:ops"], None),
        ]);
        assert_eq!(replaced(&now, &before, &after), left);
        let theirs = BTreeSet::from([
            binding("roles/a", &["user:new"], None),
            binding("roles/a", &["group:old"], Some("night")),
        ]);
        assert_eq!(replaced(&now, &before, &[]), theirs);
    }
}
