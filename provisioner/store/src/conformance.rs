//! What every [`Store`] must do, whatever it is built on.
//!
//! Each implementation's tests call [`conforms`] on a store that holds nothing yet. A broken
//! promise is a panic that says which one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::outcome::{Created, Outcome};
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Completion, Intent, Lease, RecordChange, Store, StoreError};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::TenancyId;
use serde_json::json;

/// A lease long enough for one test.
const TTL_MS: u64 = 60_000;

/// The time a store measures leases by.
#[async_trait]
pub trait LeaseTime: Send + Sync {
    /// What a caller says it is.
    fn now(&self) -> Timestamp;

    /// Lets time pass, without waiting for it.
    async fn pass(&self, seconds: i64);
}

/// The callers' time, where the store believes them.
#[derive(Debug, Default)]
pub struct CallersTime(AtomicI64);

#[async_trait]
impl LeaseTime for CallersTime {
    fn now(&self) -> Timestamp {
        at(self.0.load(Ordering::Relaxed))
    }

    async fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// Holds an empty store to every promise of the port.
///
/// # Panics
/// At the first promise it breaks.
pub async fn conforms(store: &dyn Store, time: &dyn LeaseTime) {
    nothing_is_recorded_of_the_unknown(store).await;
    the_record_follows_outcomes(store).await;
    doubt_keeps_an_intent_open(store, time).await;
    illegal_moves_write_nothing(store).await;
    outcomes_are_noted_together_or_not_at_all(store).await;
    a_lost_reply_can_be_asked_for_again(store, time).await;
    tenancies_are_walls(store).await;
    one_holder_at_a_time(store, time).await;
    an_old_lease_is_refused_everywhere(store, time).await;
    a_lock_can_be_broken(store, time).await;
}

/// A tenancy of one vendor; tests that share a store use one each.
///
/// # Panics
/// When `vendor` is not a name.
pub fn tenancy(vendor: &str) -> TenancyId {
    format!("131016/{vendor}/prod")
        .parse()
        .expect("a vendor's name is well formed")
}

/// A moment, `seconds` into the test.
///
/// # Panics
/// When `seconds` is beyond the calendar.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + seconds).expect("tests are short")
}

/// An intent to make the resource `name`.
///
/// # Panics
/// When `name` is not a name.
pub fn intent(tenancy: &TenancyId, token: &str, name: &str) -> Intent {
    let record = resource(tenancy, name, "");
    Intent {
        token: token.to_owned(),
        run: "run-1".to_owned(),
        address: record.address.clone(),
        kind: record.kind.clone(),
        action: StepAction::Create,
        expected_id: None,
        request_digest: "00".to_owned(),
        record: Some(record),
        before: None,
        noted_at: at(1),
    }
}

/// A resource on record.
///
/// # Panics
/// When `name` is not a name.
pub fn resource(tenancy: &TenancyId, name: &str, id: &str) -> RecordedResource {
    let address = format!("{tenancy}/network/{name}")
        .parse()
        .expect("a resource's name is valid");
    RecordedResource {
        address,
        kind: Kind::new("aws.ec2.vpc"),
        id: id.to_owned(),
        spec: json!({ "cidr_block": "10.16.0.0/20", "名前": "住民\u{0}記録" }),
        declared: json!({ "cidr_block": "10.16.0.0/20" }),
        tags: BTreeMap::from([("gabakura:tenancy".to_owned(), tenancy.to_string())]),
        outputs: BTreeMap::from([("arn".to_owned(), format!("arn:{id}"))]),
        depends_on: Vec::new(),
        exclusive: true,
        recorded_at: at(2),
    }
}

/// The cloud did it.
pub fn done(id: &str) -> Outcome {
    Outcome::Done {
        made: Some(Created {
            id: id.to_owned(),
            outputs: BTreeMap::new(),
        }),
    }
}

/// One outcome, to be noted alone.
pub fn completion(token: &str, outcome: &Outcome, change: RecordChange) -> [Completion; 1] {
    [Completion {
        token: token.to_owned(),
        outcome: outcome.clone(),
        change,
        at: at(9),
        by_hand: None,
    }]
}

fn put(resource: &RecordedResource) -> RecordChange {
    RecordChange::Put(Box::new(resource.clone()))
}

async fn locked(store: &dyn Store, tenancy: &TenancyId) -> Lease {
    store
        .lock(tenancy, "taro", at(0), TTL_MS)
        .await
        .expect("a free lock can be taken")
}

async fn open_tokens(store: &dyn Store, tenancy: &TenancyId) -> Vec<String> {
    let open = store
        .open_intents(tenancy)
        .await
        .expect("open intents can be read");
    open.into_iter().map(|intent| intent.token).collect()
}

async fn nothing_is_recorded_of_the_unknown(store: &dyn Store) {
    let nobody = tenancy("nobody");
    let recorded = store
        .recorded(&nobody)
        .await
        .expect("an unknown tenancy is no error");
    assert_eq!((recorded.serial, recorded.resources.len()), (0, 0));
    assert_eq!(recorded.tenancy, nobody);
    assert_eq!(open_tokens(store, &nobody).await, Vec::<String>::new());
    assert_eq!(store.tenancies().await.expect("tenancies can be read"), []);
    locked(store, &nobody).await;
    assert_eq!(
        store.tenancies().await.expect("tenancies can be read"),
        [],
        "a lock is no record"
    );
}

async fn the_record_follows_outcomes(store: &dyn Store) {
    let whose = tenancy("record");
    let lease = locked(store, &whose).await;
    let noted: Vec<Intent> = ["b", "a", "c"]
        .iter()
        .map(|name| intent(&whose, &format!("record-{name}"), name))
        .collect();
    store
        .begin(&lease, &noted)
        .await
        .expect("intents can be noted");
    assert_eq!(
        store.open_intents(&whose).await.expect("they are open"),
        noted,
        "oldest first"
    );

    let b = resource(&whose, "b", "vpc-1");
    store
        .end(&lease, &completion("record-b", &done("vpc-1"), put(&b)))
        .await
        .expect("an outcome is noted");
    let no = Outcome::Refused {
        code: "VpcLimitExceeded".to_owned(),
        message: "no".to_owned(),
    };
    store
        .end(&lease, &completion("record-a", &no, RecordChange::Keep))
        .await
        .expect("so is a refusal");
    assert_eq!(open_tokens(store, &whose).await, ["record-c"]);
    let recorded = store
        .recorded(&whose)
        .await
        .expect("the record can be read");
    assert_eq!(recorded.serial, 1, "a refusal does not move the serial");
    assert_eq!(
        recorded.resources,
        BTreeMap::from([(b.address.clone(), b.clone())])
    );

    let gone = Outcome::Done { made: None };
    let again = Intent {
        action: StepAction::Delete,
        ..intent(&whose, "record-b2", "b")
    };
    store
        .begin(&lease, &[again])
        .await
        .expect("the same resource can be moved again");
    let remove = RecordChange::Remove(b.address.clone());
    store
        .end(&lease, &completion("record-b2", &gone, remove))
        .await
        .expect("it can be removed");
    let recorded = store
        .recorded(&whose)
        .await
        .expect("the record can be read");
    assert_eq!((recorded.serial, recorded.resources.len()), (2, 0));
    assert_eq!(
        store.tenancies().await.expect("tenancies can be read"),
        [whose]
    );
}

async fn doubt_keeps_an_intent_open(store: &dyn Store, time: &dyn LeaseTime) {
    let whose = tenancy("doubt");
    let first = locked(store, &whose).await;
    store
        .begin(&first, &[intent(&whose, "doubt-1", "a")])
        .await
        .expect("it is noted");
    let unknown = Outcome::Unknown {
        message: "timeout".to_owned(),
    };
    for _ in 0..2 {
        let kept = store
            .end(&first, &completion("doubt-1", &unknown, RecordChange::Keep))
            .await;
        kept.expect("doubt can be noted, and noted again");
        assert_eq!(open_tokens(store, &whose).await, ["doubt-1"]);
    }
    let a = resource(&whose, "a", "vpc-1");
    let guessed = store
        .end(&first, &completion("doubt-1", &unknown, put(&a)))
        .await;
    assert!(
        matches!(guessed, Err(StoreError::IllegalMove(_))),
        "doubt changes no record"
    );
    assert!(
        store
            .tenancies()
            .await
            .expect("tenancies can be read")
            .contains(&whose)
    );

    time.pass(120).await;
    let second = store
        .lock(&whose, "hanako", time.now(), TTL_MS)
        .await
        .expect("the first ran out");
    store
        .end(&second, &completion("doubt-1", &done("vpc-1"), put(&a)))
        .await
        .expect("it can be resolved");
    assert_eq!(open_tokens(store, &whose).await, Vec::<String>::new());
    assert_eq!(
        store
            .recorded(&whose)
            .await
            .expect("the record can be read")
            .serial,
        1
    );
}

async fn illegal_moves_write_nothing(store: &dyn Store) {
    let whose = tenancy("illegal");
    let lease = locked(store, &whose).await;
    let [one, two] = ["illegal-1", "illegal-2"].map(|token| intent(&whose, token, "a"));
    let illegal = |result: Result<(), StoreError>, what: &str| {
        assert!(
            matches!(result, Err(StoreError::IllegalMove(_))),
            "{what}: {result:?}"
        );
    };
    let keep = || RecordChange::Keep;
    illegal(
        store
            .end(&lease, &completion("illegal-1", &done("x"), keep()))
            .await,
        "an end without beginning",
    );
    store
        .begin(&lease, std::slice::from_ref(&one))
        .await
        .expect("it is noted");
    illegal(
        store.begin(&lease, &[two.clone(), one.clone()]).await,
        "a second beginning",
    );
    assert_eq!(
        open_tokens(store, &whose).await,
        ["illegal-1"],
        "a batch is noted whole or not"
    );
    illegal(
        store.begin(&lease, &[two.clone(), two]).await,
        "a token twice in a batch",
    );
    let other = put(&resource(&whose, "b", "x"));
    illegal(
        store
            .end(&lease, &completion("illegal-1", &done("x"), other))
            .await,
        "another resource",
    );
    store
        .end(&lease, &completion("illegal-1", &done("x"), keep()))
        .await
        .expect("the first end is legal");
    let a = put(&resource(&whose, "a", "x"));
    illegal(
        store
            .end(&lease, &completion("illegal-1", &done("x"), a))
            .await,
        "a second end",
    );
    illegal(
        store.begin(&lease, &[one]).await,
        "a beginning after the end",
    );
    let recorded = store
        .recorded(&whose)
        .await
        .expect("the record can be read");
    assert_eq!(
        (recorded.serial, recorded.resources.len()),
        (0, 0),
        "nothing of it was written"
    );
}

async fn outcomes_are_noted_together_or_not_at_all(store: &dyn Store) {
    let whose = tenancy("together");
    let lease = locked(store, &whose).await;
    let names = ["a", "b", "c"];
    let noted = names.map(|name| intent(&whose, &format!("together-{name}"), name));
    store
        .begin(&lease, &noted)
        .await
        .expect("intents can be noted");
    let of = |name: &str, token: &str| {
        let [completion] = completion(token, &done("x"), put(&resource(&whose, name, "x")));
        completion
    };
    let good = names.map(|name| of(name, &format!("together-{name}")));
    let mut bad = good.clone();
    bad[2] = of("c", "together-unknown");
    let twice = [good[0].clone(), good[0].clone()];
    for refused in [&bad[..], &twice] {
        let refused = store.end(&lease, refused).await;
        assert!(
            matches!(refused, Err(StoreError::IllegalMove(_))),
            "{refused:?}"
        );
        let recorded = store.recorded(&whose).await.expect("it can be read");
        assert_eq!((recorded.serial, recorded.resources.len()), (0, 0));
        assert_eq!(open_tokens(store, &whose).await.len(), 3);
    }
    store
        .end(&lease, &good)
        .await
        .expect("outcomes can be noted together");
    let recorded = store.recorded(&whose).await.expect("it can be read");
    assert_eq!((recorded.serial, recorded.resources.len()), (3, 3));
    assert_eq!(open_tokens(store, &whose).await, Vec::<String>::new());
}

async fn a_lost_reply_can_be_asked_for_again(store: &dyn Store, time: &dyn LeaseTime) {
    let whose = tenancy("reply");
    let lease = store.lock(&whose, "taro", time.now(), TTL_MS).await;
    let lease = lease.expect("a free lock can be taken");
    let batch = ["reply-1", "reply-2"].map(|token| intent(&whose, token, token));
    for _ in 0..2 {
        let noted = store.begin(&lease, &batch).await;
        noted.expect("the same batch again is noted already");
        assert_eq!(open_tokens(store, &whose).await, ["reply-1", "reply-2"]);
    }
    let other = Intent {
        request_digest: "01".to_owned(),
        ..batch[0].clone()
    };
    let mixed = [batch[0].clone(), intent(&whose, "reply-3", "c")];
    for another in [
        [other].as_slice(),
        &mixed,
        &[batch[1].clone(), batch[0].clone()],
    ] {
        let refused = store.begin(&lease, another).await;
        assert!(
            matches!(refused, Err(StoreError::IllegalMove(_))),
            "another batch with a token of the first: {refused:?}"
        );
    }

    let made = resource(&whose, "reply-1", "vpc-1");
    let serial = async || {
        let recorded = store.recorded(&whose).await;
        recorded.expect("the record can be read").serial
    };
    for _ in 0..2 {
        let ended = store
            .end(&lease, &completion("reply-1", &done("vpc-1"), put(&made)))
            .await;
        ended.expect("the same end again is noted already");
        assert_eq!(serial().await, 1, "it is noted once");
    }
    let moved = resource(&whose, "reply-1", "vpc-2");
    for (outcome, change, what) in [
        (done("vpc-2"), put(&made), "another outcome"),
        (done("vpc-1"), put(&moved), "another resource"),
        (done("vpc-1"), RecordChange::Keep, "no resource"),
    ] {
        let refused = store
            .end(&lease, &completion("reply-1", &outcome, change))
            .await;
        assert!(
            matches!(refused, Err(StoreError::IllegalMove(_))),
            "{what}: {refused:?}"
        );
    }

    let deletion = Intent {
        action: StepAction::Delete,
        ..intent(&whose, "reply-4", "reply-1")
    };
    store
        .begin(&lease, &[deletion])
        .await
        .expect("a deletion is noted");
    for _ in 0..2 {
        let gone = Outcome::Done { made: None };
        let remove = RecordChange::Remove(made.address.clone());
        let ended = store
            .end(&lease, &completion("reply-4", &gone, remove))
            .await;
        ended.expect("the same removal again is noted already");
        assert_eq!(serial().await, 2, "it is noted once");
    }

    time.pass(60).await;
    let later = store.lock(&whose, "hanako", time.now(), TTL_MS).await;
    let later = later.expect("the first ran out");
    let late = store
        .end(&later, &completion("reply-1", &done("vpc-1"), put(&made)))
        .await;
    assert!(
        matches!(late, Err(StoreError::IllegalMove(_))),
        "another holder did not ask before: {late:?}"
    );
}

async fn tenancies_are_walls(store: &dyn Store) {
    let [here, there] = ["here", "there"].map(tenancy);
    let [lease, other] = [locked(store, &here).await, locked(store, &there).await];
    let foreign = store.begin(&lease, &[intent(&there, "wall-1", "a")]).await;
    assert!(
        matches!(foreign, Err(StoreError::IllegalMove(_))),
        "{foreign:?}"
    );
    store
        .begin(&other, &[intent(&there, "wall-1", "a")])
        .await
        .expect("there it is at home");
    let foreign = store
        .end(
            &lease,
            &completion("wall-1", &done("x"), RecordChange::Keep),
        )
        .await;
    assert!(
        matches!(foreign, Err(StoreError::IllegalMove(_))),
        "{foreign:?}"
    );
    assert_eq!(open_tokens(store, &here).await, Vec::<String>::new());
    assert_eq!(open_tokens(store, &there).await, ["wall-1"]);
}

async fn one_holder_at_a_time(store: &dyn Store, time: &dyn LeaseTime) {
    let whose = tenancy("holder");
    let first = store.lock(&whose, "taro", time.now(), TTL_MS).await;
    let first = first.expect("a free lock can be taken");
    time.pass(30).await;
    let refused = store.lock(&whose, "hanako", time.now(), TTL_MS).await;
    store
        .renew(&first, time.now(), TTL_MS)
        .await
        .expect("a held lock can be renewed");
    let locks = store.locks().await.expect("locks can be read");
    let held = locks
        .iter()
        .find(|lock| lock.tenancy == whose)
        .expect("a held lock is listed");
    match refused {
        Err(StoreError::Locked {
            tenancy,
            holder,
            since,
        }) => assert_eq!(
            (&tenancy, holder.as_str(), since),
            (&whose, "taro", held.since)
        ),
        other => panic!("a held lock is refused by name, not {other:?}"),
    }
    // A store with a clock of its own adds the time the test itself takes.
    let length = held.until.duration_since(held.since).as_secs();
    assert!(
        (90..100).contains(&length),
        "from 0, renewed at 30: {length} s"
    );
    assert_eq!(held.fence, first.fence);
    time.pass(45).await;
    assert!(
        store
            .lock(&whose, "hanako", time.now(), TTL_MS)
            .await
            .is_err(),
        "renewed until 90"
    );

    store.unlock(&first).await.expect("it can be given back");
    store.unlock(&first).await.expect("twice is harmless");
    let second = store
        .lock(&whose, "hanako", time.now(), TTL_MS)
        .await
        .expect("it is free");
    assert!(second.fence > first.fence, "fences grow");
}

async fn an_old_lease_is_refused_everywhere(store: &dyn Store, time: &dyn LeaseTime) {
    let whose = tenancy("fence");
    let old = store.lock(&whose, "taro", time.now(), TTL_MS).await;
    let old = old.expect("a free lock can be taken");
    store
        .begin(&old, &[intent(&whose, "fence-1", "a")])
        .await
        .expect("it is noted");
    time.pass(60).await;
    let new = store
        .lock(&whose, "hanako", time.now(), TTL_MS)
        .await
        .expect("the old one ran out");
    assert!(new.fence > old.fence, "fences grow");
    let lost = |result: Result<(), StoreError>| {
        assert!(
            matches!(result, Err(StoreError::LockLost { .. })),
            "{result:?}"
        );
    };
    lost(store.begin(&old, &[intent(&whose, "fence-2", "b")]).await);
    lost(
        store
            .end(&old, &completion("fence-1", &done("x"), RecordChange::Keep))
            .await,
    );
    lost(store.renew(&old, time.now(), TTL_MS).await);
    store
        .unlock(&old)
        .await
        .expect("a lock that is no longer ours is left alone");
    store
        .renew(&new, time.now(), TTL_MS)
        .await
        .expect("so the new one still holds");
    assert_eq!(open_tokens(store, &whose).await, ["fence-1"]);
}

async fn a_lock_can_be_broken(store: &dyn Store, time: &dyn LeaseTime) {
    let whose = tenancy("broken");
    assert!(
        !store
            .break_lock(&whose, "tidy", at(1))
            .await
            .expect("no lock is no error")
    );
    let old = locked(store, &whose).await;
    assert!(
        store
            .break_lock(&whose, "taro is away", at(1))
            .await
            .expect("it can be broken")
    );
    let late = store.begin(&old, &[intent(&whose, "broken-1", "a")]).await;
    assert!(matches!(late, Err(StoreError::LockLost { .. })), "{late:?}");
    let new = store
        .lock(&whose, "hanako", time.now(), TTL_MS)
        .await
        .expect("it is free");
    assert!(new.fence > old.fence, "fences grow");
}
