//! `gcp.securitycenter.notification_config`: which findings are told to a topic as they come
//! (Security Command Center `CreateNotificationConfig`; NIST SP 800-53r5 SI-4(5)).
//!
//! Security Command Center must be active for the project or the organisation. Its account
//! (`service_account`) needs the right to publish to the topic.

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_securitycenter_v2::model::NotificationConfig as Sdk;
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::order::New;
use crate::seen::Seen;
use crate::spec::fault;

/// The service, as rate limits know it.
const SERVICE: &str = "securitycenter";
/// Largest page of `ListNotificationConfigs`.
const PAGE: i32 = 1000;

/// Which findings are told to a topic as they come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project: up to 128 of letters, digits, `_` and `-`.
    config_id: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Where they are told: `projects/PROJECT/topics/TOPIC`.
    pubsub_topic: String,
    /// Which ones.
    streaming_config: Streaming,
}

/// Which findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Streaming {
    /// Those it fits: `state="ACTIVE" AND NOT mute="MUTED"`.
    filter: String,
}

pub(crate) struct NotificationConfig;

impl GoogleKind for NotificationConfig {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["config_id"],
        outputs: &["service_account"],
        ownership: Ownership::Description,
        ..Facts::whole(
            "gcp.securitycenter.notification_config",
            "which findings are told to a topic as they come",
            "projects/{project}/locations/global/notificationConfigs/{config_id}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        match (1..=128).contains(&spec.config_id.len()) && spec.config_id.chars().all(is_plain) {
            true => Ok(()),
            false => Err(fault(
                "config_id",
                "expected 1 to 128 of letters, digits, `_` and `-`",
            )),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.findings().await?.list_notification_configs();
        let call = call.set_parent(parent(google)).set_page_size(PAGE);
        let name = (SERVICE, "ListNotificationConfigs");
        let all = listed!(google, name, call, notification_configs)?;
        let seen =
            |config: &Sdk| Seen::of(config).outputs(&[("service_account", "serviceAccount")]);
        Ok(all.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google.findings().await?.create_notification_config();
        let call = call
            .set_parent(parent(google))
            .set_config_id(&new.spec.config_id)
            .set_notification_config::<Sdk>(new.model()?);
        let config = google
            .change((SERVICE, "CreateNotificationConfig"), call.send())
            .await?;
        let mut made = new.made();
        let account = config.service_account;
        made.outputs.insert("service_account".to_owned(), account);
        Ok(made)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.findings().await?;
        let get = client.get_notification_config().set_name(&change.id);
        let fresh = google
            .read((SERVICE, "GetNotificationConfig"), || get.clone().send())
            .await?;
        // Of a streaming configuration, Google wants the field itself named.
        let whole = |path: String| match path.as_str() {
            "streaming_config" => "streaming_config.filter".to_owned(),
            _ => path,
        };
        let paths = change.mask().paths.into_iter().map(whole);
        let call = client.update_notification_config();
        let call = call.set_update_mask(FieldMask::default().set_paths(paths));
        let call = call.set_notification_config::<Sdk>(change.onto(&fresh)?);
        google
            .change((SERVICE, "UpdateNotificationConfig"), call.send())
            .await?;
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.findings().await?.delete_notification_config();
        let call = call.set_name(id);
        google
            .change((SERVICE, "DeleteNotificationConfig"), call.send())
            .await
    }
}

fn parent(google: &Clients) -> String {
    format!("{}/locations/global", google.project_name())
}
