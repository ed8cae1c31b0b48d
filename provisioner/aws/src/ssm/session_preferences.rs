//! `aws.ssm.session_preferences`: the Session Manager preferences of the account and region
//! (Systems Manager, document `SSM-SessionManagerRunShell`).
//!
//! What is typed in a session is not in the trail; the session's own log is the only record (NIST
//! SP 800-53r5 AU-2, AU-12, AC-12). Without the document nothing is logged.

use gabakura_adapter::created;
use gabakura_model::Value;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use serde_with::skip_serializing_none;

use super::SSM;
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New};
use crate::spec::yes;
use crate::wire::{Call, Names};

/// The document that Session Manager reads.
const DOCUMENT: &str = "SSM-SessionManagerRunShell";
const GET: &str = "GetDocument";
const LONGEST: &str = "maxSessionDuration";

const NAMES: Names = Names {
    odd: &[
        ("idle_session_timeout_minutes", "idleSessionTimeout"),
        ("max_session_duration_minutes", LONGEST),
    ],
    ..Names::CAMEL
};

/// Session Manager preferences: how sessions are logged, and how long they may last. Texts: empty
/// for none.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Log group that sessions are logged to.
    #[serde(default)]
    cloud_watch_log_group_name: String,
    /// Whether sessions fail unless that log group is encrypted. AWS's default: true.
    #[serde(default = "yes")]
    cloud_watch_encryption_enabled: bool,
    /// Whether logs are streamed during the session, rather than sent after it. AWS's default:
    /// true.
    #[serde(default = "yes")]
    cloud_watch_streaming_enabled: bool,
    /// Bucket that sessions are logged to after they end.
    #[serde(default)]
    s3_bucket_name: String,
    /// Prefix of the log's objects.
    #[serde(default)]
    s3_key_prefix: String,
    /// Whether sessions fail unless that bucket is encrypted. AWS's default: true.
    #[serde(default = "yes")]
    s3_encryption_enabled: bool,
    /// KMS key that encrypts sessions end to end, besides TLS.
    #[serde(default)]
    kms_key_id: String,
    /// Minutes of inactivity after which a session ends, 1 to 60. AWS's default: 20.
    #[serde(default = "idle")]
    idle_session_timeout_minutes: u32,
    /// Minutes after which a session ends, 1 to 1440. Default: no limit.
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

/// The part of the document that holds the preferences. What this kind has no field for (shell
/// profiles) stays.
type Inputs = Map<String, Value>;

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

pub(crate) struct SessionPreferences;

impl AwsKind for SessionPreferences {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.ssm.session_preferences",
        "the Session Manager preferences of the account and region",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let mut inputs = read(aws).await?.unwrap_or_default().0;
        inputs.retain(|_, value| *value != "");
        let spec: Spec = SSM.read(GET, &NAMES, Value::Object(inputs))?;
        Ok(vec![Item::new(aws.region(), spec)])
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

/// Systems Manager calls a document that does not exist "invalid".
fn is_absent(fault: &Error) -> bool {
    fault.code() == "InvalidDocument"
}

/// The newest version, which is the one that AWS's console changes, and its number.
async fn read(aws: &Clients) -> Result<Option<(Inputs, String)>> {
    let body = json!({ "Name": DOCUMENT, "DocumentVersion": "$LATEST" });
    let reply: Result<DocumentReply> = SSM.ask(aws, Call::json(GET, body)).await;
    let reply = match reply {
        Err(fault) if is_absent(&fault) => return Ok(None),
        reply => reply?,
    };
    let content: Content = serde_json::from_str(&reply.content)
        .map_err(|error| Error::unreadable("ssm", GET, &error.to_string()))?;
    Ok(Some((content.inputs, reply.document_version)))
}

/// The document keeps numbers as texts.
fn inputs_of(spec: &Spec) -> Value {
    let mut inputs = NAMES.request(spec);
    inputs[LONGEST] = inputs[LONGEST].as_u64().map_or("".into(), Value::from);
    for value in inputs.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if value.is_number() {
            *value = value.to_string().into();
        }
    }
    inputs
}

async fn put(aws: &Clients, spec: &Spec) -> Result<()> {
    let there = read(&aws.reads()).await?;
    let mut inputs = there
        .as_ref()
        .map_or_else(Map::new, |(inputs, _)| inputs.clone());
    if let Value::Object(wanted) = inputs_of(spec) {
        inputs.extend(wanted);
    }
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
        // AWS refuses a version whose content is that of the one before.
        Some((same, version)) if same == inputs => version,
        Some(_) => {
            body["DocumentVersion"] = "$LATEST".into();
            let reply: Value = SSM.ask(aws, Call::json("UpdateDocument", body)).await?;
            let version = reply["DocumentDescription"]["DocumentVersion"].as_str();
            let missing = || Error::missing("ssm", "UpdateDocument", "version");
            version.ok_or_else(missing)?.to_owned()
        }
    };
    let body = json!({ "Name": DOCUMENT, "DocumentVersion": version });
    let call = Call::json("UpdateDocumentDefaultVersion", body);
    SSM.tell(aws, call).await
}
