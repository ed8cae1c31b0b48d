//! Systems Manager: parameters and documents.
//!
//! No machine reads them.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::mends::paging::page;
use crate::records::{listed_tags, tag, text, untag};
use crate::refusal::{self, Refusal};

const PARAMETER: &str = "ssm.parameter";
const DOCUMENT: &str = "ssm.document";
const PAGE: usize = 50;
const NAMES_MAX: usize = 10;

/// What a request is answered with.
type Answered = Result<Value, Refusal>;

/// Answers a Systems Manager call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let answered = match call.operation().as_str() {
        "PutParameter" => put(call, &request, bank),
        "DescribeParameters" => Ok(list(call, &request, bank)),
        "GetParameters" => values(call, &request, bank),
        "DeleteParameter" => {
            let name = text(&request, "Name");
            parameter(call, name, "ParameterNotFound", bank).map(|_| {
                bank.set_side(PARAMETER, &call.region, name, Value::Null);
                json!({})
            })
        }
        verb @ ("ListTagsForResource" | "AddTagsToResource" | "RemoveTagsFromResource") => {
            tag_one(verb, call, &request, bank)
        }
        "CreateDocument" => create_document(call, &request, bank),
        operation => on_document(operation, call, &request, bank),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Ssm),
    }
}

fn parameter(call: &Call, name: &str, gone: &str, bank: &Bank) -> Answered {
    let parameter = bank.side(PARAMETER, &call.region, name).cloned();
    parameter.ok_or_else(|| Refusal::bad(gone, format!("Parameter {name} not found.")))
}

fn put(call: &Call, request: &Value, bank: &mut Bank) -> Answered {
    let name = text(request, "Name");
    let there = bank.side(PARAMETER, &call.region, name).cloned();
    let overwrites = request["Overwrite"] == json!(true);
    let bare = name.trim_start_matches('/').to_ascii_lowercase();
    let legal = |it: char| it.is_ascii_alphanumeric() || "_.-/".contains(it);
    if name.is_empty() || !name.chars().all(legal) || bare.starts_with("aws") {
        return Err(Refusal::bad("ValidationException", "Parameter name"));
    }
    if text(request, "Value").is_empty() {
        return Err(Refusal::bad("ValidationException", "value"));
    }
    if overwrites && !request["Tags"].is_null() {
        let message = "Invalid request: tags and overwrite can't be used together.";
        return Err(Refusal::bad("ValidationException", message));
    }
    if there.is_some() && !overwrites {
        let message = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
        return Err(Refusal::bad("ParameterAlreadyExists", message));
    }
    let mut record = there.unwrap_or_else(|| json!({ "Tags": {}, "Version": 0 }));
    let kind = request["Type"].as_str().or(record["Type"].as_str());
    let kind = kind.unwrap_or_default().to_owned();
    if !["String", "StringList", "SecureString"].contains(&kind.as_str()) {
        return Err(Refusal::bad("UnsupportedParameterType", kind));
    }
    record["Type"] = kind.into();
    for field in ["Name", "Value", "Description", "AllowedPattern"] {
        if !request[field].is_null() {
            record[field] = request[field].clone();
        }
    }
    record["Version"] = (record["Version"].as_i64().unwrap_or_default() + 1).into();
    tag(&mut record, request);
    let version = record["Version"].clone();
    bank.set_side(PARAMETER, &call.region, name, record);
    Ok(json!({ "Version": version, "Tier": "Standard" }))
}

/// Empty texts are left out, as AWS does.
fn list(call: &Call, request: &Value, bank: &Bank) -> Value {
    let mut found = bank.sides(PARAMETER, &call.region);
    for filter in request["ParameterFilters"].as_array().into_iter().flatten() {
        let values = filter["Values"].as_array().cloned().unwrap_or_default();
        found.retain(|it| values.contains(&it[text(filter, "Key")]));
    }
    let key = |it: &Value| text(it, "Name").to_owned();
    let (mut found, next) = page(found, key, request["NextToken"].as_str(), PAGE);
    for parameter in &mut found {
        if let Some(fields) = parameter.as_object_mut() {
            fields.retain(|field, value| {
                !["Value", "Tags"].contains(&field.as_str()) && *value != json!("")
            });
        }
    }
    json!({ "Parameters": found, "NextToken": next })
}

fn values(call: &Call, request: &Value, bank: &Bank) -> Answered {
    let names = request["Names"].as_array().cloned().unwrap_or_default();
    if !(1..=NAMES_MAX).contains(&names.len()) {
        return Err(Refusal::bad("ValidationException", "names"));
    }
    let found = names.iter().filter_map(|name| {
        let record = bank.side(PARAMETER, &call.region, name.as_str()?)?;
        // What is encrypted stays so: nothing is decrypted here.
        let is_plain = record["Type"] != "SecureString";
        let value = if is_plain {
            text(record, "Value")
        } else {
            "****"
        };
        Some(json!({
            "Name": name, "Type": record["Type"], "Value": value, "Version": record["Version"],
        }))
    });
    Ok(json!({ "Parameters": found.collect::<Vec<_>>() }))
}

fn tag_one(verb: &str, call: &Call, request: &Value, bank: &mut Bank) -> Answered {
    let name = text(request, "ResourceId");
    if text(request, "ResourceType") != "Parameter" {
        return Err(Refusal::bad("InvalidResourceType", ""));
    }
    let mut record = parameter(call, name, "InvalidResourceId", bank)?;
    match verb {
        "ListTagsForResource" => return Ok(json!({ "TagList": listed_tags(&record) })),
        "AddTagsToResource" => tag(&mut record, request),
        _ => untag(&mut record, &request["TagKeys"]),
    }
    bank.set_side(PARAMETER, &call.region, name, record);
    Ok(json!({}))
}

fn checked(content: &Value) -> Result<&Value, Refusal> {
    let parsed: Option<Value> = content
        .as_str()
        .and_then(|it| serde_json::from_str(it).ok());
    let is_whole = parsed.is_some_and(|it| !text(&it, "schemaVersion").is_empty());
    let invalid = || Refusal::bad("InvalidDocumentContent", "Content");
    is_whole.then_some(content).ok_or_else(invalid)
}

fn create_document(call: &Call, request: &Value, bank: &mut Bank) -> Answered {
    let name = text(request, "Name");
    if bank.side(DOCUMENT, &call.region, name).is_some() {
        let message = format!("Document with name {name} already exists.");
        return Err(Refusal::bad("DocumentAlreadyExists", message));
    }
    let versions = [checked(&request["Content"])?];
    let record = json!({
        "Name": name, "DocumentType": request["DocumentType"], "Versions": versions, "Default": 1,
    });
    bank.set_side(DOCUMENT, &call.region, name, record);
    Ok(json!({ "DocumentDescription": { "Name": name, "DocumentVersion": "1" } }))
}

/// What is done with a document that is there.
fn on_document(operation: &str, call: &Call, request: &Value, bank: &mut Bank) -> Answered {
    let name = text(request, "Name");
    let record = bank.side(DOCUMENT, &call.region, name).cloned();
    let invalid = || {
        Refusal::bad(
            "InvalidDocument",
            format!("Document {name} does not exist."),
        )
    };
    let mut record = record.ok_or_else(invalid)?;
    let versions = record["Versions"].as_array().cloned().unwrap_or_default();
    let asked = match text(request, "DocumentVersion") {
        "$LATEST" => Some(versions.len()),
        "" | "$DEFAULT" => record["Default"].as_u64().and_then(|it| it.try_into().ok()),
        number => number.parse().ok(),
    };
    let asked = asked.filter(|it| (1..=versions.len()).contains(it));
    let asked = asked.ok_or_else(|| Refusal::bad("InvalidDocumentVersion", ""))?;
    let mut reply = json!({});
    match operation {
        "GetDocument" => {
            return Ok(json!({
                "Name": name, "Content": versions[asked - 1], "Status": "Active",
                "DocumentVersion": asked.to_string(), "DocumentType": record["DocumentType"],
            }));
        }
        "UpdateDocument" => {
            let content = checked(&request["Content"])?;
            if versions.last() == Some(content) {
                return Err(Refusal::bad("DuplicateDocumentContent", name));
            }
            record["Versions"] = versions.iter().chain([content]).cloned().collect();
            let version = (versions.len() + 1).to_string();
            reply = json!({ "DocumentDescription": { "Name": name, "DocumentVersion": version } });
        }
        "UpdateDocumentDefaultVersion" => record["Default"] = asked.into(),
        "DeleteDocument" => record = Value::Null,
        _ => return Err(Refusal::bad("UnknownOperationException", operation)),
    }
    bank.set_side(DOCUMENT, &call.region, name, record);
    Ok(reply)
}
