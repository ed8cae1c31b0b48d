//! Which events a trail records, and what it looks for in them.

use serde_json::{Value, json};

use super::{Fields, at_home, reading, text};
use crate::bank::Bank;
use crate::call::Call;
use crate::refusal::Refusal;

/// What a trail records before anybody says otherwise: every management event.
fn default_selectors() -> Value {
    json!([{
        "ReadWriteType": "All",
        "IncludeManagementEvents": true,
        "DataResources": [],
        "ExcludeManagementEventSources": [],
    }])
}

pub(super) fn put(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let trail = at_home(call, text(request, "TrailName"), bank)?;
    let mut selectors = Fields::new();
    for field in ["EventSelectors", "AdvancedEventSelectors"] {
        if request[field]
            .as_array()
            .is_some_and(|list| !list.is_empty())
        {
            selectors.insert(field.to_owned(), request[field].clone());
        }
    }
    if selectors.len() != 1 {
        let message = "Specify either event selectors or advanced event selectors.";
        return Err(Refusal::bad("InvalidEventSelectorsException", message));
    }
    if let Some(list) = selectors
        .get_mut("EventSelectors")
        .and_then(Value::as_array_mut)
    {
        list.iter_mut().for_each(complete);
    }
    trail.selectors = Some(selectors.clone());
    Ok(answer(&trail.arn, selectors))
}

pub(super) fn get(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let trail = reading::find(call, text(request, "TrailName"), bank)?;
    let selectors = trail
        .selectors
        .clone()
        .unwrap_or_else(|| Fields::from_iter([("EventSelectors".to_owned(), default_selectors())]));
    Ok(answer(&trail.arn, selectors))
}

pub(super) fn put_insights(
    call: &Call,
    request: &Value,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let trail = at_home(call, text(request, "TrailName"), bank)?;
    let selectors = request["InsightSelectors"].as_array();
    trail.insights = selectors.cloned().unwrap_or_default();
    Ok(json!({ "TrailARN": trail.arn, "InsightSelectors": trail.insights }))
}

pub(super) fn insights(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let trail = reading::find(call, text(request, "TrailName"), bank)?;
    if trail.insights.is_empty() {
        let message = format!("Trail {} does not have Insights enabled.", trail.name());
        return Err(Refusal::bad("InsightNotEnabledException", message));
    }
    Ok(json!({ "TrailARN": trail.arn, "InsightSelectors": trail.insights }))
}

fn answer(arn: &str, mut selectors: Fields) -> Value {
    selectors.insert("TrailARN".to_owned(), json!(arn));
    selectors.into()
}

/// Spells the defaults out, as AWS does in its answers.
fn complete(selector: &mut Value) {
    for (field, default) in default_selectors()[0].as_object().into_iter().flatten() {
        if selector[field].is_null() {
            selector[field] = default.clone();
        }
    }
}
