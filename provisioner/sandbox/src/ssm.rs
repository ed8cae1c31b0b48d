//! Systems Manager: parameters and documents. No machine reads them.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{
    done, items, list_tags, page_by, tag, tag_resource, tags, text, untag_resource,
};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "ssm",
    Protocol::Json("1.1"),
    Operations::Own(&[
        ("PutParameter", put),
        ("DescribeParameters", list),
        ("GetParameters", values),
        ("DeleteParameter", |cx| {
            let name = cx.text("Name");
            parameter(cx, name, "ParameterNotFound")?;
            cx.remove(PARAMETER, name);
            done()
        }),
        ("ListTagsForResource", |cx| list_tags(cx, tagged, "TagList")),
        ("AddTagsToResource", |cx| {
            tag_resource(cx, tagged, "Tags", "Tags")
        }),
        ("RemoveTagsFromResource", |cx| {
            untag_resource(cx, tagged, "Tags", "TagKeys")
        }),
        ("CreateDocument", create_document),
        ("GetDocument", get_document),
        ("UpdateDocument", update_document),
        ("UpdateDocumentDefaultVersion", update_default_version),
        ("DeleteDocument", delete_document),
    ]),
);

/// Parameters and documents by name.
const PARAMETER: Kind = Kind::regional("ssm.parameter");
const DOCUMENT: Kind = Kind::regional("ssm.document");
const PAGE: usize = 50;
const NAMES_MAX: usize = 10;

fn parameter(cx: &Context, name: &str, missing: &str) -> Answer {
    let message = || format!("Parameter {name} not found.");
    let parameter = cx.get(PARAMETER, name);
    parameter.ok_or_else(|| AwsError::bad(missing, message()))
}

fn check_parameter(cx: &Context, name: &str, overwrites: bool) -> Result<(), AwsError> {
    let bare = name.trim_start_matches('/').to_ascii_lowercase();
    let legal = |it: char| it.is_ascii_alphanumeric() || "_.-/".contains(it);
    if name.is_empty() || !name.chars().all(legal) || bare.starts_with("aws") {
        return Err(AwsError::bad("ValidationException", "Parameter name"));
    }
    if cx.text("Value").is_empty() {
        return Err(AwsError::bad("ValidationException", "value"));
    }
    if overwrites && !cx.request["Tags"].is_null() {
        let message = "Invalid request: tags and overwrite can't be used together.";
        return Err(AwsError::bad("ValidationException", message));
    }
    if cx.has(PARAMETER, name) && !overwrites {
        let message = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
        return Err(AwsError::bad("ParameterAlreadyExists", message));
    }
    Ok(())
}

fn put(cx: &mut Context) -> Answer {
    let (request, name) = (cx.request, cx.text("Name"));
    check_parameter(cx, name, request["Overwrite"] == json!(true))?;
    let existing = cx.get(PARAMETER, name);
    let mut record = existing.unwrap_or_else(|| json!({ "Tags": {}, "Version": 0 }));
    let kind = request["Type"].as_str().or(record["Type"].as_str());
    let kind = kind.unwrap_or_default().to_owned();
    if !["String", "StringList", "SecureString"].contains(&kind.as_str()) {
        return Err(AwsError::bad("UnsupportedParameterType", kind));
    }
    record["Type"] = kind.into();
    for member in ["Name", "Value", "Description", "AllowedPattern"] {
        if !request[member].is_null() {
            record[member] = request[member].clone();
        }
    }
    record["Version"] = (record["Version"].as_i64().unwrap_or_default() + 1).into();
    tag(&mut record, "Tags", tags(&request["Tags"]));
    let version = record["Version"].clone();
    cx.put(PARAMETER, name, record);
    Ok(json!({ "Version": version, "Tier": "Standard" }))
}

/// AWS leaves empty texts out.
fn list(cx: &mut Context) -> Answer {
    let mut found = cx.list(PARAMETER);
    for filter in items(&cx.request["ParameterFilters"]) {
        found.retain(|it| items(&filter["Values"]).any(|value| *value == it[text(filter, "Key")]));
    }
    let (mut found, next) = page_by(found, "Name", cx.request["NextToken"].as_str(), PAGE);
    for parameter in found.iter_mut().filter_map(Value::as_object_mut) {
        parameter.retain(|member, value| {
            !["Value", "Tags"].contains(&member.as_str()) && *value != json!("")
        });
    }
    Ok(json!({ "Parameters": found, "NextToken": next }))
}

fn values(cx: &mut Context) -> Answer {
    let names: Vec<_> = items(&cx.request["Names"]).collect();
    if !(1..=NAMES_MAX).contains(&names.len()) {
        return Err(AwsError::bad("ValidationException", "names"));
    }
    let found = names.iter().filter_map(|name| {
        let record = cx.get(PARAMETER, name.as_str()?)?;
        // Nothing is decrypted here.
        let value = match record["Type"] == "SecureString" {
            true => "****",
            false => text(&record, "Value"),
        };
        Some(json!({
            "Name": name, "Type": record["Type"], "Value": value, "Version": record["Version"],
        }))
    });
    Ok(json!({ "Parameters": found.collect::<Vec<_>>() }))
}

fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    if cx.text("ResourceType") != "Parameter" {
        return Err(AwsError::bad("InvalidResourceType", ""));
    }
    let name = cx.text("ResourceId");
    let record = parameter(cx, name, "InvalidResourceId")?;
    Ok((PARAMETER, name.to_owned(), record))
}

fn checked(content: &Value) -> Result<&Value, AwsError> {
    let parsed = content
        .as_str()
        .and_then(|it| serde_json::from_str(it).ok());
    let is_whole = parsed.is_some_and(|it: Value| !text(&it, "schemaVersion").is_empty());
    let invalid = || AwsError::bad("InvalidDocumentContent", "Content");
    is_whole.then_some(content).ok_or_else(invalid)
}

fn create_document(cx: &mut Context) -> Answer {
    let name = cx.text("Name");
    if cx.has(DOCUMENT, name) {
        let message = format!("Document with name {name} already exists.");
        return Err(AwsError::bad("DocumentAlreadyExists", message));
    }
    let versions = [checked(&cx.request["Content"])?];
    let kind = &cx.request["DocumentType"];
    let record = json!({ "Name": name, "DocumentType": kind, "Versions": versions, "Default": 1 });
    cx.put(DOCUMENT, name, record);
    Ok(json!({ "DocumentDescription": { "Name": name, "DocumentVersion": "1" } }))
}

/// The document that a request names, and the version it asks for.
fn document(cx: &Context) -> Result<(Value, usize), AwsError> {
    let name = cx.text("Name");
    let record = cx.get(DOCUMENT, name).ok_or_else(|| {
        let message = format!("Document {name} does not exist.");
        AwsError::bad("InvalidDocument", message)
    })?;
    let newest = items(&record["Versions"]).count();
    let wanted = match cx.text("DocumentVersion") {
        "$LATEST" => Some(newest),
        "" | "$DEFAULT" => record["Default"].as_u64().and_then(|it| it.try_into().ok()),
        number => number.parse().ok(),
    };
    let wanted = wanted.filter(|it| (1..=newest).contains(it));
    let wanted = wanted.ok_or_else(|| AwsError::bad("InvalidDocumentVersion", ""))?;
    Ok((record, wanted))
}

fn get_document(cx: &mut Context) -> Answer {
    let (record, version) = document(cx)?;
    Ok(json!({
        "Name": record["Name"], "Content": record["Versions"][version - 1], "Status": "Active",
        "DocumentVersion": version.to_string(), "DocumentType": record["DocumentType"],
    }))
}

fn update_document(cx: &mut Context) -> Answer {
    let ((mut record, _), name) = (document(cx)?, cx.text("Name"));
    let content = checked(&cx.request["Content"])?;
    let mut versions: Vec<Value> = items(&record["Versions"]).cloned().collect();
    if versions.last() == Some(content) {
        return Err(AwsError::bad("DuplicateDocumentContent", name));
    }
    versions.push(content.clone());
    let newest = versions.len().to_string();
    record["Versions"] = versions.into();
    cx.put(DOCUMENT, name, record);
    Ok(json!({ "DocumentDescription": { "Name": name, "DocumentVersion": newest } }))
}

fn update_default_version(cx: &mut Context) -> Answer {
    let (mut record, version) = document(cx)?;
    record["Default"] = version.into();
    cx.put(DOCUMENT, cx.text("Name"), record);
    done()
}

fn delete_document(cx: &mut Context) -> Answer {
    document(cx)?;
    cx.remove(DOCUMENT, cx.text("Name"));
    done()
}
