//! `gcp.logging.sink`: where logs go besides their bucket (Cloud Logging `CreateSink`).
//!
//! All of them are kept somewhere (CIS Google Cloud 2.2).

use std::collections::BTreeSet;

use gabakura_model::outcome::Created;
use google_cloud_logging_v2::model::LogSink as SdkSink;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::logging::{PAGE, SERVICE, is_googles};
use crate::order::New;
use crate::rest::Fields;
use crate::seen::{Seen, keep_last};

/// Where logs go besides their bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// Where they go: `storage.googleapis.com/BUCKET`, `logging.googleapis.com/ID`, …
    destination: String,
    /// Which go; all, where none is given.
    #[serde(default)]
    filter: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether none go for now.
    #[serde(default)]
    disabled: bool,
    /// Which of them do not go after all.
    #[serde(default)]
    exclusions: BTreeSet<Exclusion>,
}

/// Logs that do not go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Exclusion {
    /// Its name within the sink.
    name: String,
    /// Which logs.
    filter: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether they go for now.
    #[serde(default)]
    disabled: bool,
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
            "where logs go besides their bucket",
            "projects/{project}/sinks/{name}",
        )
    };

    fn settle(seen: &mut Fields) {
        keep_last(seen, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.logging().await?.list_sinks();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let sinks = listed!(google, (SERVICE, "ListSinks"), call, sinks)?;
        let seen = |sink: &SdkSink| {
            Seen::of(sink)
                .outputs(&[("writer_identity", "writerIdentity")])
                .platform(is_googles(&sink.name))
        };
        Ok(sinks.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .logging()
            .await?
            .create_sink()
            .set_parent(google.project_name());
        let call = call
            .set_sink::<SdkSink>(new.model()?)
            .set_unique_writer_identity(true);
        let sink = google.change((SERVICE, "CreateSink"), call.send()).await?;
        let mut made = new.made();
        made.outputs
            .insert("writer_identity".to_owned(), sink.writer_identity);
        Ok(made)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.logging().await?;
        let get = client.get_sink().set_sink_name(&change.id);
        let fresh = google
            .read((SERVICE, "GetSink"), || get.clone().send())
            .await?;
        let call = client.update_sink().set_sink_name(&change.id);
        let call = call.set_sink::<SdkSink>(change.onto(&fresh)?);
        let call = call
            .set_update_mask(change.mask())
            .set_unique_writer_identity(true);
        google.change((SERVICE, "UpdateSink"), call.send()).await?;
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.logging().await?.delete_sink().set_sink_name(id);
        google.change((SERVICE, "DeleteSink"), call.send()).await
    }
}
