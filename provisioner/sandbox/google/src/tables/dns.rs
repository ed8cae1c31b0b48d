//! Cloud DNS: zones and server policies.

mod records;

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{Collection, HookContext, Place, Service};
use crate::engine::{self, operation::USER};
use crate::ids;
use crate::json::{self, set};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, NameFormat, Spelled};
use crate::schema::Schema;
use crate::world::World;

static DNS: Service = Service {
    name: "dns",
    prefix: "/dns/v1",
    form: Form::Both,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/dns.schema")])),
    rows: || ROWS,
};

const fn row(path: &'static str, message: &'static str) -> Collection {
    Collection {
        verbs: "create get list patch update delete",
        spelled: Spelled::LABEL,
        name_format: NameFormat::Short,
        ..Collection::new(&DNS, path, message)
    }
}

pub(super) const ROWS: &[Collection] = &[
    Collection {
        stamps: "kind id creationTime",
        required: "name dnsName",
        defaults: r#"{
            "cloudLoggingConfig": {"kind": "dns#managedZoneCloudLoggingConfig"},
            "nameServers": [
                "ns-cloud-a1.googledomains.com.",
                "ns-cloud-a2.googledomains.com.",
                "ns-cloud-a3.googledomains.com.",
                "ns-cloud-a4.googledomains.com."
            ],
            "visibility": "public"
        }"#,
        missing: "managedZone \"{name}\" not found",
        hook: check_zone,
        actions: &[("PUT", change_zone), ("PATCH", change_zone)],
        ..row("projects/*/managedZones", "ManagedZone")
    },
    Collection {
        stamps: "kind id",
        required: "name",
        defaults: r#"{
            "networks[]": {"kind": "dns#policyNetwork"},
            "alternativeNameServerConfig?": {
                "kind": "dns#policyAlternativeNameServerConfig",
                "targetNameServers[]": {"kind": "dns#policyTargetNameServer"}
            }
        }"#,
        missing: "policy \"{name}\" not found",
        actions: &[("PUT", change_policy), ("PATCH", change_policy)],
        ..row("projects/*/policies", "Policy")
    },
    Collection {
        verbs: "list",
        ..row("projects/*/managedZones/*/rrsets", "ResourceRecordSet")
    },
    Collection {
        verbs: "get list",
        actions: &[("POST", records::change)],
        ..row("projects/*/managedZones/*/changes", "Change")
    },
];

fn check_zone(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let name = json::text(context.value, "dnsName");
    match context.event {
        Event::Created if !name.ends_with('.') => Err(Refusal::invalid(format!(
            "Invalid value for 'entity.managedZone.dnsName': '{name}'"
        ))),
        Event::Created => {
            records::seed(context);
            Ok(())
        }
        Event::Deleted if records::has_more(context) => Err(Refusal::precondition(format!(
            "The resource named '{}' cannot be deleted because it contains one or more 'resource records'.",
            context.place.id()
        ))),
        _ => Ok(()),
    }
}

/// A changed zone is answered with an operation that has it as it was and as it is.
fn change_zone(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let before = engine::find(world, place)?.clone();
    let after = engine::change(world, place, call)?.body;
    let serial = world.serial(&place.scope);
    Ok(Response::ok(json!({
        "id": ids::hex(32, &["operation", &serial]),
        "kind": "dns#operation",
        "startTime": clock::now(),
        "status": "done",
        "type": "UPDATE",
        "user": USER,
        "zoneContext": { "newValue": after, "oldValue": before },
    })))
}

fn change_policy(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let mut answer = engine::change(world, place, call)?;
    let policy = answer.body.take().unwrap_or(Value::Null);
    let mut wrapped = json!({});
    set(&mut wrapped, "policy", policy);
    Ok(Response::ok(wrapped))
}
