//! Resource Manager's projects, and what is asked of a project itself: billing and services.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Answer, Call};
use crate::clock;
use crate::collection::{Collection, Event, Service, Turn};
use crate::engine::{self, operation};
use crate::ids;
use crate::json::{self, set, take};
use crate::refusal::{Form, Refusal};
use crate::route::Place;
use crate::schema::Schema;
use crate::tables::{self, off};
use crate::world::{Stored, World};

/// Where Resource Manager's first version is.
pub(super) const V1: &str = "/v1";

static FIRST: Service = Service {
    name: "resourcemanager",
    prefix: V1,
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/resourcemanager.schema")])),
};

static THIRD: Service = Service {
    name: "resourcemanager",
    prefix: "/v3",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/resourcemanager.schema")])),
};

static USAGE: Service = Service {
    name: "serviceusage",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/serviceusage.schema")])),
};

/// Who pays for projects that come into being by themselves.
const BILLING_ACCOUNT: &str = "billingAccounts/000000-111111-222222";

const NOT_FOUND: &str = "The caller does not have permission";

pub(super) const ROWS: &[Collection] = &[
    Collection {
        verbs: "get delete iam",
        missing: NOT_FOUND,
        hook: as_first,
        actions: &[
            ("POST", create),
            ("billingInfo", billing_info),
            ("getAncestry", ancestry),
        ],
        ..Collection::new(&FIRST, "projects", "FirstProject")
    },
    Collection {
        verbs: "get iam",
        missing: NOT_FOUND,
        hook: as_third,
        ..Collection::new(&THIRD, "projects", "Project")
    },
    Collection {
        verbs: "get list",
        hook: |_| Ok(()),
        actions: &[
            ("GET", get_service),
            ("enable", enable),
            ("disable", disable),
        ],
        ..Collection::new(&USAGE, "projects/*/services", "Service")
    },
];

/// The project itself.
pub(super) fn seed(world: &mut World, scope: &str) {
    let since = world.open(scope).0.since.clone();
    let value = json!({ "createTime": since, "lifecycleState": "ACTIVE", "name": scope });
    world.put(scope, &key(scope), Stored::new(value));
    world.put(scope, &payer(scope), Stored::new(BILLING_ACCOUNT.into()));
}

fn payer(scope: &str) -> String {
    format!("billing/projects/{scope}/billingInfo")
}

fn key(scope: &str) -> String {
    format!("resourcemanager/projects/{scope}")
}

/// A project as the first version shows it; it is stored that way.
fn as_first(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    let scope = &turn.place.scope;
    match turn.event {
        Event::Gone => {
            set(turn.value, "lifecycleState", "DELETE_REQUESTED");
            turn.keep = true;
        }
        _ => {
            set(turn.value, "projectId", scope.as_str());
            let number = turn.world.number(scope);
            set(turn.value, "projectNumber", number);
        }
    }
    Ok(())
}

/// A project as the third version shows it.
fn as_third(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    let scope = &turn.place.scope;
    let number = turn.world.number(scope);
    let (name, state) = (take(turn.value, "name"), take(turn.value, "lifecycleState"));
    set(turn.value, "displayName", name);
    set(turn.value, "etag", ids::tag(&["project", scope]));
    set(turn.value, "name", format!("projects/{number}"));
    set(turn.value, "projectId", scope.as_str());
    set(turn.value, "state", state);
    let created = turn.value["createTime"].clone();
    set(turn.value, "updateTime", created);
    if let Some(parent) = take(turn.value, "parent") {
        let (kind, id) = (json::text(&parent, "type"), json::text(&parent, "id"));
        set(turn.value, "parent", format!("{kind}s/{id}"));
    }
    Ok(())
}

/// Makes a project. Resource Manager takes its time; its reply is a name alone.
fn create(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    let mut given = call.body.clone();
    let schema = &*FIRST.schema;
    schema
        .take_in("FirstProject", &mut given, "project")
        .map_err(Refusal::invalid)?;
    let id = json::text(&given, "projectId").to_owned();
    if !tables::is_project_id(&id) {
        return Err(Refusal::invalid(format!(
            "project_id: {id} is not a valid project id"
        )));
    }
    if world.knows(&id) {
        return Err(Refusal::exists("Requested entity already exists"));
    }
    tables::open(world, &id);
    let mut value = given;
    take(&mut value, "projectId");
    set(&mut value, "createTime", clock::now());
    set(&mut value, "lifecycleState", "ACTIVE");
    if json::text(&value, "name").is_empty() {
        set(&mut value, "name", id.as_str());
    }
    world.put(&id, &key(&id), Stored::new(value.clone()));
    // Whoever makes a project says afterwards who pays.
    world.remove(&id, &payer(&id));
    let place = Place {
        scope: id.clone(),
        ..place.of(&id)
    };
    let shown = engine::show(world, &place, call, value)?;
    let metadata = json!({
        "@type": "type.googleapis.com/google.cloudresourcemanager.v1.ProjectCreationStatus",
        "gettable": true,
        "ready": true,
    });
    let response = operation::typed(
        "type.googleapis.com/google.cloudresourcemanager.v1.Project",
        shown,
    );
    Ok(named_only(world, &id, metadata, response))
}

/// What stands above a project, itself first. Of folders nothing is known but their names, so what
/// is above one is not told.
fn ancestry(world: &mut World, place: &Place, _: &Call) -> Result<Answer, Refusal> {
    let parent = engine::find(world, place)?.get("parent").cloned();
    let own = json!({ "type": "project", "id": place.scope });
    let all = std::iter::once(own).chain(parent);
    let all: Vec<Value> = all.map(|id| json!({ "resourceId": id })).collect();
    Ok(Answer::ok(json!({ "ancestor": all })))
}

/// Who stands right above a project: `organizations/1`, `folders/2`.
pub(super) fn parent(world: &World, scope: &str) -> Option<String> {
    let parent = world.get(scope, &key(scope))?.value.get("parent")?;
    let (kind, id) = (json::text(parent, "type"), json::text(parent, "id"));
    Some(format!("{kind}s/{id}"))
}

/// Notes an operation and answers with its name alone.
fn named_only(world: &mut World, scope: &str, metadata: Value, response: Value) -> Answer {
    let serial = world.serial(scope);
    let number = serial.rsplit('/').next().unwrap_or_default();
    let name = format!(
        "operations/{number:0>12}-{}",
        ids::hex(12, &["operation", &serial])
    );
    operation::finished(world, scope, &name, metadata, response);
    Answer::ok(json!({ "name": name }))
}

/// `GET` and `PUT` of the billing information.
fn billing_info(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    engine::find(world, place)?;
    let key = payer(&place.scope);
    if call.method == http::Method::PUT {
        let account = call.text("billingAccountName").to_owned();
        world.put(&place.scope, &key, Stored::new(account.into()));
    }
    let account = world
        .get(&place.scope, &key)
        .and_then(|stored| stored.value.as_str());
    let account = account.unwrap_or_default();
    Ok(Answer::ok(json!({
        "billingAccountName": account,
        "billingEnabled": !account.is_empty(),
        "name": format!("projects/{}/billingInfo", place.scope),
        "projectId": place.scope,
    })))
}

/// Services that nobody touched are disabled; their list has those that were.
fn get_service(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    if place.id.is_none() {
        return engine::list(world, place, call);
    }
    let name = service_name(world, place);
    let stored = world.get(&place.scope, &place.key());
    let value = stored.map(|stored| stored.value.clone());
    let value = value.unwrap_or_else(|| json!({ "name": name, "state": "DISABLED" }));
    Ok(Answer::ok(place.row.encode(call, value)))
}

fn service_name(world: &mut World, place: &Place) -> String {
    let number = world.number(&place.scope);
    format!("projects/{number}/services/{}", place.id())
}

fn enable(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    switch(world, place, call, "ENABLED", "EnableServiceResponse")
}

fn disable(world: &mut World, place: &Place, call: &Call) -> Result<Answer, Refusal> {
    switch(world, place, call, "DISABLED", "DisableServiceResponse")
}

fn switch(
    world: &mut World,
    place: &Place,
    call: &Call,
    state: &str,
    response: &str,
) -> Result<Answer, Refusal> {
    let name = service_name(world, place);
    let number = world.number(&place.scope);
    let before = world.get(&place.scope, &place.key());
    let was_off = before.is_some_and(|stored| json::text(&stored.value, "state") == "DISABLED");
    off::switched(world, &place.scope, place.id(), was_off, state == "ENABLED");
    let value = json!({ "name": name, "parent": format!("projects/{number}"), "state": state });
    world.put(&place.scope, &place.key(), Stored::new(value.clone()));
    let response = json!({
        "@type": format!("type.googleapis.com/google.api.serviceusage.v1.{response}"),
        "service": place.row.encode(call, value),
    });
    let metadata = json!({ "@type": "type.googleapis.com/google.protobuf.Empty", "value": {} });
    let answer = named_only(world, &place.scope, metadata.clone(), response);
    Ok(match (state, answer.body) {
        ("DISABLED", Some(mut body)) => {
            set(&mut body, "metadata", metadata);
            Answer::ok(body)
        }
        (_, body) => Answer {
            status: answer.status,
            body,
        },
    })
}
