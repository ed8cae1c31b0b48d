//! The same promises where replies are lost: what was made is found again, and not made twice.

use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, Outcome, ProviderError};
use gabakura_model::tenancy::Cloud as CloudName;
use gabakura_sandbox::{Faults, Refusing, Sandbox};

use super::case::Case;
use super::cloud::{Cloud, permit};
use super::promises::{Life, delete_of, update_to};

/// Requests that one order makes at most.
const LOST_MAX: u64 = 20;

/// Makes and deletes one kind while the reply to each changing request is lost once.
pub async fn keep(cloud: CloudName, case: Case) {
    let life = Life::begin(cloud, case).await;
    let made = life.is_found_again().await;
    let finish = async || {
        let (cloud, order) = (&life.cloud, &life.order);
        cloud
            .provider
            .finish(&cloud.scope, order, &made, &permit())
            .await
    };
    in_silence(&life.cloud.sandbox, finish).await;
    life.stands_as_ordered("made in silence", &made).await;
    if life.case.undeletable.is_some() {
        return;
    }
    let order = delete_of(life.seen(&made.id).await);
    in_silence(&life.cloud.sandbox, async || {
        life.cloud.try_delete(&order).await
    })
    .await;
    life.is_gone("deleted in silence", &made).await;
}

/// Gives an order again and again; the n-th time, the reply to its n-th changing request is lost.
/// Tells how many were lost before it was answered.
pub async fn in_silence<T>(
    sandbox: &Sandbox,
    order: impl AsyncFn() -> Result<T, ProviderError>,
) -> (T, u64) {
    for lost in 0..LOST_MAX {
        match while_lost(sandbox, lost + 1, order()).await {
            Ok(answer) => return (answer, lost),
            Err(error) if is_silence(&error) => {}
            Err(error) => panic!("after {lost} lost replies: {error}"),
        }
    }
    panic!("{LOST_MAX} lost replies, and it goes on")
}

/// What comes of a call while the reply to its `nth` changing request is lost.
async fn while_lost<T>(sandbox: &Sandbox, nth: u64, call: impl Future<Output = T>) -> T {
    sandbox.inject(Faults::default().with_lost_replies(Refusing::Nth(nth)));
    let answer = call.await;
    sandbox.inject(Faults::default());
    answer
}

fn is_silence(error: &ProviderError) -> bool {
    matches!(error.outcome(), Outcome::Unknown { .. })
}

impl Life {
    /// A creation whose reply is lost shows, once, under its token or the name it was to have. A
    /// setting is as it was or as it was to be, and is set where it is not.
    async fn is_found_again(&self) -> Created {
        let Cloud {
            sandbox,
            provider,
            scope,
            ..
        } = &self.cloud;
        let lost = while_lost(sandbox, 1, self.cloud.create(&self.order)).await;
        let all = self.list().await;
        let id = self.kind.implied_id(&self.order.spec, &scope.account);
        let is_it = |found: &&ObservedResource| match &id {
            Some(id) => found.id == *id,
            None => self.kind.is_setting() || !self.before.contains_key(&found.id),
        };
        let found = all
            .values()
            .find(is_it)
            .expect("it was made, and is not listed");
        if self.kind.is_setting() {
            let set = async || {
                let update = update_to(
                    &self.seen(&found.id).await,
                    &self.order.spec,
                    &self.order.tags,
                );
                provider.update(scope, &update, &permit()).await
            };
            in_silence(sandbox, set).await;
        } else {
            assert!(lost.as_ref().is_err_and(is_silence), "{lost:?}");
            let new = all.keys().filter(|id| !self.before.contains_key(*id));
            assert_eq!(new.count(), 1, "made twice");
        }
        if self.kind.taggable {
            assert_eq!(found.intent_tag(), Some(self.order.token.as_str()));
        }
        let (id, outputs) = (found.id.clone(), found.outputs.clone());
        Created { id, outputs }
    }
}
