//! `aws.ssm.session_preferences`: what sessions leave behind, and how long they may last
//! (Systems Manager, document `SSM-SessionManagerRunShell`).
//!
//! What is typed in a session is not in the trail; the session's own record is the only one
//! (NIST SP 800-53r5 AU-2, AU-12, AC-12). Without the document nothing is recorded.

use gabakura_adapter::created;
use gabakura_model::Value;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::SSM;
use crate::clients::Clients;
use crate::fault::{Fault, Result};
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::yes;
use crate::wire::Call;

/// The document that AWS looks for.
const DOCUMENT: &str = "SSM-SessionManagerRunShell";

/// What sessions leave behind, and how long they may last. Texts: empty for none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Log group that records what is typed and shown.
    #[serde(default)]
    cloud_watch_log_group_name: String,
    /// Whether only an encrypted log group will do. AWS's default: true.
    #[serde(default = "yes")]
    cloud_watch_encryption_enabled: bool,
    /// Whether it is recorded while the session lasts, not after it. AWS's default: true.
    #[serde(default = "yes")]
    cloud_watch_streaming_enabled: bool,
    /// Bucket that records it, after the session.
    #[serde(default)]
    s3_bucket_name: String,
    /// What the names of its objects begin with.
    #[serde(default)]
    s3_key_prefix: String,
    /// Whether only an encrypted bucket will do. AWS's default: true.
    #[serde(default = "yes")]
    s3_encryption_enabled: bool,
    /// Key that encrypts sessions between both ends, besides TLS.
    #[serde(default)]
    kms_key_id: String,
    /// Minutes without a word after which a session ends, 1 to 60. AWS's default: 20.
    #[serde(default = "idle")]
    idle_session_timeout_minutes: u32,
    /// Minutes after which it ends, 1 to 1440. Default: no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_session_duration_minutes: Option<u32>,
    /// Whether sessions run as a named user of the machine. AWS's default: false, as `ssm-user`.
    #[serde(default)]
    run_as_enabled: bool,
    /// That user, where the caller's tag `SSMSessionRunAs` names none.
    #[serde(default)]
    run_as_default_user: String,
}

const fn idle() -> u32 {
    20
}

/// The part of the document that says it. What this kind does not speak of (shell profiles)
/// goes along. AWS keeps numbers as texts here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Inputs {
    cloud_watch_log_group_name: String,
    cloud_watch_encryption_enabled: Option<bool>,
    cloud_watch_streaming_enabled: Option<bool>,
    s3_bucket_name: String,
    s3_key_prefix: String,
    s3_encryption_enabled: Option<bool>,
    kms_key_id: String,
    idle_session_timeout: String,
    max_session_duration: String,
    run_as_enabled: bool,
    run_as_default_user: String,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Content {
    inputs: Inputs,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DocumentReply {
    content: String,
    document_version: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateReply {
    document_description: Description,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    document_version: String,
}

pub(crate) struct SessionPreferences;

impl AwsKind for SessionPreferences {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.ssm.session_preferences",
        "what sessions leave behind, and how long they may last",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let inputs = read(aws).await?.map(|(inputs, _)| inputs);
        Ok(vec![Item::new(
            aws.region(),
            spec_of(inputs.unwrap_or_default())?,
        )])
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec).await?;
        Ok(created(aws.region()))
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, after).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        let call = Call::json("DeleteDocument", json!({ "Name": DOCUMENT }));
        match SSM.tell(aws, call).await {
            Err(fault) if is_absent(&fault) => Ok(()),
            done => done,
        }
    }
}

/// Systems Manager says "invalid" of a document that is not there.
fn is_absent(fault: &Fault) -> bool {
    fault.code() == "InvalidDocument"
}

/// The newest version, which is the one that AWS's own console and guide change; and its number.
async fn read(aws: &Clients) -> Result<Option<(Inputs, String)>> {
    let body = json!({ "Name": DOCUMENT, "DocumentVersion": "$LATEST" });
    let reply: Result<DocumentReply> = SSM.ask(aws, Call::json("GetDocument", body)).await;
    let reply = match reply {
        Err(fault) if is_absent(&fault) => return Ok(None),
        reply => reply?,
    };
    let content: Content = serde_json::from_str(&reply.content)
        .map_err(|error| Fault::unreadable("ssm", "GetDocument", &error.to_string()))?;
    Ok(Some((content.inputs, reply.document_version)))
}

fn spec_of(inputs: Inputs) -> Result<Spec> {
    let minutes = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            let problem = format!("`{text}` is no number of minutes");
            Fault::unreadable("ssm", "GetDocument", &problem)
        }),
    };
    Ok(Spec {
        idle_session_timeout_minutes: minutes(&inputs.idle_session_timeout)?.unwrap_or_else(idle),
        max_session_duration_minutes: minutes(&inputs.max_session_duration)?,
        cloud_watch_log_group_name: inputs.cloud_watch_log_group_name,
        cloud_watch_encryption_enabled: inputs.cloud_watch_encryption_enabled.unwrap_or(true),
        cloud_watch_streaming_enabled: inputs.cloud_watch_streaming_enabled.unwrap_or(true),
        s3_bucket_name: inputs.s3_bucket_name,
        s3_key_prefix: inputs.s3_key_prefix,
        s3_encryption_enabled: inputs.s3_encryption_enabled.unwrap_or(true),
        kms_key_id: inputs.kms_key_id,
        run_as_enabled: inputs.run_as_enabled,
        run_as_default_user: inputs.run_as_default_user,
    })
}

async fn put(aws: &Clients, spec: &Spec) -> Result<()> {
    let there = read(&aws.reads()).await?;
    let rest = there.as_ref().map(|(inputs, _)| inputs.rest.clone());
    let inputs = Inputs {
        cloud_watch_log_group_name: spec.cloud_watch_log_group_name.clone(),
        cloud_watch_encryption_enabled: Some(spec.cloud_watch_encryption_enabled),
        cloud_watch_streaming_enabled: Some(spec.cloud_watch_streaming_enabled),
        s3_bucket_name: spec.s3_bucket_name.clone(),
        s3_key_prefix: spec.s3_key_prefix.clone(),
        s3_encryption_enabled: Some(spec.s3_encryption_enabled),
        kms_key_id: spec.kms_key_id.clone(),
        idle_session_timeout: spec.idle_session_timeout_minutes.to_string(),
        max_session_duration: spec
            .max_session_duration_minutes
            .map_or_else(String::new, |it| it.to_string()),
        run_as_enabled: spec.run_as_enabled,
        run_as_default_user: spec.run_as_default_user.clone(),
        rest: rest.unwrap_or_default(),
    };
    let content = json!({
        "schemaVersion": "1.0", "description": "what sessions leave behind",
        "sessionType": "Standard_Stream", "inputs": inputs,
    });
    let mut body = json!({
        "Name": DOCUMENT, "Content": content.to_string(), "DocumentFormat": "JSON",
    });
    let version = match there {
        None => {
            body["DocumentType"] = "Session".into();
            return SSM.tell(aws, Call::json("CreateDocument", body)).await;
        }
        // AWS takes no version that says the same as the one before.
        Some((same, version)) if same == inputs => version,
        Some(_) => {
            body["DocumentVersion"] = "$LATEST".into();
            let reply: UpdateReply = SSM.ask(aws, Call::json("UpdateDocument", body)).await?;
            reply.document_description.document_version
        }
    };
    let body = json!({ "Name": DOCUMENT, "DocumentVersion": version });
    let call = Call::json("UpdateDocumentDefaultVersion", body);
    SSM.tell(aws, call).await
}
