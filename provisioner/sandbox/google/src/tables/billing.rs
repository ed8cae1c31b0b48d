//! Billing accounts and their budgets.

use std::sync::LazyLock;

use serde_json::Value;

use crate::call::{Call, Response};
use crate::collection::{Collection, HookContext, Place, Service};
use crate::engine;
use crate::json;
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Named};
use crate::schema::Schema;
use crate::world::World;

static BILLING: Service = Service {
    name: "billing",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/billing.schema")])),
    rows: || ROWS,
};

pub(super) const ROWS: &[Collection] = &[
    Collection {
        verbs: "iam",
        ..Collection::new(&BILLING, "billingAccounts", "Budget")
    },
    Collection {
        named: Named::Server(18),
        stamps: "etag",
        missing: "budget \"{name}\" not found",
        hook: one_period,
        actions: &[("GET", read)],
        ..Collection::new(&BILLING, "billingAccounts/*/budgets", "Budget")
    },
];

/// A budget has one period: to set one of its sorts clears the other.
fn one_period(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    let had = |sort: &str| {
        let before = context.before.and_then(|before| before.get("budgetFilter"));
        before.is_some_and(|filter| filter.get(sort).is_some())
    };
    let old = ["calendarPeriod", "customPeriod"].map(|sort| had(sort).then_some(sort));
    let is_new = matches!(context.event, Event::Created | Event::Changed);
    let Some(filter) = context.value.get_mut("budgetFilter").filter(|_| is_new) else {
        return Ok(());
    };
    if filter.get("calendarPeriod").is_none() || filter.get("customPeriod").is_none() {
        return Ok(());
    }
    match old {
        [Some(sort), None] | [None, Some(sort)] => drop(json::take(filter, sort)),
        _ => return Err(Refusal::invalid("A budget has one usage period.")),
    }
    Ok(())
}

/// A project by its number, however it is named.
fn numbered(world: &mut World, project: &str) -> String {
    let id = project.strip_prefix("projects/").unwrap_or(project);
    let id = world.project(id).to_owned();
    match world.knows(&id) {
        true => format!("projects/{}", world.number(&id)),
        false => format!("projects/{id}"),
    }
}

/// Reads a budget, or those whose scope is a project. All of these are on one page.
fn read(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    if place.id.is_some() {
        return engine::get(world, place, call);
    }
    let mut answer = engine::list(world, place, call)?;
    let scope = call.query("scope");
    if !scope.is_empty() {
        let scope = numbered(world, scope);
        let budgets = answer.body.as_mut();
        let budgets = budgets.and_then(|body| body["budgets"].as_array_mut());
        if let Some(budgets) = budgets {
            budgets.retain(|budget| {
                let projects = budget["budgetFilter"]["projects"].as_array();
                let mut projects = projects.into_iter().flatten().filter_map(Value::as_str);
                projects.any(|project| numbered(world, project) == scope)
            });
        }
    }
    Ok(answer)
}
