//! The events that a trail records, and its insights.

use serde_json::{Value, json};

use super::{TRAIL, at_home, find, name_of};
use crate::aws_error::AwsError;
use crate::records::items;
use crate::service::{Answer, Context};

/// What a trail records until selectors are put: every management event.
fn default_selectors() -> Value {
    json!([{
        "ReadWriteType": "All",
        "IncludeManagementEvents": true,
        "DataResources": [],
        "ExcludeManagementEventSources": [],
    }])
}

pub(super) fn put(cx: &mut Context) -> Answer {
    let mut trail = at_home(cx, "TrailName")?;
    let mut selectors = json!({});
    for member in ["EventSelectors", "AdvancedEventSelectors"] {
        if items(&cx.request[member]).next().is_some() {
            selectors[member] = cx.request[member].clone();
        }
    }
    if selectors.as_object().is_none_or(|it| it.len() != 1) {
        let message = "Specify either event selectors or advanced event selectors.";
        return Err(AwsError::bad("InvalidEventSelectorsException", message));
    }
    if let Some(Value::Array(list)) = selectors.get_mut("EventSelectors") {
        list.iter_mut().for_each(complete);
    }
    trail["selectors"] = selectors.clone();
    selectors["TrailARN"] = trail["arn"].clone();
    cx.put(TRAIL, &name_of(&trail), trail);
    Ok(selectors)
}

/// Adds the defaults, as AWS does in its replies.
fn complete(selector: &mut Value) {
    for (member, default) in default_selectors()[0].as_object().into_iter().flatten() {
        if selector[member].is_null() {
            selector[member] = default.clone();
        }
    }
}

pub(super) fn get(cx: &mut Context) -> Answer {
    let mut trail = find(cx, cx.text("TrailName"))?;
    let mut selectors = trail["selectors"].take();
    if selectors.is_null() {
        selectors["EventSelectors"] = default_selectors();
    }
    selectors["TrailARN"] = trail["arn"].take();
    Ok(selectors)
}

pub(super) fn put_insights(cx: &mut Context) -> Answer {
    let mut trail = at_home(cx, "TrailName")?;
    trail["insights"] = items(&cx.request["InsightSelectors"]).cloned().collect();
    let reply = json!({ "TrailARN": trail["arn"], "InsightSelectors": trail["insights"] });
    cx.put(TRAIL, &name_of(&trail), trail);
    Ok(reply)
}

pub(super) fn get_insights(cx: &mut Context) -> Answer {
    let trail = find(cx, cx.text("TrailName"))?;
    if items(&trail["insights"]).next().is_none() {
        let message = format!("Trail {} does not have Insights enabled.", name_of(&trail));
        return Err(AwsError::bad("InsightNotEnabledException", message));
    }
    Ok(json!({ "TrailARN": trail["arn"], "InsightSelectors": trail["insights"] }))
}
