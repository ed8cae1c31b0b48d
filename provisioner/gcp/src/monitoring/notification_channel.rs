//! `gcp.monitoring.notification_channel`: how somebody is told (Cloud Monitoring
//! `CreateNotificationChannel`).

use std::collections::BTreeMap;

use gabakura_model::outcome::Created;
use google_cloud_monitoring_v3::model::NotificationChannel as SdkChannel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::monitoring::{PAGE, SERVICE};
use crate::order::{New, made};
use crate::rest::Naming;
use crate::seen::{Seen, own_name};
use crate::spec::yes;

/// How somebody is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// By what means: `email`, `pubsub`, …
    r#type: String,
    /// Where, by the means' own keys: `email_address`, `topic`, … Nothing secret.
    labels: BTreeMap<String, String>,
    /// What people call it.
    #[serde(default)]
    display_name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether anybody is told. Google's default: true.
    #[serde(default = "yes")]
    enabled: bool,
}

pub(crate) struct NotificationChannel;

impl GoogleKind for NotificationChannel {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["type"],
        ownership: Ownership::Labels("userLabels"),
        naming: Naming {
            kept: &["labels", "user_labels"],
            ..Naming::PLAIN
        },
        ..Facts::assigned(
            "gcp.monitoring.notification_channel",
            "how somebody is told",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .notification_channels()
            .await?
            .list_notification_channels();
        let call = call.set_name(google.project_name()).set_page_size(PAGE);
        let name = (SERVICE, "ListNotificationChannels");
        let all = listed!(google, name, call, notification_channels)?;
        Ok(all.iter().map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .notification_channels()
            .await?
            .create_notification_channel();
        let call = call.set_name(google.project_name());
        let call = call.set_notification_channel::<SdkChannel>(new.model()?);
        let channel = google
            .change((SERVICE, "CreateNotificationChannel"), call.send())
            .await?;
        let id = own_name(&channel.name, google);
        let missing = || Fault::malformed(SERVICE, "CreateNotificationChannel", "it has no name");
        Ok(made(id.ok_or_else(missing)?))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.notification_channels().await?;
        let get = client.get_notification_channel().set_name(&change.id);
        let name = (SERVICE, "GetNotificationChannel");
        let fresh = google.read(name, || get.clone().send()).await?;
        let call = client
            .update_notification_channel()
            .set_update_mask(change.mask());
        let call = call.set_notification_channel::<SdkChannel>(change.onto(&fresh)?);
        google
            .change((SERVICE, "UpdateNotificationChannel"), call.send())
            .await?;
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .notification_channels()
            .await?
            .delete_notification_channel();
        google
            .change(
                (SERVICE, "DeleteNotificationChannel"),
                call.set_name(id).send(),
            )
            .await
    }
}
