//! `gcp.dns.managed_zone`: a Cloud DNS managed zone (Cloud DNS `managedZones`).
//!
//! Private zones resolve the names of Google's APIs to internal addresses; public ones are signed
//! (CIS Google Cloud 3.3). Its records are part of it: those that are not declared are removed.

use std::collections::BTreeSet;

use google_cloud_dns_v1::model::ManagedZone as SdkZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::dns::collection::{Collection, collection, ids_of, networks_of};
use crate::dns::record_set::{self, RecordSet};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, Form, GoogleKind, Item, Ownership, Result,
    SpecError, required,
};
use crate::rest::{last, text};
use crate::validation::check_name;
use gabakura_adapter::read_each;

/// A Cloud DNS managed zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    name: String,
    /// The domain that the zone answers for, with its final dot: `googleapis.com.`.
    dns_name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// `private` answers the VPC networks below, `public` the Internet. Default: `private`; Google's
    /// own default is `public`.
    #[serde(default)]
    visibility: Visibility,
    /// The VPC networks that a private zone answers.
    #[serde(default)]
    private_visibility_networks: BTreeSet<String>,
    /// All record sets of the zone, except the `NS` and `SOA` records that Google creates with it.
    #[serde(default)]
    record_sets: BTreeSet<RecordSet>,
    /// Query logging of a public zone. Default: off.
    #[serde(default)]
    cloud_logging_config: LoggingConfig,
    /// DNSSEC of a public zone. Default: off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dnssec_config: Option<Dnssec>,
}

/// Query logging.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LoggingConfig {
    /// Whether Cloud DNS logs queries. Default: false.
    #[serde(default)]
    enable_logging: bool,
}

/// DNSSEC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Dnssec {
    /// `on` signs the zone, `off` does not, `transfer` keeps the signatures of another operator
    /// while the zone is moved.
    state: Signing,
}

string_enum! {
    /// Who a zone answers.
    Visibility { "private", "public", }
}

string_enum! {
    /// The state of DNSSEC.
    Signing { "on", "off", "transfer", }
}

pub(crate) struct ManagedZone;

collection!(
    ManagedZone: managed_zones.set_managed_zone, SdkZone,
    "ManagedZone", "ListManagedZones".managed_zones
);

impl GoogleKind for ManagedZone {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "dns_name", "visibility"],
        ownership: Ownership::Labels("labels"),
        ..Facts::path(
            "gcp.dns.managed_zone",
            "a Cloud DNS managed zone (Cloud DNS `managedZones`)",
            "projects/{project}/managedZones/{name}",
        )
    };

    const FORM: Form = Form {
        not_in_body: &["record_sets"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let is_private = spec.visibility == Visibility::default();
        if !is_private && !spec.private_visibility_networks.is_empty() {
            return Err(SpecError::new(
                "private_visibility_networks",
                "a public zone answers the whole Internet",
            ));
        }
        if is_private && spec.dnssec_config.is_some() {
            return Err(SpecError::new(
                "dnssec_config",
                "a private zone is not signed",
            ));
        }
        if !spec.dns_name.ends_with('.') {
            return Err(SpecError::new("dns_name", "expected a final dot"));
        }
        check_name("name", &spec.name)
    }

    fn normalize(observed: &mut Fields) {
        let config = observed.remove("private_visibility_config");
        let ids = ids_of(&config.unwrap_or_default()["networks"]);
        observed.insert("private_visibility_networks".to_owned(), ids);
    }

    fn to_request(spec: &mut Fields) {
        let ids = spec.remove("private_visibility_networks");
        if text(spec, "visibility") == "private" {
            let config = json!({ "networks": networks_of(&ids.unwrap_or_default()) });
            spec.insert("private_visibility_config".to_owned(), config);
            spec.remove("cloud_logging_config");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        read_each(Self::all(google).await?, |zone: SdkZone| async move {
            let name = zone.name.as_deref().unwrap_or_default();
            let dns_name = zone.dns_name.as_deref().unwrap_or_default();
            let records = record_set::all(google, name, dns_name).await?;
            Ok(Some(Item::of(&zone).field("record_sets", &records)))
        })
        .await
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await?;
        Ok(new.created())
    }

    async fn finish(google: &Clients, _created: &Created, new: &Creation<Spec>) -> Result<()> {
        conform(google, &new.spec).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.is_of_resource() {
            let fresh = Self::get(google, &change.id).await?;
            Self::put(google, &change.id, change.applied_to(&fresh)?).await?;
        }
        conform(google, &change.after).await
    }

    /// A zone with records of its own cannot be deleted.
    async fn delete(google: &Clients, id: &str, spec: Option<&Spec>) -> Result<()> {
        let dns_name = &required(Self::FACTS.kind, spec)?.dns_name;
        record_set::conform(google, last(id), dns_name, &BTreeSet::new()).await?;
        Self::remove(google, id).await
    }
}

async fn conform(google: &Clients, spec: &Spec) -> Result<()> {
    record_set::conform(google, &spec.name, &spec.dns_name, &spec.record_sets).await
}
