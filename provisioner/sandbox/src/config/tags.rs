//! Tags of rules and conformance packs, by ARN.

use serde_json::{Value, json};

use super::pack::PACK;
use super::rule::RULE;
use crate::bank::Bank;
use crate::call::Call;
use crate::records::{self, listed_tags, text};
use crate::refusal::Refusal;

pub(super) fn tag(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    change(call, request, bank, |record| records::tag(record, request))
}

pub(super) fn untag(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    change(call, request, bank, |record| {
        records::untag(record, &request["TagKeys"]);
    })
}

pub(super) fn list(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let (_, _, record) = find(call, request, bank)?;
    Ok(json!({ "Tags": listed_tags(&record) }))
}

fn change(
    call: &Call,
    request: &Value,
    bank: &mut Bank,
    change: impl FnOnce(&mut Value),
) -> Result<Value, Refusal> {
    let (kind, name, mut record) = find(call, request, bank)?;
    change(&mut record);
    bank.set_side(kind, &call.region, &name, record);
    Ok(json!({}))
}

/// The record with an ARN, and where it is kept.
fn find(
    call: &Call,
    request: &Value,
    bank: &Bank,
) -> Result<(&'static str, String, Value), Refusal> {
    let arn = text(request, "ResourceArn");
    for (kind, of) in [(RULE, "ConfigRule"), (PACK, "ConformancePack")] {
        let mut records = bank.sides(kind, &call.region).into_iter();
        let found = records.find(|it| text(&it["Fields"], &format!("{of}Arn")) == arn);
        if let Some(record) = found {
            let name = text(&record["Fields"], &format!("{of}Name")).to_owned();
            return Ok((kind, name, record));
        }
    }
    let message = format!("ResourceArn '{arn}' does not exist");
    Err(Refusal::bad("ResourceNotFoundException", message))
}
