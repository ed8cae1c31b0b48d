//! `gcp.project.audit_config`: which calls of a service are logged (Resource Manager
//! `SetIamPolicy`).
//!
//! Reads and writes of data are not, unless this says so (CIS Google Cloud 2.1).

use std::collections::BTreeSet;

use gabakura_model::catalogue::Identity;
use gabakura_model::outcome::Created;
use google_cloud_iam_v1::model::{AuditConfig as SdkAuditConfig, Policy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::Result;
use crate::iam::binding::Holder;
use crate::kind::GoogleKind;
use crate::order::{New, made};
use crate::rest::Naming;
use crate::seen::{Seen, plain};
use crate::words::words;

/// Which calls of a service are logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The service, or `allServices`.
    service: String,
    /// The sorts of calls.
    audit_log_configs: BTreeSet<LogConfig>,
}

/// A sort of calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// The sort.
    log_type: LogType,
    /// Whose calls of it are not logged.
    #[serde(default)]
    exempted_members: BTreeSet<String>,
}

words! {
    /// Sorts of calls.
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
            "which calls of a service are logged",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let policy = Holder::Project.read(google).await?;
        let seen = |config: &SdkAuditConfig| Seen::of(config).named(&config.service);
        Ok(policy.audit_configs.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        set(google, &new.spec.service, Some(&new.spec)).await?;
        Ok(made(&new.spec.service))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        set(google, &change.id, Some(&change.after)).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        set(google, id, None).await
    }
}

/// Sets what is logged of a service; `None` is nothing beyond what always is.
async fn set(google: &Clients, service: &str, wanted: Option<&Spec>) -> Result<()> {
    let set = |policy: &mut Policy| {
        let old = policy
            .audit_configs
            .iter()
            .position(|config| config.service == service);
        match (old, wanted) {
            (Some(at), Some(spec)) if is_same(&policy.audit_configs[at], spec) => {}
            (Some(at), Some(spec)) => policy.audit_configs[at] = sdk(spec),
            (None, Some(spec)) => policy.audit_configs.push(sdk(spec)),
            (Some(at), None) => drop(policy.audit_configs.remove(at)),
            (None, None) => {}
        }
        Ok(())
    };
    Holder::Project.edit(google, set).await
}

fn is_same(config: &SdkAuditConfig, spec: &Spec) -> bool {
    let old = Naming::PLAIN.spec_of(&plain(config));
    serde_json::from_value::<Spec>(old).is_ok_and(|old| old == *spec)
}

fn sdk(spec: &Spec) -> SdkAuditConfig {
    serde_json::from_value(Naming::PLAIN.rest_of(&plain(spec)))
        .expect("the SDK reads every text as a word")
}
