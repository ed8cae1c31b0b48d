//! Who may do what with a resource: the bindings of its IAM policy.
//!
//! A policy is read, changed and written back whole, with the etag it was read with; somebody who
//! came between is noticed, and the change made again on what they left.

use std::collections::BTreeSet;

use google_cloud_iam_v1::model::{Binding as SdkBinding, GetPolicyOptions, Policy};
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::Name;
use crate::clients::Clients;
use crate::fault::{Fault, Result};

/// The version in which policies show their conditions; of an older one they would be lost.
const VERSION: i32 = 3;
/// Times a change is made again because somebody came between.
const ATTEMPTS_MAX: u32 = 8;

/// A role, and who has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Binding {
    /// The role: `roles/…`, or one's own.
    pub role: String,
    /// Who has it: `user:…`, `group:…`, `serviceAccount:…`, `principal://…`, …
    pub members: BTreeSet<String>,
    /// When it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// When a binding holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Condition {
    /// What it is called.
    pub title: String,
    /// The condition, in the Common Expression Language.
    pub expression: String,
    /// What it is for.
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

/// What has an IAM policy.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder<'a> {
    /// The project.
    Project,
    /// A crypto key, by name.
    CryptoKey(&'a str),
    /// A service account, by name.
    ServiceAccount(&'a str),
    /// A bucket, by `projects/_/buckets/…`.
    Bucket(&'a str),
}

/// Sends one call of an IAM policy to the service that the holder belongs to.
macro_rules! sent {
    ($google:expr, $holder:expr, $send:ident, $name:literal, |$call:ident| $method:ident, $with:expr) => {
        match $holder {
            Holder::Project => {
                let $call = $google.projects().await?.$method();
                let $call = $with.set_resource($google.project_name());
                $send!($google, ("cloudresourcemanager", $name), $call)
            }
            Holder::CryptoKey(name) => {
                let $call = $google.kms().await?.$method();
                let $call = $with.set_resource(name);
                $send!($google, ("cloudkms", $name), $call)
            }
            Holder::ServiceAccount(name) => {
                let $call = $google.iam().await?.$method();
                let $call = $with.set_resource(name);
                $send!($google, ("iam", $name), $call)
            }
            Holder::Bucket(name) => {
                let $call = $google.storage().await?.$method();
                let $call = $with.set_resource(name);
                $send!($google, ("storage", $name), $call)
            }
        }
    };
}

macro_rules! reading {
    ($google:expr, $name:expr, $call:expr) => {
        $google.read($name, || $call.clone().send()).await
    };
}

macro_rules! changing {
    ($google:expr, $name:expr, $call:expr) => {{
        let name: Name = $name;
        $google.change(name, $call.send()).await
    }};
}

impl Holder<'_> {
    /// Its policy as it stands.
    pub async fn read(self, google: &Clients) -> Result<Policy> {
        let options = GetPolicyOptions::new().set_requested_policy_version(VERSION);
        sent!(
            google,
            self,
            reading,
            "GetIamPolicy",
            |call| get_iam_policy,
            call.set_options(options)
        )
    }

    /// Its bindings as they stand.
    pub async fn bindings(self, google: &Clients) -> Result<BTreeSet<Binding>> {
        let policy = self.read(google).await?;
        Ok(policy.bindings.iter().map(Binding::of).collect())
    }

    /// Sets its bindings, whatever they were: of what is new.
    pub async fn bind(self, google: &Clients, wanted: &BTreeSet<Binding>) -> Result<()> {
        let set = |policy: &mut Policy| {
            let now: BTreeSet<Binding> = policy.bindings.iter().map(Binding::of).collect();
            if now != *wanted {
                policy.bindings = wanted.iter().map(Binding::to_sdk).collect();
            }
            Ok(())
        };
        self.edit(google, set).await
    }

    /// Takes away what was bound before and is no longer wanted, and adds what is new. What somebody
    /// else bound since stays; it is drift of its own. Where it is not known what was bound before,
    /// sets all.
    pub async fn rebind(
        self,
        google: &Clients,
        before: Option<&BTreeSet<Binding>>,
        wanted: &BTreeSet<Binding>,
    ) -> Result<()> {
        let Some(before) = before else {
            return self.bind(google, wanted).await;
        };
        let change = |policy: &mut Policy| {
            shift(policy, before, wanted);
            Ok(())
        };
        self.edit(google, change).await
    }

    /// Reads the policy, changes it and writes it back; one after the other within this process.
    /// A change that changes nothing is not sent. Repeatable if `change` is.
    ///
    /// # Errors
    /// What `change` refuses, and what Google refuses. A member that was made a moment ago may not
    /// be known yet.
    pub async fn edit(
        self,
        google: &Clients,
        change: impl Fn(&mut Policy) -> Result<()>,
    ) -> Result<()> {
        let turn = google.turn_for(&format!("{self:?}"));
        let _mine = turn.lock().await;
        let mut attempt = 1;
        loop {
            let old = self.read(google).await?;
            let mut policy = old.clone();
            change(&mut policy)?;
            if policy == old {
                return Ok(());
            }
            match self.write(google, policy).await {
                // The etag did not match any more: nothing was done.
                Err(fault) if fault.is_collision() && attempt < ATTEMPTS_MAX => attempt += 1,
                Err(fault) => return Err(unless_known(fault)),
                Ok(_) => return Ok(()),
            }
        }
    }

    async fn write(self, google: &Clients, mut policy: Policy) -> Result<Policy> {
        policy.version = VERSION;
        let mask = ["bindings", "etag", "audit_configs", "version"];
        let mask = FieldMask::default().set_paths(mask);
        sent!(
            google,
            self,
            changing,
            "SetIamPolicy",
            |call| set_iam_policy,
            call.set_policy(policy).set_update_mask(mask)
        )
    }
}

/// Takes out of a policy what is bound in `before` and not in `after`, and puts in what is bound
/// in `after` alone. Repeatable; nothing else is touched.
pub(crate) fn shift(policy: &mut Policy, before: &BTreeSet<Binding>, after: &BTreeSet<Binding>) {
    let (old, new) = (grants(before), grants(after));
    for (line, member) in old.difference(&new) {
        let lines = policy.bindings.iter_mut().filter(|own| line.is_of(own));
        lines.for_each(|own| own.members.retain(|known| known != member));
    }
    policy.bindings.retain(|own| !own.members.is_empty());
    for (line, member) in new.difference(&old) {
        let mut lines = policy.bindings.iter_mut().filter(|own| line.is_of(own));
        if lines.any(|own| own.members.iter().any(|known| known == member)) {
            continue;
        }
        match policy.bindings.iter_mut().find(|own| line.is_of(own)) {
            Some(own) => own.members.push((*member).to_owned()),
            None => policy.bindings.push(line.with(member)),
        }
    }
}

/// A line of a policy, without its members.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line<'b> {
    role: &'b str,
    condition: Option<&'b Condition>,
}

impl Line<'_> {
    fn is_of(&self, binding: &SdkBinding) -> bool {
        let Binding {
            role, condition, ..
        } = Binding::of(binding);
        (role.as_str(), condition.as_ref()) == (self.role, self.condition)
    }

    fn with(&self, member: &str) -> SdkBinding {
        Binding {
            role: self.role.to_owned(),
            members: BTreeSet::from([member.to_owned()]),
            condition: self.condition.cloned(),
        }
        .to_sdk()
    }
}

/// Who is bound where, one by one.
fn grants(bindings: &BTreeSet<Binding>) -> BTreeSet<(Line<'_>, &str)> {
    bindings
        .iter()
        .flat_map(|binding| {
            let line = Line {
                role: &binding.role,
                condition: binding.condition.as_ref(),
            };
            let members = binding.members.iter();
            members.map(move |member| (line, member.as_str()))
        })
        .collect()
}

/// IAM says in words only that a member does not exist, and one that is new does not for a while.
fn unless_known(fault: Fault) -> Fault {
    match fault.message().contains("does not exist") {
        true => fault.not_yet(),
        false => fault,
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

    fn shifted(now: &[Binding], before: &[Binding], after: &[Binding]) -> BTreeSet<Binding> {
        let set = |bindings: &[Binding]| bindings.iter().cloned().collect::<BTreeSet<_>>();
        let mut policy = Policy::new().set_bindings(now.iter().map(Binding::to_sdk));
        for _ in 0..2 {
            shift(&mut policy, &set(before), &set(after));
        }
        policy.bindings.iter().map(Binding::of).collect()
    }

    #[test]
    fn who_came_between_stays() {
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
        assert_eq!(shifted(&now, &before, &after), left);
        let theirs = BTreeSet::from([
            binding("roles/a", &["user:new"], None),
            binding("roles/a", &["group:old"], Some("night")),
        ]);
        assert_eq!(shifted(&now, &before, &[]), theirs);
    }
}
