//! Several clouds as one: each call goes to the adapter of the cloud it is for.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, Permit, Provider, UpdateRequest};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Cloud, Scope};

/// The adapters of several clouds, so that one run can hold tenancies of all of them.
pub struct Clouds {
    adapters: BTreeMap<Cloud, Arc<dyn Provider>>,
    catalogue: Catalogue,
}

impl Clouds {
    /// Combines adapters; of two for one cloud, the last counts.
    pub fn new(adapters: impl IntoIterator<Item = (Cloud, Arc<dyn Provider>)>) -> Self {
        let adapters: BTreeMap<Cloud, Arc<dyn Provider>> = adapters.into_iter().collect();
        let kinds = adapters.values().flat_map(|one| one.catalogue().iter());
        let catalogue = kinds.cloned().collect();
        Self {
            adapters,
            catalogue,
        }
    }

    fn adapter(&self, scope: &Scope, kind: &Kind) -> Result<&dyn Provider, ProviderError> {
        let adapter = self.adapters.get(&scope.cloud).map(AsRef::as_ref);
        adapter.ok_or_else(|| ProviderError::UnknownKind {
            kind: kind.to_string(),
        })
    }
}

#[async_trait]
impl Provider for Clouds {
    fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The longest of all: nothing is concluded too early anywhere.
    fn consistency_delay_ms(&self) -> i64 {
        let each = self.adapters.values().map(|one| one.consistency_delay_ms());
        each.max().unwrap_or_default()
    }

    fn change_limit(&self, kind: &Kind) -> Option<RateLimit> {
        let mut adapters = self.adapters.values();
        adapters.find_map(|one| one.change_limit(kind))
    }

    async fn list(
        &self,
        scope: &Scope,
        kind: &Kind,
    ) -> Result<Vec<ObservedResource>, ProviderError> {
        self.adapter(scope, kind)?.list(scope, kind).await
    }

    async fn create(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        permit: &Permit,
    ) -> Result<Created, ProviderError> {
        let adapter = self.adapter(scope, &request.kind)?;
        adapter.create(scope, request, permit).await
    }

    async fn finish(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        created: &Created,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let adapter = self.adapter(scope, &request.kind)?;
        adapter.finish(scope, request, created, permit).await
    }

    async fn update(
        &self,
        scope: &Scope,
        request: &UpdateRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let adapter = self.adapter(scope, &request.kind)?;
        adapter.update(scope, request, permit).await
    }

    async fn delete(
        &self,
        scope: &Scope,
        request: &DeleteRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let adapter = self.adapter(scope, &request.kind)?;
        adapter.delete(scope, request, permit).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An adapter that lists one thing, named after its cloud.
    struct One(&'static str, Catalogue);

    #[async_trait]
    impl Provider for One {
        fn catalogue(&self) -> &Catalogue {
            &self.1
        }

        fn consistency_delay_ms(&self) -> i64 {
            i64::try_from(self.0.len()).unwrap_or_default()
        }

        fn change_limit(&self, _: &Kind) -> Option<RateLimit> {
            None
        }

        async fn list(
            &self,
            _: &Scope,
            kind: &Kind,
        ) -> Result<Vec<ObservedResource>, ProviderError> {
            Ok(vec![ObservedResource {
                kind: kind.clone(),
                id: self.0.to_owned(),
                spec: gabakura_model::Value::Null,
                tags: BTreeMap::new(),
                outputs: BTreeMap::new(),
                platform: false,
            }])
        }

        async fn create(
            &self,
            _: &Scope,
            _: &CreateRequest,
            _: &Permit,
        ) -> Result<Created, ProviderError> {
            unreachable!("the test only lists")
        }

        async fn finish(
            &self,
            _: &Scope,
            _: &CreateRequest,
            _: &Created,
            _: &Permit,
        ) -> Result<(), ProviderError> {
            unreachable!("the test only lists")
        }

        async fn update(
            &self,
            _: &Scope,
            _: &UpdateRequest,
            _: &Permit,
        ) -> Result<(), ProviderError> {
            unreachable!("the test only lists")
        }

        async fn delete(
            &self,
            _: &Scope,
            _: &DeleteRequest,
            _: &Permit,
        ) -> Result<(), ProviderError> {
            unreachable!("the test only lists")
        }
    }

    fn scope(cloud: Cloud) -> Scope {
        Scope {
            cloud,
            account: String::new(),
            region: String::new(),
            role: None,
            plan_role: None,
            external_id: None,
            session: None,
        }
    }

    #[tokio::test]
    async fn a_call_goes_to_its_cloud_and_never_to_another() {
        let one = |cloud: Cloud, name| -> (Cloud, Arc<dyn Provider>) {
            (cloud, Arc::new(One(name, Catalogue::default())))
        };
        let both = Clouds::new([one(Cloud::Aws, "aws"), one(Cloud::Gcp, "google")]);
        let kind = Kind::new("x.y");
        for (cloud, name) in [(Cloud::Aws, "aws"), (Cloud::Gcp, "google")] {
            let found = both.list(&scope(cloud), &kind).await;
            let ids: Vec<String> = found.into_iter().flatten().map(|one| one.id).collect();
            assert_eq!(ids, [name]);
        }
        assert_eq!(both.consistency_delay_ms(), 6, "the longest of both");
        let aws_alone = Clouds::new([one(Cloud::Aws, "aws")]);
        let refused = aws_alone.list(&scope(Cloud::Gcp), &kind).await;
        let missing = ProviderError::UnknownKind {
            kind: "x.y".to_owned(),
        };
        assert_eq!(refused, Err(missing));
    }
}
