//! Observation: one paginated list per account, region and kind, never a call per resource.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::StreamExt;
use gabakura_model::observed::{GapReason, Listing, Observed};
use gabakura_model::outcome::ProviderError;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Place, Scope, TenancyId};
use tracing::{Span, instrument};

use crate::context::Context;
use crate::progress::{Event, Progress};

/// What to observe for one tenancy.
#[derive(Clone, Debug)]
pub struct ObserveRequest {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Its account and region, and the role to read them with.
    pub scope: Scope,
    /// The kinds to list.
    pub kinds: BTreeSet<Kind>,
}

/// Lists every (account and region, role, kind) once; tenancies that ask for the same share the
/// listing.
///
/// # Guarantees
/// A listing that did not reach its last page is a gap, never a short list.
#[instrument(skip_all, fields(tenancies = requests.len()))]
pub async fn observe(
    context: &Context,
    requests: &[ObserveRequest],
    parallel: usize,
    progress: &dyn Progress,
) -> BTreeMap<TenancyId, Observed> {
    let observed_at = context.clock.now();
    let mut wanted: BTreeMap<(Place, Option<String>, Kind), &Scope> = BTreeMap::new();
    for request in requests {
        for kind in &request.kinds {
            wanted
                .entry(key(&request.scope, kind))
                .or_insert(&request.scope);
        }
    }
    progress.event(Event::Listing {
        total: wanted.len(),
    });
    let listings: BTreeMap<_, Arc<Listing>> = futures::stream::iter(wanted)
        .map(|(key, scope)| async move {
            let listing = list(context, scope, &key.2, progress).await;
            (key, Arc::new(listing))
        })
        .buffer_unordered(parallel.max(1))
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .collect();
    let observed = |request: &ObserveRequest| {
        let of = |kind: &Kind| {
            listings
                .get(&key(&request.scope, kind))
                .map(|listing| (kind.clone(), listing.clone()))
        };
        Observed {
            tenancy: request.tenancy.clone(),
            place: request.scope.place(),
            listings: request.kinds.iter().filter_map(of).collect(),
            observed_at,
        }
    };
    requests
        .iter()
        .map(|request| (request.tenancy.clone(), observed(request)))
        .collect()
}

fn key(scope: &Scope, kind: &Kind) -> (Place, Option<String>, Kind) {
    (scope.place(), scope.role.clone(), kind.clone())
}

#[instrument(level = "debug", skip_all, fields(
    %kind,
    account = scope.account,
    region = scope.region,
    found,
    gap,
))]
async fn list(context: &Context, scope: &Scope, kind: &Kind, progress: &dyn Progress) -> Listing {
    let listing = match context.provider.list(scope, kind).await {
        Ok(mut found) => {
            found.sort_by(|a, b| a.id.cmp(&b.id));
            Listing::Complete(found.into_iter().map(Arc::new).collect())
        }
        Err(error) => Listing::Gap(GapReason {
            code: error.code().to_owned(),
            message: error.to_string(),
            switch: match error {
                ProviderError::ServiceDisabled { switch, .. } => Some(switch),
                _ => None,
            },
        }),
    };
    let outcome = match &listing {
        Listing::Complete(found) => Ok(found.len()),
        Listing::Gap(reason) => Err(reason.clone()),
    };
    let span = Span::current();
    match &outcome {
        Ok(found) => span.record("found", *found),
        Err(reason) => span.record("gap", &*reason.code),
    };
    progress.event(Event::Listed {
        place: scope.place(),
        kind: kind.clone(),
        outcome,
    });
    listing
}
