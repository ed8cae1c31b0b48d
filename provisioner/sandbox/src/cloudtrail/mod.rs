//! CloudTrail: trails, their logging and their event selectors.
//!
//! Records no events. Trails live in their home region; multi-region trails are seen from every
//! region and changed only at home.

mod reading;
mod selectors;
mod trail;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub(crate) use trail::Trail;

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::clock;
use crate::refusal::{self, Refusal};

/// The trails of one home region by name.
pub(crate) type Trails = BTreeMap<String, Trail>;

const TRAILS_PER_REGION_MAX: usize = 5;

/// Answers a CloudTrail call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let answered = match call.operation().as_str() {
        "CreateTrail" => create(call, &request, bank),
        "UpdateTrail" => update(call, &request, bank),
        "DeleteTrail" => delete(call, &request, bank),
        "StartLogging" => set_logging(call, &request, bank, true),
        "StopLogging" => set_logging(call, &request, bank, false),
        "PutEventSelectors" => selectors::put(call, &request, bank),
        "AddTags" => tag(&request, bank, |trail, key, value| {
            trail.tags.insert(key, value);
        }),
        "RemoveTags" => tag(&request, bank, |trail, key, _| {
            trail.tags.remove(&key);
        }),
        "PutInsightSelectors" => selectors::put_insights(call, &request, bank),
        "GetInsightSelectors" => selectors::insights(call, &request, bank),
        "GetEventSelectors" => selectors::get(call, &request, bank),
        "DescribeTrails" => Ok(reading::describe(call, &request, bank)),
        "GetTrail" => reading::get(call, &request, bank),
        "GetTrailStatus" => reading::status(call, &request, bank),
        "ListTrails" => Ok(reading::list(bank)),
        "ListTags" => reading::list_tags(&request, bank),
        operation => Err(Refusal::bad("UnknownOperationException", operation)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::CloudTrail),
    }
}

fn create(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "Name");
    trail::check_name(name)?;
    let here = bank.cloudtrail.get(&call.region);
    if here.is_some_and(|trails| trails.contains_key(name)) {
        let message = format!("Trail {name} already exists for customer: {}", call.account);
        return Err(Refusal::bad("TrailAlreadyExistsException", message));
    }
    if here.is_some_and(|trails| trails.len() >= TRAILS_PER_REGION_MAX) {
        let message = format!(
            "User: {} already has 5 trails in {}.",
            call.account, call.region
        );
        return Err(Refusal::bad(
            "MaximumNumberOfTrailsExceededException",
            message,
        ));
    }
    let mut trail = Trail::new(&call.account, &call.region, name);
    trail.set(request, call);
    trail.check(&bank.buckets)?;
    trail.tags = tags(&request["TagsList"]).into_iter().collect();
    let body = trail.summary();
    bank.cloudtrail
        .entry(call.region.clone())
        .or_default()
        .insert(name.to_owned(), trail);
    Ok(body)
}

fn update(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let mut changed = at_home(call, text(request, "Name"), bank)?.clone();
    changed.set(request, call);
    changed.check(&bank.buckets)?;
    let body = changed.summary();
    *at_home(call, text(request, "Name"), bank)? = changed;
    Ok(body)
}

fn delete(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = at_home(call, text(request, "Name"), bank)?
        .name()
        .to_owned();
    bank.cloudtrail
        .entry(call.region.clone())
        .or_default()
        .remove(&name);
    Ok(json!({}))
}

fn set_logging(call: &Call, request: &Value, bank: &mut Bank, on: bool) -> Result<Value, Refusal> {
    let trail = at_home(call, text(request, "Name"), bank)?;
    let changed = trail.logging != on;
    trail.logging = on;
    if changed {
        let moment = if on {
            &mut trail.started
        } else {
            &mut trail.stopped
        };
        *moment = Some(clock::now());
    }
    Ok(json!({}))
}

fn tag(
    request: &Value,
    bank: &mut Bank,
    change: impl Fn(&mut Trail, String, String),
) -> Result<Value, Refusal> {
    let arn = text(request, "ResourceId");
    let mut trails = bank.cloudtrail.values_mut().flat_map(BTreeMap::values_mut);
    let trail = trails.find(|trail| trail.arn == arn).ok_or_else(|| {
        let message = format!("Trail with ARN {arn} does not exist.");
        Refusal::bad("ResourceNotFoundException", message)
    })?;
    for (key, value) in tags(&request["TagsList"]) {
        change(trail, key, value);
    }
    Ok(json!({}))
}

/// The trail a name or ARN stands for, to be changed: only from its home region.
fn at_home<'a>(call: &Call, name: &str, bank: &'a mut Bank) -> Result<&'a mut Trail, Refusal> {
    let trail = reading::find(call, name, bank)?;
    let (home, name) = (trail.home.clone(), trail.name().to_owned());
    if home != call.region {
        let message = format!("Trail {name} can only be changed in its home region {home}.");
        return Err(Refusal::bad("InvalidHomeRegionException", message));
    }
    let found = bank
        .cloudtrail
        .get_mut(&home)
        .and_then(|trails| trails.get_mut(&name));
    found.ok_or_else(|| not_found(&name))
}

fn not_found(name: &str) -> Refusal {
    let message = format!("Unknown trail: {name}");
    Refusal::bad("TrailNotFoundException", message)
}

fn tags(list: &Value) -> Vec<(String, String)> {
    let tags = list.as_array().into_iter().flatten();
    tags.map(|tag| (text(tag, "Key").to_owned(), text(tag, "Value").to_owned()))
        .collect()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

/// The fields of a trail as AWS names them.
type Fields = Map<String, Value>;
