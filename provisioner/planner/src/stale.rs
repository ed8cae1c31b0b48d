//! Why a reviewed plan no longer fits: which of the things it was made from moved.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::finding::Finding;
use gabakura_model::plan::{Change, Plan, TenancyPlan, Withheld};
use gabakura_model::resource::Address;
use gabakura_model::tenancy::TenancyId;
use serde::Serialize;

/// One thing that is not as it was when the plan was made. Causes come before what follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Difference {
    /// Another release of gabakura makes the plan now.
    Release {
        /// Which one made it then.
        was: String,
        /// Which one makes it now.
        now: String,
    },
    /// A file was changed, added or removed.
    File {
        /// Its path in the workspace.
        path: String,
        /// What happened to it.
        how: How,
    },
    /// The selector meets other tenancies.
    Selected {
        /// Which one came or went.
        tenancy: TenancyId,
        /// Which of both.
        how: How,
    },
    /// A tenancy declares something else.
    Desired {
        /// Which one.
        tenancy: TenancyId,
    },
    /// A tenancy's record moved: somebody else applied.
    Recorded {
        /// Which one.
        tenancy: TenancyId,
    },
    /// The cloud of a tenancy is not as it was seen.
    Observed {
        /// Which one.
        tenancy: TenancyId,
    },
    /// The verdict of a policy differs.
    Verdict {
        /// The check.
        check: String,
        /// Of what.
        address: String,
    },
    /// Something else is decided about a resource.
    Decision {
        /// Which one.
        address: Address,
    },
    /// The plan as a whole differs, in none of the above.
    Plan,
}

/// What happened to something that is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It is not the same.
    Changed,
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
}

/// Says what moved between a saved plan and the same plan made now; empty when they are the
/// same plan.
pub fn moved(saved: &Plan, now: &Plan) -> Vec<Difference> {
    if saved.digest == now.digest {
        return Vec::new();
    }
    let mut all = Vec::new();
    if saved.made_by != now.made_by {
        let (was, now) = (saved.made_by.clone(), now.made_by.clone());
        all.push(Difference::Release { was, now });
    }
    let (a, b) = (&saved.inputs, &now.inputs);
    for (was, is) in [
        (&a.environments, &b.environments),
        (&a.templates, &b.templates),
        (&a.policies, &b.policies),
    ] {
        all.extend(differences(was, is).map(|(path, how)| Difference::File { path, how }));
    }
    let maps = [
        (&a.desired, &b.desired),
        (&a.recorded, &b.recorded),
        (&a.observed, &b.observed),
    ];
    for (number, (was, is)) in maps.into_iter().enumerate() {
        for (tenancy, how) in differences(was, is) {
            match (how, number) {
                (How::Changed, 0) => all.push(Difference::Desired { tenancy }),
                (How::Changed, 1) => all.push(Difference::Recorded { tenancy }),
                (How::Changed, _) => all.push(Difference::Observed { tenancy }),
                // Listed once, not once per input.
                (how, 0) => all.push(Difference::Selected { tenancy, how }),
                _ => {}
            }
        }
    }
    all.extend(verdicts(&saved.findings, &now.findings));
    all.extend(decisions(&saved.tenancies, &now.tenancies));
    if all.is_empty() {
        all.push(Difference::Plan);
    }
    all
}

/// Keys whose values differ, or that only one side has.
fn differences<'m, K: Ord + Clone, V: PartialEq>(
    was: &'m BTreeMap<K, V>,
    is: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = (K, How)> + use<'m, K, V> {
    let keys: BTreeSet<&K> = was.keys().chain(is.keys()).collect();
    keys.into_iter().filter_map(|key| {
        let how = match (was.get(key), is.get(key)) {
            (Some(was), Some(is)) if was == is => return None,
            (Some(_), Some(_)) => How::Changed,
            (None, _) => How::Added,
            (_, None) => How::Removed,
        };
        Some((key.clone(), how))
    })
}

fn verdicts(was: &[Finding], is: &[Finding]) -> BTreeSet<Difference> {
    let only = |some: &[Finding], rest: &[Finding]| -> Vec<Difference> {
        let new = some.iter().filter(|finding| !rest.contains(finding));
        new.map(|finding| Difference::Verdict {
            check: finding.check.clone(),
            address: finding.address.clone(),
        })
        .collect()
    };
    only(was, is).into_iter().chain(only(is, was)).collect()
}

/// Addresses about which something else is decided; the tenancies that both plans have.
fn decisions(was: &[TenancyPlan], is: &[TenancyPlan]) -> Vec<Difference> {
    let mut all = Vec::new();
    for now in is {
        let Some(then) = was.iter().find(|plan| plan.tenancy == now.tenancy) else {
            continue;
        };
        let (then, now) = (decided(then), decided(now));
        all.extend(differences(&then, &now).map(|(address, _)| Difference::Decision { address }));
    }
    all
}

type Decided<'p> = BTreeMap<Address, (Option<&'p Change>, Option<&'p Withheld>)>;

fn decided(plan: &TenancyPlan) -> Decided<'_> {
    let mut all = Decided::new();
    for change in &plan.changes {
        all.entry(change.address.clone()).or_default().0 = Some(change);
    }
    for withheld in &plan.withheld {
        all.entry(withheld.address.clone()).or_default().1 = Some(withheld);
    }
    all
}

#[cfg(test)]
mod tests;
