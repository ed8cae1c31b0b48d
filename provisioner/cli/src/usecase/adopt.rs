//! `adopt`: existing resources are imported as they are, unless another tenancy owns them.

use std::collections::BTreeMap;

use gabakura_model::plan::{Action, Plan, TenancyPlan};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Address;
use gabakura_model::tenancy::{Place, TenancyId};

use crate::error::Error;
use crate::usecase::session::Session;

impl Session<'_> {
    /// Refuses a plan that adopts what is recorded for another tenancy in the same account.
    ///
    /// # Errors
    /// The first such resource; those of the store.
    pub(crate) async fn refuse_owned(&self, plan: &Plan) -> Result<(), Error> {
        let mut records = Vec::new();
        for id in self.world.store.tenancies().await? {
            records.push(self.world.store.recorded(&id).await?);
        }
        let mut plans = plan.tenancies.iter();
        match plans.find_map(|tenancy| owned(tenancy, &records, &self.project.places)) {
            Some((address, id, owner)) => {
                let (address, owner) = (address.to_string(), owner.to_string());
                let args = [("address", &*address), ("id", id), ("owner", &*owner)];
                Err(Error::message("adopt-taken", &args))
            }
            None => Ok(()),
        }
    }
}

/// The first resource to be adopted that another tenancy in the same account has on record.
/// The account of a tenancy that is no longer declared is not known: it may be the same.
fn owned<'p>(
    plan: &'p TenancyPlan,
    records: &'p [Recorded],
    places: &BTreeMap<TenancyId, Place>,
) -> Option<(&'p Address, &'p str, &'p TenancyId)> {
    let nearby = |other: &&Recorded| {
        let place = places.get(&other.tenancy);
        let here = |place: &Place| {
            (place.cloud, &place.account) == (plan.place.cloud, &plan.place.account)
        };
        other.tenancy != plan.tenancy && place.is_none_or(here)
    };
    let others: Vec<&Recorded> = records.iter().filter(nearby).collect();
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
    fn what_another_tenancy_in_the_same_account_owns_is_not_adopted() {
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
            let found = owned(&plan, &records, &places).map(|(_, _, owner)| owner);
            assert_eq!(found, expected);
        }
        plan.changes[0].action = Action::Update;
        assert_eq!(owned(&plan, &records, &BTreeMap::new()), None);
    }
}
