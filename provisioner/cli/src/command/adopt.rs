//! `adopt`: what stands there already is taken on record, as it is.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::plan::{Action, PlanIntent, TenancyPlan};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Address;
use gabakura_model::tenancy::{Place, TenancyId};

use crate::Exit;
use crate::args::AdoptArgs;
use crate::command::apply::{self, Consent};
use crate::failure::Failure;
use crate::fleet::Course;
use crate::host::Host;
use crate::settings::Context;

pub async fn run(host: &dyn Host, context: &Context, args: &AdoptArgs) -> Result<Exit, Failure> {
    apply::no_signature_demanded(context)?;
    let mut session = super::open(host, context, Some(&args.selector)).await?;
    apply::settle(&mut session).await?;
    let plan = session.plan(PlanIntent::Adopt, &BTreeSet::new()).await?;
    let mut records = Vec::new();
    for id in session.world.store.tenancies().await? {
        records.push(session.world.store.recorded(&id).await?);
    }
    for tenancy in &plan.tenancies {
        if let Some((address, id, owner)) = taken(tenancy, &records, &session.project.places) {
            let args = [
                ("address", &*address.to_string()),
                ("id", id),
                ("owner", &owner.to_string()),
            ];
            return Err(Failure::say("adopt-taken", &args));
        }
    }
    apply::carry_out(session, &plan, Consent::of(args.yes), &Course::default()).await
}

/// The first thing to be taken on record that is on that of another tenancy in the same account.
/// Where a tenancy that nobody declares any more had its things is not known: it may be there.
fn taken<'p>(
    plan: &'p TenancyPlan,
    records: &'p [Recorded],
    places: &BTreeMap<TenancyId, Place>,
) -> Option<(&'p Address, &'p str, &'p TenancyId)> {
    let there = |other: &&Recorded| {
        let place = places.get(&other.tenancy);
        let here = |place: &Place| {
            (place.cloud, &place.account) == (plan.place.cloud, &plan.place.account)
        };
        other.tenancy != plan.tenancy && place.is_none_or(here)
    };
    let others: Vec<&Recorded> = records.iter().filter(there).collect();
    let adopted = plan.changes.iter().filter(|c| c.action == Action::Adopt);
    adopted.into_iter().find_map(|change| {
        let id = change.id.as_deref()?;
        let has = |other: &&&Recorded| {
            let mut all = other.resources.values();
            all.any(|r| r.kind == change.kind && r.id == id)
        };
        let owner = others.iter().find(has)?;
        Some((&change.address, id, &owner.tenancy))
    })
}

#[cfg(test)]
mod tests {
    use gabakura_model::recorded::RecordedResource;
    use serde_json::json;

    use super::*;
    use crate::fixture;

    #[test]
    fn what_is_on_record_of_another_tenancy_in_the_same_account_is_not_taken() {
        let mut plan = fixture::destroy(&["131016/acme/prod"]).tenancies.remove(0);
        plan.changes[0].action = Action::Adopt;
        let owner: TenancyId = "131016/other/prod".parse().unwrap();
        let vpc = fixture::address("131016/other/prod", "vpc");
        let mut record = Recorded::empty(owner.clone());
        record.resources.insert(
            vpc.clone(),
            RecordedResource {
                address: vpc,
                kind: plan.changes[0].kind.clone(),
                id: "vpc-1".to_owned(),
                spec: json!({}),
                declared: json!({}),
                tags: BTreeMap::new(),
                outputs: BTreeMap::new(),
                depends_on: Vec::new(),
                exclusive: false,
                recorded_at: "2026-04-01T00:00:00Z".parse().unwrap(),
            },
        );
        let records = [record];
        let elsewhere = Place {
            account: "444455556666".to_owned(),
            ..plan.place.clone()
        };
        for (place, expected) in [
            (Some(plan.place.clone()), Some(&owner)),
            (None, Some(&owner)),
            (Some(elsewhere), None),
        ] {
            let places = place
                .map(|place| (owner.clone(), place))
                .into_iter()
                .collect();
            let found = taken(&plan, &records, &places).map(|(_, _, owner)| owner);
            assert_eq!(found, expected);
        }
        plan.changes[0].action = Action::Update;
        assert_eq!(taken(&plan, &records, &BTreeMap::new()), None);
    }
}
