//! The policies that the project inherits from its folders and organisation.
//!
//! No list has them: they are read constraint by constraint (`GetEffectivePolicy`), which needs no
//! permission above the project. So only the constraints are read that the checks evaluate, and of
//! these only those that the project does not set itself.

use std::collections::BTreeSet;

use google_cloud_orgpolicy_v2::model::Policy;
use google_cloud_orgpolicy_v2::model::policy_spec::policy_rule::Kind;

use super::SERVICE;
use crate::call::read;
use crate::clients::Clients;
use crate::error::Result;
use gabakura_adapter::read_each;

/// The constraints that the checks in `policies/gcp` evaluate; a test compares.
const CHECKED: &[&str] = &[
    "compute.disableSerialPortAccess",
    "compute.managed.vmCanIpForward",
    "compute.requireOsLogin",
    "compute.requireShieldedVm",
    "compute.vmExternalIpAccess",
    "gcp.resourceLocations",
    "iam.automaticIamGrantsForDefaultServiceAccounts",
    "iam.disableServiceAccountKeyCreation",
    "sql.restrictAuthorizedNetworks",
    "sql.restrictPublicIp",
    "storage.publicAccessPrevention",
];

/// The inherited policies that restrict something, by constraint, except those in `set`.
///
/// # Errors
/// What Google refuses: without an answer nothing is known.
pub(super) async fn inherited(
    google: &Clients,
    set: &BTreeSet<&str>,
) -> Result<Vec<(&'static str, Policy)>> {
    let client = google.org_policies().await?;
    let inherited = CHECKED.iter().filter(|name| !set.contains(**name));
    let policies = read_each(inherited.copied().collect(), |constraint| {
        let name = format!("{}/policies/{constraint}", google.project_name());
        let get = client.get_effective_policy().set_name(name);
        async move {
            let policy = read!(google, (SERVICE, "GetEffectivePolicy"), get)?;
            Ok(is_restrictive(&policy).then_some((constraint, policy)))
        }
    });
    policies.await
}

/// Whether a policy differs from Google's default: nothing enforced, everything allowed.
fn is_restrictive(policy: &Policy) -> bool {
    let rules = policy.spec.iter().flat_map(|spec| &spec.rules);
    let mut kinds = rules.filter_map(|rule| rule.kind.as_ref());
    kinds.any(|kind| !matches!(kind, Kind::Enforce(false) | Kind::AllowAll(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constraints_of_all_checks_are_read() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/gcp");
        let mut checked = BTreeSet::new();
        for package in std::fs::read_dir(root).unwrap() {
            for file in std::fs::read_dir(package.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                if path.to_string_lossy().ends_with("_test.rego") {
                    continue;
                }
                let text = std::fs::read_to_string(path).unwrap();
                for opening in ["constraint := \"", "constraints(\""] {
                    let after = text.split(opening).skip(1);
                    let names = after.filter_map(|rest| rest.split('"').next());
                    checked.extend(names.map(str::to_owned));
                }
            }
        }
        let read: BTreeSet<String> = CHECKED.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(read, checked);
    }
}
