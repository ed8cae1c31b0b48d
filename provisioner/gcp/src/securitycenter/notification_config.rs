//! `gcp.securitycenter.notification_config`: a notification config of Security Command Center
//! (`notificationConfigs`; NIST SP 800-53r5 SI-4(5)).
//!
//! Security Command Center must be active for the project or the organisation. Its service account
//! (`service_account`) needs permission to publish to the topic.

use google_cloud_securitycenter_v2::model::NotificationConfig as SdkConfig;
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SERVICE;
use crate::call::{list_all, read};
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Form, GoogleKind, Item, Ownership, Result, SpecError,
};

/// Page size of `ListNotificationConfigs`.
const PAGE: i32 = 1000;

/// A notification config of Security Command Center.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The id, unique in the project: 1 to 128 of letters, digits, `_` and `-`.
    config_id: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// The Pub/Sub topic to publish findings to: `projects/PROJECT/topics/TOPIC`.
    pubsub_topic: String,
    /// The findings to publish.
    streaming_config: Streaming,
}

/// The findings to publish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Streaming {
    /// The filter over findings: `state="ACTIVE" AND NOT mute="MUTED"`.
    filter: String,
}

/// The resource name.
const NAME: &str = "projects/{project}/locations/global/notificationConfigs/{config_id}";

pub(crate) struct NotificationConfig;

impl GoogleKind for NotificationConfig {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["config_id"],
        outputs: &["service_account"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.securitycenter.notification_config",
            "a notification config of Security Command Center (`notificationConfigs`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        match (1..=128).contains(&spec.config_id.len()) && spec.config_id.chars().all(is_allowed) {
            true => Ok(()),
            false => Err(SpecError::new(
                "config_id",
                "expected 1 to 128 of letters, digits, `_` and `-`",
            )),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.findings().await?.list_notification_configs();
        let call = call.set_parent(parent(google)).set_page_size(PAGE);
        let name = (SERVICE, "ListNotificationConfigs");
        let all = list_all!(google, name, call, notification_configs)?;
        let item = |config| Item::of(config).outputs(&[("service_account", "serviceAccount")]);
        Ok(all.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let call = google.findings().await?.create_notification_config();
        let call = call.set_parent(parent(google));
        let call = call.set_config_id(&new.spec.config_id);
        let call = call.set_notification_config(new.model::<SdkConfig>()?);
        let name = (SERVICE, "CreateNotificationConfig");
        let config = google.change(name, call.send()).await?;
        let mut created = new.created();
        let account = config.service_account;
        created
            .outputs
            .insert("service_account".to_owned(), account);
        Ok(created)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.findings().await?;
        let call = client.get_notification_config().set_name(&change.id);
        let name = (SERVICE, "GetNotificationConfig");
        let fresh: SdkConfig = read!(google, name, call)?;
        // The mask must name the field within the streaming configuration.
        let whole = |path: String| match path.as_str() {
            "streaming_config" => "streaming_config.filter".to_owned(),
            _ => path,
        };
        let paths = change.mask().paths.into_iter().map(whole);
        let call = client.update_notification_config();
        let call = call.set_update_mask(FieldMask::default().set_paths(paths));
        let call = call.set_notification_config(change.applied_to(&fresh)?);
        let name = (SERVICE, "UpdateNotificationConfig");
        google.change(name, call.send()).await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let client = google.findings().await?;
        let call = client.delete_notification_config().set_name(id);
        let name = (SERVICE, "DeleteNotificationConfig");
        google.change(name, call.send()).await
    }
}

fn parent(google: &Clients) -> String {
    format!("{}/locations/global", google.project_name())
}
