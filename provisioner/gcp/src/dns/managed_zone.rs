//! `gcp.dns.managed_zone`: names of a domain (Cloud DNS `managedZones.create`).
//!
//! Private zones lead Google's APIs to addresses within reach; a public one is signed (CIS Google
//! Cloud 3.3). Its records are part of it: what is not declared goes.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_dns_v1::model::{ManagedZone as SdkZone, ManagedZonesListResponse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::change::Change;
use crate::clients::Clients;
use crate::dns::record_set::{self, RecordSet};
use crate::dns::{PAGE, SERVICE, ids_of, networks_of};
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::{GoogleKind, known};
use crate::listing::each;
use crate::order::New;
use crate::rest::{Fields, last};
use crate::seen::Seen;
use crate::spec::{check_name, fault};
use crate::words::words;

/// Names of a domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// The domain, with its last dot: `googleapis.com.`.
    dns_name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Who sees it. Default: its networks; Google's is everybody.
    #[serde(default)]
    visibility: Visibility,
    /// The networks that see a private zone.
    #[serde(default)]
    private_visibility_networks: BTreeSet<String>,
    /// Its records, those left out that Google makes with it.
    #[serde(default)]
    record_sets: BTreeSet<RecordSet>,
    /// Logs of look-ups in a public zone.
    #[serde(default)]
    cloud_logging_config: LoggingConfig,
    /// Signatures of a public zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dnssec_config: Option<Dnssec>,
}

/// Logs of look-ups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LoggingConfig {
    /// Whether they are kept. Google's default: false.
    #[serde(default)]
    enable_logging: bool,
}

/// Signatures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Dnssec {
    /// Whether names are signed.
    state: Signing,
}

words! {
    /// Who sees a zone.
    Visibility { "private", "public", }
}

words! {
    /// Whether names are signed.
    Signing { "on", "off", "transfer", }
}

pub(crate) struct ManagedZone;

impl GoogleKind for ManagedZone {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "dns_name", "visibility"],
        ownership: Ownership::Labels("labels"),
        beside: &["record_sets"],
        ..Facts::path(
            "gcp.dns.managed_zone",
            "names of a domain",
            "projects/{project}/managedZones/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let is_private = spec.visibility == Visibility::default();
        if !is_private && !spec.private_visibility_networks.is_empty() {
            return Err(fault(
                "private_visibility_networks",
                "everybody sees a public zone",
            ));
        }
        if is_private && spec.dnssec_config.is_some() {
            return Err(fault("dnssec_config", "a private zone is not signed"));
        }
        if !spec.dns_name.ends_with('.') {
            return Err(fault("dns_name", "expected a last dot"));
        }
        check_name("name", &spec.name)
    }

    fn settle(seen: &mut Fields) {
        let config = seen.remove("private_visibility_config").unwrap_or_default();
        let ids = ids_of(&config["networks"]);
        seen.insert("private_visibility_networks".to_owned(), ids);
    }

    fn shape(spec: &mut Fields) {
        let ids = spec
            .remove("private_visibility_networks")
            .unwrap_or_default();
        if spec.get("visibility").and_then(Value::as_str) == Some("private") {
            let config = json!({ "networks": networks_of(&ids) });
            spec.insert("private_visibility_config".to_owned(), config);
            spec.remove("cloud_logging_config");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .managed_zones()
            .await?
            .list()
            .set_project(google.project());
        let call = call.set_max_results(PAGE);
        let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
        let open = |page: ManagedZonesListResponse| Ok((page.managed_zones, page.next_page_token));
        let zones = google
            .pages((SERVICE, "ListManagedZones"), send, open)
            .await?;
        each(zones, |zone: SdkZone| async move {
            let name = zone.name.as_deref().unwrap_or_default();
            let dns_name = zone.dns_name.as_deref().unwrap_or_default();
            let records = record_set::read(google, name, dns_name).await?;
            Ok(Seen::of(&zone).beside("record_sets", &records))
        })
        .await
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .managed_zones()
            .await?
            .create()
            .set_project(google.project());
        let call = call.set_body::<SdkZone>(new.model()?);
        google
            .change((SERVICE, "CreateManagedZone"), call.send())
            .await?;
        Ok(new.made())
    }

    async fn finish(google: &Clients, _made: &Created, new: &New<Spec>) -> Result<()> {
        conform(google, &new.spec).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.reshapes() || change.relabels() {
            let client = google.managed_zones().await?;
            let get = client.get().set_project(google.project());
            let get = get.set_managed_zone(last(&change.id));
            let fresh = google
                .read((SERVICE, "GetManagedZone"), || get.clone().send())
                .await?;
            let call = client.update().set_project(google.project());
            let call = call.set_managed_zone(last(&change.id));
            let call = call.set_body::<SdkZone>(change.onto(&fresh)?);
            google
                .change((SERVICE, "UpdateManagedZone"), call.send())
                .await?;
        }
        conform(google, &change.after).await
    }

    /// A zone with records of ours cannot be deleted.
    async fn delete(google: &Clients, id: &str, spec: Option<&Spec>) -> Result<()> {
        let dns_name = &known(Self::FACTS.kind, spec)?.dns_name;
        record_set::conform(google, last(id), dns_name, &BTreeSet::new()).await?;
        let call = google
            .managed_zones()
            .await?
            .delete()
            .set_project(google.project());
        google
            .change(
                (SERVICE, "DeleteManagedZone"),
                call.set_managed_zone(last(id)).send(),
            )
            .await
    }
}

async fn conform(google: &Clients, spec: &Spec) -> Result<()> {
    record_set::conform(google, &spec.name, &spec.dns_name, &spec.record_sets).await
}
