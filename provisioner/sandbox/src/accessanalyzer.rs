//! IAM Access Analyzer: analyzers.
//!
//! They find nothing.

use http::Method;
use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::clock;
use crate::mends::paging::page;
use crate::params::decode;
use crate::records::{tag_by_rest, text};
use crate::refusal::{self, Refusal};

/// Analyzers by name.
const ANALYZER: &str = "accessanalyzer.analyzer";
const PAGE: usize = 100;

/// Answers an Access Analyzer call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let path = decode(&call.path);
    let answered = match (call.method.clone(), path.trim_matches('/')) {
        (Method::PUT, "analyzer") => create(call, bank),
        (Method::GET, "analyzer") => Ok(list(call, bank)),
        (Method::DELETE, path) if path.starts_with("analyzer/") => {
            delete(call, path.trim_start_matches("analyzer/"), bank)
        }
        (method, path) if path.starts_with("tags/") => {
            tag(call, &method, path.trim_start_matches("tags/"), bank)
        }
        (_, path) => Err(Refusal::new(404, "UnknownOperationException", path)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::AccessAnalyzer),
    }
}

fn create(call: &Call, bank: &mut Bank) -> Result<Value, Refusal> {
    let request = call.json();
    let (name, kind) = (text(&request, "analyzerName"), text(&request, "type"));
    let legal = |it: char| it.is_ascii_alphanumeric() || "_.-".contains(it);
    let begins = name.starts_with(|it: char| it.is_ascii_alphabetic());
    if !begins || name.len() > 255 || !name.chars().all(legal) {
        return Err(Refusal::bad("ValidationException", "analyzerName"));
    }
    if kind.starts_with("ORGANIZATION") {
        let message = "You must be the administrator of an organization";
        return Err(Refusal::bad("ValidationException", message));
    }
    let arn = arn(call, name);
    if let Some(there) = bank.side(ANALYZER, &call.region, name) {
        if there["token"] == request["clientToken"] {
            return Ok(json!({ "arn": arn }));
        }
        let message = format!("Analyzer {name} already exists");
        return Err(Refusal::new(409, "ConflictException", message));
    }
    let all = bank.sides(ANALYZER, &call.region);
    if all.iter().any(|it| text(it, "type") == kind) {
        let message = "The maximum number of analyzers of this type is 1";
        return Err(Refusal::new(402, "ServiceQuotaExceededException", message));
    }
    let mut analyzer = json!({
        "arn": arn, "name": name, "type": kind, "status": "ACTIVE",
        "createdAt": clock::iso(clock::now()), "token": request["clientToken"],
        "tags": request["tags"].as_object().cloned().unwrap_or_default(),
    });
    if kind.ends_with("UNUSED_ACCESS") {
        let age = &request["configuration"]["unusedAccess"]["unusedAccessAge"];
        let age = age.as_i64().unwrap_or(90);
        analyzer["configuration"] = json!({ "unusedAccess": { "unusedAccessAge": age } });
    }
    bank.set_side(ANALYZER, &call.region, name, analyzer);
    Ok(json!({ "arn": arn }))
}

fn list(call: &Call, bank: &Bank) -> Value {
    let analyzers = bank.sides(ANALYZER, &call.region);
    let query = call.query_params();
    let key = |it: &Value| text(it, "name").to_owned();
    let (analyzers, next) = page(analyzers, key, query.get("nextToken"), PAGE);
    json!({ "analyzers": analyzers, "nextToken": next })
}

fn delete(call: &Call, name: &str, bank: &mut Bank) -> Result<Value, Refusal> {
    analyzer(call, name, bank)?;
    bank.set_side(ANALYZER, &call.region, name, Value::Null);
    Ok(json!({}))
}

fn tag(call: &Call, method: &Method, of: &str, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = of.strip_prefix(&arn(call, "")).unwrap_or_default();
    let mut analyzer = analyzer(call, name, bank)?;
    tag_by_rest(call, method, &mut analyzer);
    bank.set_side(ANALYZER, &call.region, name, analyzer);
    Ok(json!({}))
}

fn analyzer(call: &Call, name: &str, bank: &Bank) -> Result<Value, Refusal> {
    let analyzer = bank.side(ANALYZER, &call.region, name).cloned();
    analyzer.ok_or_else(|| {
        let message = format!("Analyzer {name} does not exist");
        Refusal::new(404, "ResourceNotFoundException", message)
    })
}

fn arn(call: &Call, name: &str) -> String {
    let (region, account) = (&call.region, &call.account);
    format!("arn:aws:access-analyzer:{region}:{account}:analyzer/{name}")
}
