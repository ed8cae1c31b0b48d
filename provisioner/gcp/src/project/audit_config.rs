//! `gcp.project.audit_config`: an audit log configuration of the project (Resource Manager
//! `setIamPolicy`).
//!
//! Without one, Google does not log who reads and writes data (CIS Google Cloud 2.1).

use std::collections::BTreeSet;

use gabakura_adapter::spec::plain;
use gabakura_model::catalogue::Identity;
use google_cloud_iam_v1::model::{AuditConfig as SdkAuditConfig, Policy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::policy::ProjectPolicy;
use crate::enums::string_enum;
use crate::iam_policy::IamPolicy;
use crate::kind::{Change, Clients, Created, Creation, Facts, GoogleKind, Item, Result};
use crate::rest::{Naming, json_of, model_of};
use gabakura_adapter::created;

/// An audit log configuration of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The service whose calls are logged, such as `storage.googleapis.com`, or `allServices`.
    service: String,
    /// The types of calls to log.
    audit_log_configs: BTreeSet<LogConfig>,
}

/// A type of calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// The type of calls to log.
    log_type: LogType,
    /// The principals whose calls are not logged. Default: none.
    #[serde(default)]
    exempted_members: BTreeSet<String>,
}

string_enum! {
    /// A type of calls.
    LogType { "ADMIN_READ" = 1, "DATA_WRITE" = 2, "DATA_READ" = 3, }
}

pub(crate) struct AuditConfig;

impl GoogleKind for AuditConfig {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        identity: Identity::SettingOf { field: "service" },
        immutable: &["service"],
        ..Facts::setting(
            "gcp.project.audit_config",
            "an audit log configuration of the project (Resource Manager `setIamPolicy`)",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let policy = ProjectPolicy(&google.project_name()).get(google).await?;
        let item = |config: &SdkAuditConfig| Item::of(config).id(&config.service);
        Ok(policy.audit_configs.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        set(google, &new.spec.service, Some(&new.spec)).await?;
        Ok(created(&new.spec.service))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        set(google, &change.id, Some(&change.after)).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        set(google, id, None).await
    }
}

/// Sets the configuration of a service; `None` removes it.
async fn set(google: &Clients, service: &str, wanted: Option<&Spec>) -> Result<()> {
    let set = |policy: &mut Policy| {
        let mut configs = policy.audit_configs.iter();
        let old = configs.position(|config| config.service == service);
        match (old, wanted) {
            (Some(at), Some(spec)) if is_same(&policy.audit_configs[at], spec) => {}
            (Some(at), Some(spec)) => policy.audit_configs[at] = sdk(spec),
            (None, Some(spec)) => policy.audit_configs.push(sdk(spec)),
            (Some(at), None) => drop(policy.audit_configs.remove(at)),
            (None, None) => {}
        }
        Ok(())
    };
    ProjectPolicy(&google.project_name())
        .edit(google, set)
        .await
}

fn is_same(config: &SdkAuditConfig, spec: &Spec) -> bool {
    let old = Naming::PLAIN.spec_of(&json_of(config));
    serde_json::from_value::<Spec>(old).is_ok_and(|old| old == *spec)
}

fn sdk(spec: &Spec) -> SdkAuditConfig {
    model_of(&Naming::PLAIN.rest_of(&plain(spec))).expect("the SDK reads every text as a value")
}
