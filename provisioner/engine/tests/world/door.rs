//! One process's way into the cloud.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError, Retry};
use gabakura_model::port::{
    Call, CreateRequest, DeleteRequest, LockExpired, Permit, Provider, Throttle, UpdateRequest,
};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Scope;

use super::cloud::Cloud;
use super::kinds::{catalogue, finished_fields};
use super::request::{Request, Sender};
use super::scope;
use super::thing::name_of;
use super::trip::Trip;
use super::weather::Mood;

/// The rate limit of every call here.
pub const LIMIT: RateLimit = RateLimit::new("", 0.5, 2.0, "these tests");

pub struct Door {
    pub cloud: Arc<Cloud>,
    pub trip: Arc<Trip>,
    /// What its calls wait for.
    pub throttle: Arc<dyn Throttle>,
    /// Fencing number of the process's lock; 0 where locks are not looked at.
    pub fence: AtomicI64,
    pub repairs: bool,
}

impl Door {
    async fn call(
        &self,
        request: Request,
        name: &str,
        permit: &Permit,
    ) -> Result<Created, ProviderError> {
        self.trip.point("turn").await;
        let call = Call {
            place: scope().place(),
            service: "t".to_owned(),
            operation: request.make().to_string(),
        };
        let turn = self.throttle.turn(&call, &LIMIT, Some(permit)).await;
        turn.map_err(|LockExpired| {
            self.cloud.log.count("fault: a turn that came too late");
            ProviderError::too_late(&call.service, &call.operation)
        })?;
        let fence = self.fence.load(Ordering::Relaxed);
        let sender = Sender {
            fence: (fence > 0).then_some(fence),
            repairs: self.repairs,
        };
        let reply = self.cloud.send(request, sender, name).done().await;
        self.trip.point("reply").await;
        reply
    }

    fn name_of(&self, kind: &Kind, id: &str) -> String {
        let state = self.cloud.now();
        let thing = state.things.get(&(kind.clone(), id.to_owned()));
        thing.map_or_else(String::new, |thing| name_of(&thing.found.tags).to_owned())
    }
}

#[async_trait]
impl Provider for Door {
    fn catalogue(&self) -> &Catalogue {
        catalogue()
    }

    fn change_limit(&self, kind: &Kind) -> Option<RateLimit> {
        catalogue().get(kind).map(|_| LIMIT)
    }

    async fn list(
        &self,
        _scope: &Scope,
        kind: &Kind,
    ) -> Result<Vec<ObservedResource>, ProviderError> {
        let refused = |code: &str, retry| ProviderError::Refused {
            service: "t".to_owned(),
            operation: "list".to_owned(),
            code: code.to_owned(),
            message: String::new(),
            retry,
        };
        let (fails, retry, lag) = {
            let mut state = self.cloud.now();
            let ordered = state.weather.ordered.get_mut(&format!("list {kind}"));
            let ordered = ordered.and_then(VecDeque::pop_front);
            let retry = match ordered {
                Some(Mood::Throttled) => Retry::Throttled,
                _ => Retry::Never,
            };
            match state.weather.storm.as_mut() {
                Some(dice) => (
                    ordered.is_some() || dice.chance(2),
                    retry,
                    Some(dice.ms(100)),
                ),
                None => (ordered.is_some(), retry, None),
            }
        };
        if let Some(lag) = lag {
            tokio::time::sleep(lag).await;
        }
        let found = self.cloud.list(kind);
        self.trip.point("list").await;
        if fails {
            self.cloud.log.count("fault: a list that did not finish");
            return Err(refused("PageLost", retry));
        }
        Ok(found)
    }

    async fn create(
        &self,
        _scope: &Scope,
        request: &CreateRequest,
        permit: &Permit,
    ) -> Result<Created, ProviderError> {
        let name = request.address.name.to_string();
        let request = Request::Create(request.clone());
        self.call(request, &name, permit).await
    }

    async fn finish(
        &self,
        _scope: &Scope,
        request: &CreateRequest,
        created: &Created,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let name = request.address.name.to_string();
        let ordered = format!("finish {name}");
        let asked = self.cloud.now().weather.ordered.contains_key(&ordered);
        if finished_fields(&request.kind).is_empty() && !asked {
            return Ok(());
        }
        let request = Request::Finish(request.clone(), created.id.clone());
        self.call(request, &name, permit).await.map(drop)
    }

    async fn update(
        &self,
        _scope: &Scope,
        request: &UpdateRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let name = self.name_of(&request.kind, &request.id);
        let request = Request::Update(request.clone());
        self.call(request, &name, permit).await.map(drop)
    }

    async fn delete(
        &self,
        _scope: &Scope,
        request: &DeleteRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let name = self.name_of(&request.kind, &request.id);
        let request = Request::Delete(request.clone());
        self.call(request, &name, permit).await.map(drop)
    }
}
