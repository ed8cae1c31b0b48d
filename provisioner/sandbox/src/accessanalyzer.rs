//! IAM Access Analyzer: analyzers. They find nothing.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::protocol::Protocol;
use crate::records::{done, page_by, tag_resource, tags, text, untag_resource};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "access-analyzer",
    Protocol::RestJson,
    Operations::Own(&[
        ("CreateAnalyzer PUT /analyzer", create),
        ("ListAnalyzers GET /analyzer", list),
        ("DeleteAnalyzer DELETE /analyzer/{analyzerName}", delete),
        ("TagResource POST /tags/{resourceArn+}", |cx| {
            tag_resource(cx, tagged, "tags", "tags")
        }),
        ("UntagResource DELETE /tags/{resourceArn+}", |cx| {
            untag_resource(cx, tagged, "tags", "tagKeys")
        }),
    ]),
);

/// Analyzers by name.
const ANALYZER: Kind = Kind::regional("accessanalyzer.analyzer");
const PAGE: usize = 100;

fn create(cx: &mut Context) -> Answer {
    let (name, kind) = (cx.text("analyzerName"), cx.text("type"));
    let legal = |it: char| it.is_ascii_alphanumeric() || "_.-".contains(it);
    let begins = name.starts_with(|it: char| it.is_ascii_alphabetic());
    if !begins || name.len() > 255 || !name.chars().all(legal) {
        return Err(AwsError::bad("ValidationException", "analyzerName"));
    }
    if kind.starts_with("ORGANIZATION") {
        let message = "You must be the administrator of an organization";
        return Err(AwsError::bad("ValidationException", message));
    }
    let arn = arn(cx, name);
    if let Some(existing) = cx.get(ANALYZER, name) {
        if existing["token"] == cx.request["clientToken"] {
            return Ok(json!({ "arn": arn }));
        }
        let message = format!("Analyzer {name} already exists");
        return Err(AwsError::new(409, "ConflictException", message));
    }
    if cx.list(ANALYZER).iter().any(|it| text(it, "type") == kind) {
        let message = "The maximum number of analyzers of this type is 1";
        return Err(AwsError::new(402, "ServiceQuotaExceededException", message));
    }
    let mut analyzer = json!({
        "arn": arn, "name": name, "type": kind, "status": "ACTIVE",
        "createdAt": clock::iso(clock::now()), "token": cx.request["clientToken"],
        "tags": tags(&cx.request["tags"]),
    });
    if kind.ends_with("UNUSED_ACCESS") {
        let age = &cx.request["configuration"]["unusedAccess"]["unusedAccessAge"];
        let age = age.as_i64().unwrap_or(90);
        analyzer["configuration"] = json!({ "unusedAccess": { "unusedAccessAge": age } });
    }
    cx.put(ANALYZER, name, analyzer);
    Ok(json!({ "arn": arn }))
}

fn list(cx: &mut Context) -> Answer {
    let token = cx.request["nextToken"].as_str();
    let (analyzers, next) = page_by(cx.list(ANALYZER), "name", token, PAGE);
    Ok(json!({ "analyzers": analyzers, "nextToken": next }))
}

fn delete(cx: &mut Context) -> Answer {
    analyzer(cx, cx.text("analyzerName"))?;
    cx.remove(ANALYZER, cx.text("analyzerName"));
    done()
}

fn analyzer(cx: &Context, name: &str) -> Answer {
    cx.get(ANALYZER, name).ok_or_else(|| {
        let message = format!("Analyzer {name} does not exist");
        AwsError::new(404, "ResourceNotFoundException", message)
    })
}

fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let name = cx.text("resourceArn").strip_prefix(&arn(cx, ""));
    let name = name.unwrap_or_default();
    Ok((ANALYZER, name.to_owned(), analyzer(cx, name)?))
}

fn arn(cx: &Context, name: &str) -> String {
    cx.arn("access-analyzer", format_args!("analyzer/{name}"))
}
