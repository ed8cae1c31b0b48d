//! What templates can see of a tenancy.

use gabakura_model::Value;
use gabakura_model::municipality;
use gabakura_model::tenancy::Tenancy;
use serde_json::{Map, json};

use crate::cloud::facts;
use crate::network::far_end::peer_flow;

/// The context of a tenancy; its roots are [`super::prepare::ROOTS`].
pub(super) fn context(tenancy: &Tenancy) -> Value {
    let id = &tenancy.id;
    let row = municipality::find(id.municipality);
    let systems: Vec<&str> = tenancy
        .systems
        .iter()
        .map(|system| system.as_str())
        .collect();
    let params: Map<String, Value> = tenancy
        .params
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    json!({
        "tenancy": {
            "id": id.to_string(),
            "municipality": {
                "code": id.municipality.as_str(),
                "name": row.map_or("", |row| row.name),
                "prefecture": row.map_or("", |row| row.prefecture),
                "class": row.map_or("", |row| row.class.as_str()),
            },
            "vendor": id.vendor.as_str(),
            "stage": id.stage.as_str(),
            "profile": tenancy.profile.as_str(),
            "mode": tenancy.mode.as_str(),
            "isolation": tenancy.isolation.map_or("none", |isolation| isolation.as_str()),
            "platform": tenancy.platform.as_str(),
            "systems": systems,
        },
        "account": tenancy.scope.account,
        "cloud": tenancy.scope.cloud.as_str(),
        "lead": tenancy.lead,
        "partition": facts(tenancy.scope.cloud).partition,
        "peer_flows": peer_flows(tenancy),
        "region": tenancy.scope.region,
        "params": params,
    })
}

/// The declared flows that have a far end of their own, with its addresses and ports.
fn peer_flows(tenancy: &Tenancy) -> Vec<Value> {
    let flows = tenancy
        .params
        .get("flows")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let names = flows.filter_map(Value::as_str);
    names
        .filter_map(|name| peer_flow(name, |param| tenancy.params.get(param)))
        .collect()
}
