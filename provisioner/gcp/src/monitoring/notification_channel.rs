//! `gcp.monitoring.notification_channel`: a notification channel (Cloud Monitoring
//! `notificationChannels`).

use std::collections::BTreeMap;

use google_cloud_monitoring_v3::model::NotificationChannel as SdkChannel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{list_all, read};
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Form, GoogleKind, Item, Ownership, Result,
};
use crate::monitoring::{PAGE, SERVICE, created_as};
use crate::rest::Naming;

/// A notification channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The type of channel: `email`, `pubsub`, `webhook_tokenauth`, …
    r#type: String,
    /// The address, by the keys of the channel type: `email_address`, `topic`, … Nothing secret.
    labels: BTreeMap<String, String>,
    /// The display name. Default: none.
    #[serde(default)]
    display_name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether notifications are sent to the channel. Default: true.
    #[serde(default = "gabakura_adapter::spec::yes")]
    enabled: bool,
}

pub(crate) struct NotificationChannel;

impl GoogleKind for NotificationChannel {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["type"],
        ownership: Ownership::Labels("userLabels"),
        ..Facts::assigned(
            "gcp.monitoring.notification_channel",
            "a notification channel (Cloud Monitoring `notificationChannels`)",
        )
    };

    const FORM: Form = Form {
        naming: Naming {
            user_keys: &["labels", "user_labels"],
            ..Naming::PLAIN
        },
        ..Form::PLAIN
    };

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let client = google.notification_channels().await?;
        let call = client.list_notification_channels();
        let call = call.set_name(google.project_name()).set_page_size(PAGE);
        let name = (SERVICE, "ListNotificationChannels");
        let all = list_all!(google, name, call, notification_channels)?;
        Ok(all.iter().map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let client = google.notification_channels().await?;
        let call = client.create_notification_channel();
        let call = call.set_name(google.project_name());
        let call = call.set_notification_channel(new.model::<SdkChannel>()?);
        let operation = "CreateNotificationChannel";
        let channel = google.change((SERVICE, operation), call.send()).await?;
        created_as(&channel.name, operation, google)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.notification_channels().await?;
        let call = client.get_notification_channel().set_name(&change.id);
        let name = (SERVICE, "GetNotificationChannel");
        let fresh: SdkChannel = read!(google, name, call)?;
        let call = client.update_notification_channel();
        let call = call.set_update_mask(change.mask());
        let call = call.set_notification_channel(change.applied_to(&fresh)?);
        let name = (SERVICE, "UpdateNotificationChannel");
        google.change(name, call.send()).await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let client = google.notification_channels().await?;
        let call = client.delete_notification_channel().set_name(id);
        let name = (SERVICE, "DeleteNotificationChannel");
        google.change(name, call.send()).await
    }
}
