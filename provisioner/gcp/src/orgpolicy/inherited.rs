//! What is demanded of the project by those above it.
//!
//! No list tells: each constraint is asked about by itself (`GetEffectivePolicy`), which takes no
//! right above the project. So only those are asked about that the checks speak of, and of these
//! only what the project does not settle by itself.

use std::collections::BTreeSet;

use google_cloud_orgpolicy_v2::model::Policy;
use google_cloud_orgpolicy_v2::model::policy_spec::policy_rule::Kind;

use super::SERVICE;
use crate::clients::Clients;
use crate::fault::Result;
use crate::listing::each;

/// Constraints that the checks in `policies/gcp` speak of; a test compares.
pub(super) const ASKED: &[&str] = &[
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

/// The constraints by which something is demanded from above, with what is.
///
/// # Errors
/// What Google refuses: without an answer nothing is known.
pub(super) async fn inherited(
    google: &Clients,
    settled: &BTreeSet<&str>,
) -> Result<Vec<(&'static str, Policy)>> {
    let client = google.org_policies().await?;
    let asked = ASKED.iter().filter(|name| !settled.contains(**name));
    let policies = each(asked.copied().collect(), |constraint| {
        let name = format!("{}/policies/{constraint}", google.project_name());
        let get = client.get_effective_policy().set_name(name);
        async move {
            let policy = google
                .read((SERVICE, "GetEffectivePolicy"), || get.clone().send())
                .await?;
            Ok((constraint, policy))
        }
    });
    let mut policies = policies.await?;
    policies.retain(|(_, policy)| is_demanding(policy));
    Ok(policies)
}

/// Whether it is more than Google's default: nothing enforced, everything allowed.
fn is_demanding(policy: &Policy) -> bool {
    let rules = policy.spec.iter().flat_map(|spec| &spec.rules);
    let mut kinds = rules.filter_map(|rule| rule.kind.as_ref());
    kinds.any(|kind| !matches!(kind, Kind::Enforce(false) | Kind::AllowAll(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_checks_speak_of_is_asked_about() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/gcp");
        let mut spoken = BTreeSet::new();
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
                    spoken.extend(names.map(str::to_owned));
                }
            }
        }
        let asked: BTreeSet<String> = ASKED.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(asked, spoken);
    }
}
