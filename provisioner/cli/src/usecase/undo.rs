//! Undoing: what was recorded before a run becomes what is desired.

use std::collections::BTreeSet;

use gabakura_model::port::StoreError;
use gabakura_model::resource::Address;
use gabakura_model::tenancy::TenancyId;
use gabakura_planner::history::{self, Note, PastError};
use gabakura_store::{JournalEntry, JournalEvent, StateStore};

use crate::error::Error;
use crate::usecase::session::Session;

/// The notes of a tenancy's journal, oldest first.
pub async fn notes(store: &dyn StateStore, tenancy: &TenancyId) -> Result<Vec<Note>, StoreError> {
    let rows = store.journal(tenancy, u32::MAX).await?;
    let notes = rows.into_iter().rev().map(note);
    Ok(notes
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

fn note(row: JournalEntry) -> Result<Option<Note>, StoreError> {
    let (tenancy, seq) = (row.tenancy, row.seq);
    let corrupt = |error: serde_json::Error| {
        StoreError::Corrupt(format!("journal row {seq} of `{tenancy}`: {error}"))
    };
    match (row.event, row.token) {
        (JournalEvent::Begin, _) => serde_json::from_value(row.body)
            .map(|intent| Some(Note::Started(Box::new(intent))))
            .map_err(corrupt),
        (JournalEvent::End | JournalEvent::Resolved | JournalEvent::Doubt, Some(token)) => {
            let at = row.at;
            serde_json::from_value(row.body)
                .map(|completion| {
                    Some(Note::Ended {
                        token,
                        at,
                        completion,
                    })
                })
                .map_err(corrupt)
        }
        _ => Ok(None),
    }
}

impl Session<'_> {
    /// Makes what was recorded before a run what is desired, in each selected tenancy that had this
    /// run; the others are left out. Returns the runs that are undone with it.
    ///
    /// # Errors
    /// No selected tenancy had such a run, or the journal does not hold what was recorded before.
    pub(crate) async fn go_back_before(&mut self, run: &str) -> Result<BTreeSet<String>, Error> {
        let store = self.settings.open_store().await?;
        let (mut undone, mut concerned) = (BTreeSet::new(), BTreeSet::new());
        for id in self.everyone() {
            let notes = notes(store.as_ref(), &id).await?;
            let recorded = self.world.store.recorded(&id).await?;
            let before = match history::recorded_before(run, &notes, &recorded) {
                Err(PastError::NoSuchRun(_)) => continue,
                before => before.map_err(irreversible)?,
            };
            let graph = history::as_desired(&before).map_err(|errors| {
                let problems: Vec<String> = errors.iter().map(ToString::to_string).collect();
                let (tenancy, problem) = (id.to_string(), problems.join("; "));
                Error::message(
                    "undo-no-graph",
                    &[("tenancy", &tenancy), ("problem", &problem)],
                )
            })?;
            undone.extend(history::since(run, &notes));
            self.project.graphs.insert(id.clone(), graph);
            concerned.insert(id);
        }
        if concerned.is_empty() {
            return Err(irreversible(PastError::NoSuchRun(run.to_owned())));
        }
        self.project
            .tenancies
            .retain(|tenancy| concerned.contains(&tenancy.id));
        self.project.graphs.retain(|id, _| concerned.contains(id));
        self.undo = Some(run.to_owned());
        Ok(undone)
    }
}

fn irreversible(error: PastError) -> Error {
    let message =
        |code, address: Address| Error::message(code, &[("address", &address.to_string())]);
    match error {
        PastError::NoSuchRun(run) => Error::message("undo-no-such-run", &[("run", &run)]),
        PastError::Lost(address) => message("undo-lost", address),
        PastError::Altered(address) => message("undo-altered", address),
        PastError::Unset { address, field } => {
            let args = [("address", &*address.to_string()), ("field", &field)];
            Error::message("undo-unset", &args)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use gabakura_model::outcome::{Created, Outcome};
    use gabakura_model::plan::StepAction;
    use gabakura_model::port::{Completion, Intent, Lease, RecordChange, Store};
    use gabakura_model::recorded::RecordedResource;
    use gabakura_model::resource::{Kind, Tags};
    use gabakura_store::SqliteStore;
    use serde_json::json;

    use super::*;
    use crate::fixture;

    const TENANCY: &str = "131016/acme/prod";

    /// Creates or updates one resource, as the engine would.
    async fn step(store: &SqliteStore, lease: &Lease, run: &str, action: StepAction, size: i64) {
        let at = "2026-04-01T00:00:00.123456Z".parse().unwrap();
        let intent = Intent {
            token: format!("{run}-7"),
            run: run.to_owned(),
            address: fixture::address(TENANCY, "vpc"),
            kind: Kind::new("t.vpc"),
            action,
            expected_id: None,
            request_digest: String::new(),
            record: Some(RecordedResource {
                address: fixture::address(TENANCY, "vpc"),
                kind: Kind::new("t.vpc"),
                id: "vpc-1".to_owned(),
                spec: json!({"z": size, "a": ["鍵", null], "nested": {"y": 1, "b": 2}}),
                declared: json!({"z": size}),
                tags: Tags::from([("k".to_owned(), "v".to_owned())]),
                outputs: BTreeMap::new(),
                depends_on: Vec::new(),
                exclusive: true,
                recorded_at: at,
            }),
            before: None,
            noted_at: at,
        };
        store
            .begin(lease, std::slice::from_ref(&intent))
            .await
            .unwrap();
        let made = (action == StepAction::Create).then(|| Created {
            id: "vpc-1".to_owned(),
            outputs: BTreeMap::from([("arn".to_owned(), "arn:1".to_owned())]),
        });
        let later = "2026-04-01T00:00:07.5Z".parse().unwrap();
        let left = intent.leaves(&made.clone().unwrap_or_default(), later);
        let completion = Completion {
            token: intent.token.clone(),
            outcome: Outcome::Done { made },
            change: RecordChange::Put(Box::new(left.unwrap())),
            at: later,
            by_hand: None,
        };
        store.end(lease, &[completion]).await.unwrap();
    }

    #[tokio::test]
    async fn what_the_store_noted_is_rebuilt_to_the_byte() {
        let store = SqliteStore::in_memory().await.unwrap();
        let tenancy: TenancyId = TENANCY.parse().unwrap();
        let at = "2026-04-01T00:00:00Z".parse().unwrap();
        let lease = store.lock(&tenancy, "test", at, 1_000).await.unwrap();
        step(&store, &lease, "g1-0", StepAction::Create, 1).await;
        let first = store.recorded(&tenancy).await.unwrap();
        step(&store, &lease, "g2-0", StepAction::Update, 2).await;
        let now = store.recorded(&tenancy).await.unwrap();
        store.unlock(&lease).await.unwrap();
        store
            .break_lock(&tenancy, "nobody holds it", at)
            .await
            .unwrap();

        let notes = notes(&store, &tenancy).await.unwrap();
        assert_eq!(notes.len(), 4);
        let before = history::recorded_before("g2", &notes, &now).unwrap();
        assert_eq!(before.resources, first.resources);
        let nothing = history::recorded_before("g1", &notes, &now).unwrap();
        assert!(nothing.resources.is_empty());
    }
}
