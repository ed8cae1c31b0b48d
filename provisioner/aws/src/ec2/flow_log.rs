//! `aws.ec2.flow_log`: a flow log of a VPC, subnet, network interface or transit gateway (EC2
//! `CreateFlowLogs`).
//!
//! Every VPC and hub writes one (CIS AWS 3.7, AWS Security Hub EC2.6, NIST SP 800-53r5 AU-12).

use aws_sdk_ec2::types::{
    FlowLog as SdkFlowLog, FlowLogsResourceType, LogDestinationType, ResourceType, TrafficType,
};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

const WHAT: ResourceType = ResourceType::VpcFlowLog;

/// A flow log of a VPC, subnet, network interface or transit gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Resource whose traffic is recorded: `vpc-…`, `subnet-…`, `eni-…`, `tgw-…` or `tgw-attach-…`.
    resource_id: String,
    /// Traffic to record: `ALL`, `ACCEPT` or `REJECT`; always `ALL` for a transit gateway.
    #[serde(default = "all", deserialize_with = "traffic_type")]
    traffic_type: String,
    /// Type of the destination: `cloud-watch-logs`, `s3` or `kinesis-data-firehose`.
    #[serde(default = "to_log_group", deserialize_with = "destination_type")]
    log_destination_type: String,
    /// Name of the log group, for `cloud-watch-logs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log_group_name: Option<String>,
    /// ARN of the bucket (and folder), the delivery stream or the log group.
    #[serde(
        default,
        deserialize_with = "destination",
        skip_serializing_if = "Option::is_none"
    )]
    log_destination: Option<String>,
    /// ARN of the role that EC2 assumes to write to the log group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deliver_logs_permission_arn: Option<String>,
    /// Longest time that one record aggregates, in seconds: 60 or 600; always 60 for a transit
    /// gateway.
    #[serde(default = "ten_minutes")]
    max_aggregation_interval: i32,
    /// Fields of a record, as `${srcaddr} ${dstaddr} …`. AWS's default: the version 2 fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log_format: Option<String>,
}

fn all() -> String {
    TrafficType::All.as_str().to_owned()
}

fn to_log_group() -> String {
    LogDestinationType::CloudWatchLogs.as_str().to_owned()
}

fn ten_minutes() -> i32 {
    600
}

fn traffic_type<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, TrafficType::values())
}

fn destination_type<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, LogDestinationType::values())
}

/// Reads a destination; the ARN of a log group is written with and without a last `:*`.
fn destination<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let arn = Option::<String>::deserialize(from)?;
    Ok(arn.map(|arn| arn.trim_end_matches(":*").to_owned()))
}

pub(crate) struct FlowLog;

impl AwsKind for FlowLog {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "resource_id",
            "traffic_type",
            "log_destination_type",
            "log_group_name",
            "log_destination",
            "deliver_logs_permission_arn",
            "max_aggregation_interval",
            "log_format",
        ],
        parent: Some("resource_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.ec2.flow_log",
            "a flow log of a VPC, subnet, network interface or transit gateway",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_flow_logs().max_results(PAGE);
        let logs = request.into_paginator().items().send();
        let logs: Vec<SdkFlowLog> = logs.try_collect().await?;
        Ok(logs.iter().map(|log| item(aws, log)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let watched = watched(&spec.resource_id);
        let traffic = TrafficType::from(spec.traffic_type.as_str());
        let of_gateway = watched.as_str().starts_with("TransitGateway");
        let request = aws
            .ec2()
            .create_flow_logs()
            .resource_ids(&spec.resource_id)
            .resource_type(watched)
            .set_traffic_type((!of_gateway).then_some(traffic))
            .log_destination_type(spec.log_destination_type.as_str().into())
            .set_log_group_name(spec.log_group_name.clone())
            .set_log_destination(spec.log_destination.clone())
            .set_deliver_logs_permission_arn(spec.deliver_logs_permission_arn.clone())
            .max_aggregation_interval(spec.max_aggregation_interval)
            .set_log_format(spec.log_format.clone())
            .client_token(&new.token)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request
            .send()
            .await
            .map_err(|error| until_role_is_visible(error.into()))?;
        ec2::all_served("CreateFlowLogs", reply.unsuccessful())?;
        let id = reply.flow_log_ids().first().map(String::as_str);
        ec2::made(aws, "CreateFlowLogs", WHAT, id)
    }

    /// Nothing but tags can change.
    async fn update(_aws: &Clients, _id: &str, _before: &Spec, _after: &Spec) -> Result<()> {
        Ok(())
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let reply = aws.ec2().delete_flow_logs().flow_log_ids(id).send().await?;
        ec2::all_served("DeleteFlowLogs", reply.unsuccessful())
    }
}

/// The type of what an id names, for the request that does not guess it.
fn watched(id: &str) -> FlowLogsResourceType {
    match id {
        _ if id.starts_with("subnet-") => FlowLogsResourceType::Subnet,
        _ if id.starts_with("eni-") => FlowLogsResourceType::NetworkInterface,
        _ if id.starts_with("tgw-attach-") => FlowLogsResourceType::TransitGatewayAttachment,
        _ if id.starts_with("tgw-") => FlowLogsResourceType::TransitGateway,
        _ => FlowLogsResourceType::Vpc,
    }
}

/// A role created a moment ago is not visible everywhere yet; EC2 calls that a bad parameter.
fn until_role_is_visible(error: Error) -> Error {
    if error.code() == "InvalidParameter" && error.message().contains("Unable to assume") {
        error.not_yet()
    } else {
        error
    }
}

fn item(aws: &Clients, log: &SdkFlowLog) -> Item<Spec> {
    let owned = |value: Option<&str>| value.map(str::to_owned);
    let spec = Spec {
        resource_id: text(log.resource_id()),
        traffic_type: log
            .traffic_type()
            .map_or_else(all, |traffic| traffic.to_string()),
        log_destination_type: log
            .log_destination_type()
            .map_or_else(to_log_group, |to| to.to_string()),
        log_group_name: owned(log.log_group_name()),
        log_destination: log_destination(aws, log),
        deliver_logs_permission_arn: owned(log.deliver_logs_permission_arn()),
        max_aggregation_interval: log.max_aggregation_interval().unwrap_or_else(ten_minutes),
        log_format: owned(log.log_format()),
    };
    ec2::item(aws, WHAT, log.flow_log_id(), spec, log.tags())
}

/// AWS may name a log group only by its name, whichever way it was given.
fn log_destination(aws: &Clients, log: &SdkFlowLog) -> Option<String> {
    let of_group = |name: &str| aws.arn("logs", &format!("log-group:{name}"));
    let destination = log
        .log_destination()
        .map(|arn| arn.trim_end_matches(":*").to_owned());
    destination.or_else(|| log.log_group_name().map(of_group))
}
