//! AWS Config: recorders, rules and conformance packs.
//!
//! Nothing is recorded, delivered or evaluated.

mod pack;
mod recorder;
mod rule;

use serde_json::{Value, json};

use self::pack::PACK;
pub(crate) use self::recorder::RECORDER;
use self::recorder::{CHANNEL, described};
use self::rule::RULE;
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{list_tags, tag_resource, text, untag_resource};
use crate::service::{Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "config",
    Protocol::Json("1.1"),
    Operations::Own(&[
        ("PutConfigurationRecorder", recorder::put_recorder),
        ("DescribeConfigurationRecorders", |cx| {
            Ok(json!({ "ConfigurationRecorders": described(cx, RECORDER) }))
        }),
        ("DescribeConfigurationRecorderStatus", recorder::status),
        ("StartConfigurationRecorder", |cx| {
            recorder::set_recording(cx, true)
        }),
        ("StopConfigurationRecorder", |cx| {
            recorder::set_recording(cx, false)
        }),
        ("DeleteConfigurationRecorder", recorder::delete_recorder),
        ("PutDeliveryChannel", recorder::put_channel),
        ("DescribeDeliveryChannels", |cx| {
            Ok(json!({ "DeliveryChannels": described(cx, CHANNEL) }))
        }),
        ("DeleteDeliveryChannel", recorder::delete_channel),
        ("PutConfigRule", rule::put),
        ("DescribeConfigRules", rule::describe),
        ("DeleteConfigRule", rule::delete),
        ("PutConformancePack", pack::put),
        ("DescribeConformancePacks", pack::describe),
        ("DescribeConformancePackStatus", pack::status),
        ("DeleteConformancePack", pack::delete),
        ("TagResource", |cx| tag_resource(cx, tagged, "Tags", "Tags")),
        ("UntagResource", |cx| {
            untag_resource(cx, tagged, "Tags", "TagKeys")
        }),
        ("ListTagsForResource", |cx| list_tags(cx, tagged, "Tags")),
    ]),
);

/// The rule or conformance pack with the requested ARN.
fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let arn = cx.text("ResourceArn");
    for (kind, of) in [(RULE, "ConfigRule"), (PACK, "ConformancePack")] {
        let mut records = cx.list(kind).into_iter();
        let found = records.find(|it| text(&it["Fields"], &format!("{of}Arn")) == arn);
        if let Some(record) = found {
            let name = text(&record["Fields"], &format!("{of}Name")).to_owned();
            return Ok((kind, name, record));
        }
    }
    let message = format!("ResourceArn '{arn}' does not exist");
    Err(AwsError::bad("ResourceNotFoundException", message))
}
