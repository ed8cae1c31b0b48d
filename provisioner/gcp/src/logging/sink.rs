//! `gcp.logging.sink`: a log sink (Cloud Logging `sinks`).
//!
//! Routes log entries to a bucket, dataset or topic (CIS Google Cloud 2.2).

use std::collections::BTreeSet;

use google_cloud_logging_v2::model::LogSink;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{list_all, read};
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, GoogleKind, Item, Ownership, Result,
};
use crate::logging::{Exclusion, PAGE, SERVICE, is_googles};
use crate::rest::keep_last;

/// A log sink.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    name: String,
    /// Where the sink exports log entries to: `storage.googleapis.com/BUCKET`,
    /// `logging.googleapis.com/projects/P/locations/L/buckets/B`,
    /// `pubsub.googleapis.com/projects/P/topics/T`, …
    destination: String,
    /// The log entries to export, in the Logging query language. Default: all.
    #[serde(default)]
    filter: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether the sink is disabled and exports nothing. Default: false.
    #[serde(default)]
    disabled: bool,
    /// The log entries that match the filter and are not exported. Default: none.
    #[serde(default)]
    exclusions: BTreeSet<Exclusion>,
}

pub(crate) struct Sink;

impl GoogleKind for Sink {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        immutable: &["name"],
        outputs: &["writer_identity"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.logging.sink",
            "a log sink (Cloud Logging `sinks`)",
            "projects/{project}/sinks/{name}",
        )
    };

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.logging().await?.list_sinks();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let sinks = list_all!(google, (SERVICE, "ListSinks"), call, sinks)?;
        let item = |sink: &LogSink| {
            let item = Item::of(sink).platform(is_googles(&sink.name));
            item.outputs(&[("writer_identity", "writerIdentity")])
        };
        Ok(sinks.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let call = google.logging().await?.create_sink();
        let call = call.set_parent(google.project_name());
        let call = call.set_unique_writer_identity(true);
        let call = call.set_sink(new.model::<LogSink>()?);
        let sink = google.change((SERVICE, "CreateSink"), call.send()).await?;
        let mut created = new.created();
        let identity = sink.writer_identity;
        created
            .outputs
            .insert("writer_identity".to_owned(), identity);
        Ok(created)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.logging().await?;
        let call = client.get_sink().set_sink_name(&change.id);
        let fresh: LogSink = read!(google, (SERVICE, "GetSink"), call)?;
        let call = client.update_sink().set_sink_name(&change.id);
        let call = call.set_sink(change.applied_to(&fresh)?);
        let call = call
            .set_update_mask(change.mask())
            .set_unique_writer_identity(true);
        let updated = google.change((SERVICE, "UpdateSink"), call.send());
        updated.await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.logging().await?.delete_sink().set_sink_name(id);
        google.change((SERVICE, "DeleteSink"), call.send()).await
    }
}
