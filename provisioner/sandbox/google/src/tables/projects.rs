//! Resource Manager's projects, and what is asked of a project itself: billing and services.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{Collection, HookContext, Place, Service};
use crate::engine::{self, operation};
use crate::ids;
use crate::json::{self, set, take};
use crate::refusal::{Form, Refusal};
use crate::rules::Event;
use crate::schema::Schema;
use crate::tables::{compute, disabled, logging};
use crate::world::{ABOVE, Stored, World};

/// Where Resource Manager's first version is.
pub(super) const V1: &str = "/v1";

static FIRST: Service = Service {
    name: "resourcemanager",
    prefix: V1,
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/resourcemanager.schema")])),
    rows: || ROWS,
};

static THIRD: Service = Service {
    name: "resourcemanager",
    prefix: "/v3",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/resourcemanager.schema")])),
    rows: || ROWS,
};

static USAGE: Service = Service {
    name: "serviceusage",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/serviceusage.schema")])),
    rows: || ROWS,
};

/// Who pays for projects that nobody created explicitly.
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

/// Creates a project, if there is none, when somebody uses it.
pub(super) fn ensure(world: &mut World, scope: &str) -> Result<(), Refusal> {
    if !is_project_id(scope) {
        return Err(Refusal::forbidden(format!(
            "Permission denied on resource project {scope}."
        )));
    }
    open(world, scope);
    Ok(())
}

/// Creates a project, with what a new one has.
fn open(world: &mut World, scope: &str) {
    if scope == ABOVE || !world.open(scope).1 {
        return;
    }
    seed(world, scope);
    compute::seed(world, scope);
    logging::seed(world, scope);
}

/// Letters, digits and hyphens, 6 to 30 of them, a letter first. The id becomes a file's name.
fn is_project_id(id: &str) -> bool {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (6..=30).contains(&id.len())
        && id.chars().all(plain)
        && id.starts_with(|letter: char| letter.is_ascii_lowercase())
}

/// The project itself.
fn seed(world: &mut World, scope: &str) {
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
fn as_first(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let scope = &context.place.scope;
    match context.event {
        Event::Deleted => {
            set(context.value, "lifecycleState", "DELETE_REQUESTED");
            context.keep = true;
        }
        _ => {
            set(context.value, "projectId", scope.as_str());
            let number = context.world.number(scope);
            set(context.value, "projectNumber", number);
        }
    }
    Ok(())
}

/// A project as the third version shows it.
fn as_third(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let scope = &context.place.scope;
    let number = context.world.number(scope);
    let (name, state) = (
        take(context.value, "name"),
        take(context.value, "lifecycleState"),
    );
    set(context.value, "displayName", name);
    set(context.value, "etag", ids::tag(&["project", scope]));
    set(context.value, "name", format!("projects/{number}"));
    set(context.value, "projectId", scope.as_str());
    set(context.value, "state", state);
    let created = context.value["createTime"].clone();
    set(context.value, "updateTime", created);
    if let Some(parent) = take(context.value, "parent") {
        let (kind, id) = (json::text(&parent, "type"), json::text(&parent, "id"));
        set(context.value, "parent", format!("{kind}s/{id}"));
    }
    Ok(())
}

/// Makes a project. Resource Manager takes its time; its reply is a name alone.
fn create(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let mut given = call.body.clone();
    let schema = &*FIRST.schema;
    schema
        .normalize("FirstProject", &mut given, "project")
        .map_err(Refusal::invalid)?;
    let id = json::text(&given, "projectId").to_owned();
    if !is_project_id(&id) {
        return Err(Refusal::invalid(format!(
            "project_id: {id} is not a valid project id"
        )));
    }
    if world.knows(&id) {
        return Err(Refusal::exists("Requested entity already exists"));
    }
    open(world, &id);
    let mut value = given;
    take(&mut value, "projectId");
    set(&mut value, "createTime", clock::now());
    set(&mut value, "lifecycleState", "ACTIVE");
    if json::text(&value, "name").is_empty() {
        set(&mut value, "name", id.as_str());
    }
    world.put(&id, &key(&id), Stored::new(value.clone()));
    // A project that is created explicitly has no billing account until one is set.
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

/// A project and its ancestors. Of folders only the names are known, so the ancestors of a folder
/// are not listed.
fn ancestry(world: &mut World, place: &Place, _: &Call) -> Result<Response, Refusal> {
    let parent = engine::find(world, place)?.get("parent").cloned();
    let own = json!({ "type": "project", "id": place.scope });
    let all = std::iter::once(own).chain(parent);
    let all: Vec<Value> = all.map(|id| json!({ "resourceId": id })).collect();
    Ok(Response::ok(json!({ "ancestor": all })))
}

/// The parent of a project: `organizations/1`, `folders/2`.
pub(super) fn parent(world: &World, scope: &str) -> Option<String> {
    let parent = world.get(scope, &key(scope))?.value.get("parent")?;
    let (kind, id) = (json::text(parent, "type"), json::text(parent, "id"));
    Some(format!("{kind}s/{id}"))
}

/// Notes an operation and answers with its name alone.
fn named_only(world: &mut World, scope: &str, metadata: Value, response: Value) -> Response {
    let serial = world.serial(scope);
    let number = serial.rsplit('/').next().unwrap_or_default();
    let name = format!(
        "operations/{number:0>12}-{}",
        ids::hex(12, &["operation", &serial])
    );
    operation::finished(world, scope, &name, metadata, response);
    Response::ok(json!({ "name": name }))
}

/// `GET` and `PUT` of the billing information.
fn billing_info(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
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
    Ok(Response::ok(json!({
        "billingAccountName": account,
        "billingEnabled": !account.is_empty(),
        "name": format!("projects/{}/billingInfo", place.scope),
        "projectId": place.scope,
    })))
}

/// Services that nobody touched are disabled; their list has those that were.
fn get_service(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    if place.id.is_none() {
        return engine::list(world, place, call);
    }
    let name = service_name(world, place);
    let stored = world.get(&place.scope, &place.key());
    let value = stored.map(|stored| stored.value.clone());
    let value = value.unwrap_or_else(|| json!({ "name": name, "state": "DISABLED" }));
    Ok(Response::ok(place.row.encode(call, value)))
}

fn service_name(world: &mut World, place: &Place) -> String {
    let number = world.number(&place.scope);
    format!("projects/{number}/services/{}", place.id())
}

fn enable(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    switch(world, place, call, "ENABLED", "EnableServiceResponse")
}

fn disable(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    switch(world, place, call, "DISABLED", "DisableServiceResponse")
}

fn switch(
    world: &mut World,
    place: &Place,
    call: &Call,
    state: &str,
    response: &str,
) -> Result<Response, Refusal> {
    let name = service_name(world, place);
    let number = world.number(&place.scope);
    let before = world.get(&place.scope, &place.key());
    let was_off = before.is_some_and(|stored| json::text(&stored.value, "state") == "DISABLED");
    disabled::switched(world, &place.scope, place.id(), was_off, state == "ENABLED");
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
            Response::ok(body)
        }
        (_, body) => Response {
            status: answer.status,
            body,
        },
    })
}
