//! AWS Backup: vaults, plans and their selections.
//!
//! No backup is ever made, so every vault is empty.

mod plan;
mod vault;

use http::Method;
use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::ids;
use crate::mends::paging::page;
use crate::params::decode;
use crate::records::text;
use crate::refusal::{self, Refusal};

const PAGE: usize = 100;

/// What a request is answered with.
type Answered = Result<Value, Refusal>;

/// Answers an AWS Backup call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let parts: Vec<String> = call.path.trim_matches('/').split('/').map(decode).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let answered = match (call.method.as_str(), parts.as_slice()) {
        ("GET", ["backup-vaults"]) => vault::list(call, bank),
        ("PUT", ["backup-vaults", name]) => vault::create(call, name, bank),
        (method, ["backup-vaults", name, rest @ ..]) => {
            vault::on_one(call, method, name, rest, bank)
        }
        ("GET", ["backup", "plans"]) => plan::list(call, bank),
        ("PUT", ["backup", "plans"]) => plan::create(call, bank),
        (method, ["backup", "plans", id]) => plan::on_one(call, method, id, bank),
        ("GET", ["backup", "plans", id, "selections"]) => plan::selections(call, id, bank),
        ("PUT", ["backup", "plans", id, "selections"]) => plan::select(call, id, bank),
        (method, ["backup", "plans", id, "selections", selection]) => {
            plan::on_selection(call, method, id, selection, bank)
        }
        (_, [verb @ ("tags" | "untag"), arn]) => tag(call, verb, arn, bank),
        _ => Err(Refusal::new(404, "UnknownOperationException", &call.path)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Backup),
    }
}

fn invalid(why: &str) -> Refusal {
    Refusal::bad("InvalidParameterValueException", why)
}

fn gone(what: &str) -> Refusal {
    let message = format!("Cannot find {what}");
    Refusal::bad("ResourceNotFoundException", message)
}

fn id_of(call: &Call, parts: &[&str]) -> String {
    let here = [call.account.as_str(), call.region.as_str()];
    let digest = ids::digest(&[&here, parts].concat());
    let cut = |from: usize, to: usize| &digest[from..to];
    [cut(0, 8), cut(8, 12), cut(12, 16), cut(16, 20), cut(20, 32)].join("-")
}

/// One page of records, sorted by `key`.
fn paged(call: &Call, records: Vec<Value>, key: &str, list: &str) -> Value {
    let query = call.query_params();
    let key = |it: &Value| text(it, key).to_owned();
    let (records, next) = page(records, key, query.get("nextToken"), PAGE);
    json!({ list: records, "NextToken": next })
}

/// Tags of a vault or a plan.
fn tag(call: &Call, verb: &str, arn: &str, bank: &mut Bank) -> Answered {
    let (kind, id) = match arn.splitn(7, ':').collect::<Vec<_>>()[..] {
        [.., "backup-vault", name] => (vault::VAULT, name),
        [.., "backup-plan", id] => (plan::PLAN, id),
        _ => return Err(invalid("ResourceArn")),
    };
    let record = bank.side(kind, &call.region, id).cloned();
    let mut record = record.ok_or_else(|| gone(arn))?;
    if call.method == Method::GET {
        return Ok(json!({ "Tags": record["Tags"] }));
    }
    let request = call.json();
    if verb == "untag" {
        crate::records::untag(&mut record, &request["TagKeyList"]);
    }
    for (key, value) in request["Tags"].as_object().into_iter().flatten() {
        record["Tags"][key] = value.clone();
    }
    bank.set_side(kind, &call.region, id, record);
    Ok(json!({}))
}
