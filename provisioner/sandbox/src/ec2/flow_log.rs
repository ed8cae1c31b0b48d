//! Flow logs of VPCs and subnets. They record nothing.

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Outcome, Subnet, Vpc, requested_tags, unsuccessful};
use crate::aws_error::AwsError;
use crate::clock;
use crate::params::{Params, Tags};
use crate::xml::Xml;

const FORMAT: &str = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} \
                      ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} \
                      ${log-status}";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FlowLog {
    pub(super) id: String,
    pub(super) resource: String,
    pub(super) terms: Terms,
    created: i64,
    pub(super) tags: Tags,
}

/// What is recorded and where it is delivered; AWS allows no two logs of a resource with equal terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Terms {
    traffic: String,
    destination_type: String,
    destination: Option<String>,
    group: Option<String>,
    role: Option<String>,
    cross_account_role: Option<String>,
    format: String,
    interval: u32,
    file_format: Option<String>,
    hive_partitions: bool,
    hourly_partitions: bool,
}

impl Described for FlowLog {
    const PAGE_MIN: usize = 1;

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "flow-log-id" => vec![self.id.clone()],
            "resource-id" => vec![self.resource.clone()],
            "traffic-type" => vec![self.terms.traffic.clone()],
            "log-destination-type" => vec![self.terms.destination_type.clone()],
            "log-group-name" => self.terms.group.clone().into_iter().collect(),
            "deliver-log-status" => vec!["SUCCESS".to_owned()],
            _ => return None,
        })
    }

    fn write(&self, xml: &mut Xml, _: &Ec2) {
        let terms = &self.terms;
        xml.text("flowLogId", &self.id)
            .text("resourceId", &self.resource);
        xml.text("trafficType", &terms.traffic)
            .text("flowLogStatus", "ACTIVE");
        xml.text("deliverLogsStatus", "SUCCESS")
            .text("creationTime", clock::iso(self.created));
        xml.text("logDestinationType", &terms.destination_type);
        xml.option("logDestination", terms.destination.as_ref());
        xml.option("logGroupName", terms.group.as_ref());
        xml.option("deliverLogsPermissionArn", terms.role.as_ref());
        xml.option("deliverCrossAccountRole", terms.cross_account_role.as_ref());
        xml.text("logFormat", &terms.format)
            .text("maxAggregationInterval", terms.interval);
        if let Some(format) = &terms.file_format {
            xml.node("destinationOptions", |xml| {
                xml.text("fileFormat", format);
                xml.text("hiveCompatiblePartitions", terms.hive_partitions);
                xml.text("perHourPartition", terms.hourly_partitions);
            });
        }
    }
}

/// AWS creates what it can and lists what it could not.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let terms = terms(params, &ec2.region, &ec2.account)?;
    let tags = requested_tags::<FlowLog>(params)?;
    let (mut created, mut errors) = (Vec::new(), Vec::new());
    let resources = params.list("ResourceId");
    for resource in &resources {
        if let Err(error) = check(ec2, resource, &terms) {
            errors.push((resource.clone(), error));
            continue;
        }
        let log = FlowLog {
            id: ec2.new_id::<FlowLog>(),
            resource: resource.clone(),
            terms: terms.clone(),
            created: clock::now(),
            tags: tags.clone(),
        };
        created.push(log.id.clone());
        ec2.flow_logs.insert(log.id.clone(), log);
    }
    let mut xml = unsuccessful(errors.into_iter());
    xml.texts("flowLogIdSet", "item", created)
        .option("clientToken", params.get("ClientToken"));
    Ok(xml)
}

fn check(ec2: &Ec2, resource: &str, terms: &Terms) -> Result<(), AwsError> {
    if resource.starts_with("subnet-") {
        ec2.get::<Subnet>(resource)?;
    }
    if resource.starts_with("vpc-") {
        ec2.get::<Vpc>(resource)?;
    }
    let same = |log: &FlowLog| log.resource == resource && log.terms == *terms;
    if ec2.flow_logs.values().any(same) {
        let message =
            "Error. There is an existing Flow Log with the same configuration and log destination.";
        return Err(AwsError::bad("FlowLogAlreadyExists", message));
    }
    Ok(())
}

fn terms(params: &Params, region: &str, account: &str) -> Result<Terms, AwsError> {
    let text = |name: &str| params.get(name).map(str::to_owned);
    let destination_type = params
        .get("LogDestinationType")
        .unwrap_or("cloud-watch-logs");
    let to_group = destination_type == "cloud-watch-logs";
    let group = text("LogGroupName").or_else(|| {
        let arn = params.get("LogDestination").filter(|_| to_group)?;
        let name = arn.split(":log-group:").nth(1)?;
        Some(name.trim_end_matches(":*").to_owned())
    });
    let group_arn = |name: &String| format!("arn:aws:logs:{region}:{account}:log-group:{name}");
    let destination = text("LogDestination").or_else(|| group.as_ref().map(group_arn));
    if destination.is_none() {
        return Err(AwsError::missing_parameter("LogDestination"));
    }
    if to_group && !params.has("DeliverLogsPermissionArn") {
        let message = "DeliverLogsPermissionArn can't be empty if LogDestinationType is \
                       cloud-watch-logs.";
        return Err(AwsError::bad("InvalidParameter", message));
    }
    let interval = params.number("MaxAggregationInterval")?.unwrap_or(600);
    if interval != 60 && interval != 600 {
        let why = "Valid values are 60 and 600.";
        return Err(AwsError::invalid_value(
            &interval.to_string(),
            "MaxAggregationInterval",
            why,
        ));
    }
    let to_bucket = destination_type == "s3";
    let options = params.below("DestinationOptions");
    Ok(Terms {
        traffic: params.get("TrafficType").unwrap_or("ALL").to_owned(),
        destination_type: destination_type.to_owned(),
        destination,
        group: group.filter(|_| to_group),
        role: text("DeliverLogsPermissionArn"),
        cross_account_role: text("DeliverCrossAccountRole"),
        format: params.get("LogFormat").unwrap_or(FORMAT).to_owned(),
        interval,
        file_format: to_bucket
            .then(|| options.get("FileFormat").unwrap_or("plain-text").to_owned()),
        hive_partitions: options.flag("HiveCompatiblePartitions").unwrap_or_default(),
        hourly_partitions: options.flag("PerHourPartition").unwrap_or_default(),
    })
}
