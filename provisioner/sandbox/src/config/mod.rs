//! AWS Config: recorders, rules and conformance packs.
//!
//! Nothing is recorded, delivered or judged.

mod pack;
mod recorder;
mod rule;
mod tags;

use serde_json::json;

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::refusal::{self, Refusal};
use recorder::{CHANNEL, RECORDER, told};

/// Answers an AWS Config call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let answered = match call.operation().as_str() {
        "PutConfigurationRecorder" => recorder::put_recorder(call, &request, bank),
        "DescribeConfigurationRecorders" => {
            let recorders = told(call, RECORDER, bank);
            Ok(json!({ "ConfigurationRecorders": recorders }))
        }
        "DescribeConfigurationRecorderStatus" => Ok(recorder::status(call, bank)),
        "StartConfigurationRecorder" => recorder::set_recording(call, &request, true, bank),
        "StopConfigurationRecorder" => recorder::set_recording(call, &request, false, bank),
        "DeleteConfigurationRecorder" => recorder::delete_recorder(call, &request, bank),
        "PutDeliveryChannel" => recorder::put_channel(call, &request, bank),
        "DescribeDeliveryChannels" => Ok(json!({ "DeliveryChannels": told(call, CHANNEL, bank) })),
        "DeleteDeliveryChannel" => recorder::delete_channel(call, &request, bank),
        "PutConfigRule" => rule::put(call, &request, bank),
        "DescribeConfigRules" => rule::describe(call, &request, bank),
        "DeleteConfigRule" => rule::delete(call, &request, bank),
        "PutConformancePack" => pack::put(call, &request, bank),
        "DescribeConformancePacks" => pack::describe(call, &request, bank),
        "DescribeConformancePackStatus" => Ok(pack::status(call, &request, bank)),
        "DeleteConformancePack" => pack::delete(call, &request, bank),
        "TagResource" => tags::tag(call, &request, bank),
        "UntagResource" => tags::untag(call, &request, bank),
        "ListTagsForResource" => tags::list(call, &request, bank),
        operation => Err(Refusal::bad("UnknownOperationException", operation)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Config),
    }
}
